using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace ChainCoop.Verifier.Bundles;

/// <summary>Checks a bundle with nothing but the bundle and the keys that the reader trusts.</summary>
public sealed class BundleCheck
{
    private readonly BundleReader _bundle;
    private readonly Trust _trust;
    private readonly Failures _failures = new();
    private readonly List<string> _proven = [];
    private readonly List<string> _withheld = [];

    private BundleCheck(BundleReader bundle, Trust trust) => (_bundle, _trust) = (bundle, trust);

    /// <summary>Never throws for what is in the file: that is a failure in the report.</summary>
    public static Report Of(string path, Trust trust)
    {
        try
        {
            using var bundle = BundleReader.Open(path);
            return new BundleCheck(bundle, trust).Run();
        }
        catch (UnreadableException e)
        {
            return Unreadable(e.Message);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return Unreadable("The bundle is damaged or was cut off: a file in it cannot be read to its end.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Unreadable("The file cannot be read.");
        }
    }

    private static Report Unreadable(string sentence)
    {
        var failures = new Failures();
        failures.Add(sentence);
        return Report.Of([], [], failures);
    }

    private Report Run()
    {
        var bytes = _bundle.ReadAll(BundleNames.Manifest);
        var manifest = Read(bytes);
        CheckNames(manifest);
        var events = ReadCheckpoint(BundleNames.Events, manifest.Events);
        CheckSignature(manifest, bytes, events?.Origin);

        var payloads = new PayloadsInClear(_failures);
        if (_bundle.Has(BundleNames.Payloads)) Listed(manifest, BundleNames.Payloads, payloads.Check);
        if (events is not null) CheckLog(manifest, BundleNames.Events, manifest.Events, events, payloads);
        payloads.Close();
        if (manifest.Access is { } part && ReadCheckpoint(BundleNames.Access, part) is { } access)
            CheckLog(manifest, BundleNames.Access, part, access, new PayloadsInClear(_failures));
        CountPayloads(manifest, payloads);
        return Report.Of(_proven, _withheld, _failures);
    }

    private static Manifest Read(byte[] bytes)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<Manifest>(bytes, Manifest.Json);
            if (manifest?.Format != Manifest.Version) throw new UnreadableException($"The manifest is of another format than {Manifest.Version}.");
            // The serializer looks at members, not at what a list has in it.
            if (manifest.Files.Contains(null!) || manifest.Keys.Contains(null!) || manifest.Policies.Values.Contains(null!)) throw new JsonException();
            return manifest;
        }
        catch (JsonException)
        {
            throw new UnreadableException("This is no evidence bundle: its manifest cannot be read.");
        }
    }

    private void CheckNames(Manifest manifest)
    {
        // What proves anything has to be there, whatever the manifest lists: without a checkpoint no signature would be asked for.
        HashSet<string> expected = [BundleNames.Manifest, BundleNames.ManifestNote, .. PartsOf(manifest).SelectMany(OfLog), .. manifest.Files.Select(file => file.Name)];
        foreach (var name in expected.Where(name => !_bundle.Has(name))) _failures.Add("The file is missing.", BundleReader.Printable(name));
        foreach (var name in _bundle.Names.Where(name => !expected.Contains(name))) _failures.Add("The manifest does not list this file.", BundleReader.Printable(name));
    }

    private static IEnumerable<string> PartsOf(Manifest manifest) => manifest.Access is null ? [BundleNames.Events] : [BundleNames.Events, BundleNames.Access];

    private static IEnumerable<string> OfLog(string log) => [BundleNames.CheckpointOf(log), BundleNames.EntriesOf(log)];

    /// <summary>The manifest is the one that the holder of the key of the log of events signed.</summary>
    private void CheckSignature(Manifest manifest, byte[] bytes, string? origin)
    {
        if (!_bundle.Has(BundleNames.ManifestNote) || ReadNote(BundleNames.ManifestNote) is not { } note || origin is null) return;
        if (note.Text != Manifest.NoteText(SHA256.HashData(bytes))) _failures.Add("The manifest was changed after it was signed.", BundleNames.Manifest);
        else if (SignerOf(note, origin, manifest) is { } key) _proven.Add($"The manifest is the one that {By(key)} signed.");
        else _failures.Add(NotSigned(origin), BundleNames.ManifestNote);
    }

    private Checkpoint? ReadCheckpoint(string log, LogPart part)
    {
        var name = BundleNames.CheckpointOf(log);
        if (!_bundle.Has(name) || ReadNote(name) is not { } note) return null;
        try
        {
            var checkpoint = Checkpoint.Parse(note.Text);
            if (!checkpoint.Origin.EndsWith($"/{log}", StringComparison.Ordinal))
                _failures.Add($"This checkpoint is of another log: {BundleReader.Printable(checkpoint.Origin)}.", name);
            if (checkpoint.Size != part.Size)
                _failures.Add($"The checkpoint has {checkpoint.Size} leaves, and the manifest speaks of {part.Size}: it is another one.", name);
            return checkpoint;
        }
        catch (FormatException e)
        {
            _failures.Add(e.Message, name);
            return null;
        }
    }

    private void CheckLog(Manifest manifest, string log, LogPart part, Checkpoint checkpoint, PayloadsInClear payloads)
    {
        var name = BundleNames.CheckpointOf(log);
        Listed(manifest, name, file =>
        {
            Span<byte> rest = new byte[1 << 16];
            while (file.Read(rest) > 0) { }
        });
        var note = ReadNote(name)!;
        if (SignerOf(note, checkpoint.Origin, manifest) is { } key)
            _proven.Add($"{By(key)} signed the checkpoint of {Number(checkpoint.Size)} leaves of {checkpoint.Origin}.");
        else
            _failures.Add(NotSigned(checkpoint.Origin), name);
        CountWitnesses(note, name);

        var check = new EntriesCheck(log, checkpoint, payloads, _failures);
        Listed(manifest, BundleNames.EntriesOf(log), check.Check);
        Compare(manifest, log, part, check);
    }

    private void CountWitnesses(SignedNote note, string name)
    {
        List<DateTimeOffset> times = [];
        foreach (var witness in _trust.Witnesses)
        {
            if (note.SignatureOf(witness) is not { } signature) continue;
            if (Cosignature.Verify(witness, note.Text, signature.Signature) is { } at) times.Add(at);
            else _failures.Add($"The cosignature of witness {witness.Name} is not over this checkpoint.", name);
        }
        if (times.Count < _trust.Quorum)
            _failures.Add($"{times.Count} of {_trust.Witnesses.Count} trusted witnesses cosigned, and {_trust.Quorum} have to.", name);
        if (times.Count > 0)
        {
            // The time of as many as have to have signed: one whose clock is wrong moves it no further back than the others say.
            var enough = Math.Clamp(_trust.Quorum, 1, times.Count);
            var by = times.Order().ElementAt(enough - 1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            _proven.Add($"{times.Count} of {_trust.Witnesses.Count} trusted witnesses cosigned this checkpoint, {enough} of them by {by}: nobody can have changed its entries since.");
        }
        else if (_trust.Witnesses.Count == 0)
        {
            _withheld.Add("Whether witnesses cosigned was not checked: no key of a witness was given. Without a witness the operator could have made the whole log anew.");
        }
    }

    private void Compare(Manifest manifest, string log, LogPart part, EntriesCheck check)
    {
        var file = BundleNames.EntriesOf(log);
        if ((check.Entries, check.Clear, check.Destroyed) != (part.Entries, part.Clear, part.Destroyed))
            _failures.Add(
                $"The manifest speaks of {part.Entries} entries, {part.Clear} in clear and {part.Destroyed} destroyed; {check.Entries}, {check.Clear} and {check.Destroyed} are there.", file);
        if (part.Until > part.From && !check.Runs.Exists(run => run.From <= part.From && part.Until <= run.Until))
            _failures.Add($"Not all leaves from {part.From} to {part.Until - 1} are there, as the manifest says.", file);
        if (log == BundleNames.Events) CompareRecords(manifest, file, check);

        _proven.Add($"{Number(check.Entries)} entries stand in this log as they were sealed, {Number(check.Clear)} of them with their body in clear.");
        if (part.Until > part.From) _proven.Add($"Every leaf from {part.From} to {part.Until - 1} is there, at least as its commitment: none was left out of this part.");
        var withheld = check.Entries - check.Clear - check.Destroyed;
        if (withheld > 0) _withheld.Add($"The bodies of {Number(withheld)} entries of {log} exist and are not given.");
        if (check.Destroyed > 0) _withheld.Add($"The bodies of {Number(check.Destroyed)} entries of {log} were destroyed, says the operator; that these entries stood here is proven all the same.");
        if (check.Leaves > check.Entries) _withheld.Add($"{Number(check.Leaves - check.Entries)} other leaves of {log} are given as commitments only.");
    }

    private void CompareRecords(Manifest manifest, string file, EntriesCheck check)
    {
        foreach (var record in manifest.Records)
        {
            if (!check.Streams.TryGetValue(record, out var versions))
            {
                if (manifest.Period is null) _failures.Add($"No event of record {record} is there.", file);
            }
            else if (manifest.Period is null && versions.First != 1)
            {
                _failures.Add($"The events of record {record} begin with version {versions.First}, and not with the first.", file);
            }
        }
        foreach (var stranger in check.Streams.Keys.Except(manifest.Records)) _failures.Add($"There are events of record {stranger}, which the manifest does not name.", file);
        if (manifest.Records.Count > 0)
        {
            _proven.Add($"Of {manifest.Records.Count} records no event is missing {(manifest.Period is null ? "from the first to the last that is given" : "between the first and the last that are given")}.");
            _withheld.Add("That no event of a record comes after the last that is given is said by the operator, and not proven.");
        }
        if (manifest.Period is not null) _withheld.Add("Events of the named records outside the period are not given.");
    }

    private void CountPayloads(Manifest manifest, PayloadsInClear payloads)
    {
        if (payloads.Count != manifest.Payloads.Clear)
            _failures.Add($"The manifest speaks of {manifest.Payloads.Clear} texts in clear; {payloads.Count} are there.", BundleNames.Payloads);
        if (payloads.Count > 0) _proven.Add($"{payloads.Count} texts in clear open from the ciphertexts to which their events committed.");
        if (manifest.Payloads.Withheld > 0) _withheld.Add($"{manifest.Payloads.Withheld} texts that the events in clear refer to exist and are not given.");
        if (manifest.Payloads.Erased > 0) _withheld.Add($"{manifest.Payloads.Erased} texts that the events in clear refer to were erased, says the operator.");
    }

    /// <summary>Reads a file to its end and compares it with the manifest.</summary>
    private void Listed(Manifest manifest, string name, Action<HashedFile> check)
    {
        var listed = manifest.Files.Where(file => file.Name == name).ToList();
        if (!_bundle.Has(name)) return; // said already, or it may be absent
        using var file = _bundle.Read(name);
        check(file);
        if (listed is not [var one]) _failures.Add("The manifest does not list this file, or twice.", name);
        else if (one.Size != file.Size || one.Sha256 != file.Hash()) _failures.Add("This file is not the one that the manifest lists: it was changed.", name);
    }

    private SignedNote? ReadNote(string name)
    {
        try
        {
            return SignedNote.Parse(_bundle.ReadAll(name).AsSpan());
        }
        catch (FormatException e)
        {
            _failures.Add(e.Message, name);
            return null;
        }
    }

    private NoteVerifier? SignerOf(SignedNote note, string name, Manifest manifest) =>
        (_trust.Keys.Count > 0 ? _trust.Keys : OwnKeys(manifest)).FirstOrDefault(key => key.Name == name && key.Type == NoteVerifier.Ed25519 && note.IsSignedBy(key));

    private static List<NoteVerifier> OwnKeys(Manifest manifest)
    {
        List<NoteVerifier> keys = [];
        foreach (var text in manifest.Keys)
        {
            try
            {
                keys.Add(NoteVerifier.Parse(text));
            }
            catch (FormatException)
            {
                // A key of another kind signs nothing here.
            }
        }
        return keys;
    }

    private string By(NoteVerifier key) => _trust.Keys.Count > 0
        ? $"The holder of your key {key.Name}"
        : $"Somebody who calls himself {key.Name}, with a key that the bundle itself brings (who he is, is not proven),";

    private string NotSigned(string name) => _trust.Keys.Count > 0
        ? $"None of the keys you gave, of the name {BundleReader.Printable(name)}, signed it: it is of another log, or somebody else made it."
        : "None of the keys in the bundle signed it.";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

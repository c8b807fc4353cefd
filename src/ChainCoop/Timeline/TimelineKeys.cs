using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Verifier;

namespace ChainCoop.Timeline;

/// <summary>
/// The Ed25519 keys that sign the heads of both logs: a file of C2SP signed-note keys, readable by its owner alone. The last key of a log signs; the
/// ones before stay in the file, so that what they signed can still be verified. A key has the name of its log, the origin of its checkpoints.
/// </summary>
public sealed class TimelineKeys
{
    private readonly Oin district;
    private readonly List<NoteKey> keys;

    private TimelineKeys(Oin district, List<NoteKey> keys) => (this.district, this.keys) = (district, keys);

    /// <summary>The file is made where there is none and <paramref name="create"/>.</summary>
    /// <exception cref="InvalidOperationException">It is missing, malformed, readable by others than its owner, or lacks a key of a log.</exception>
    public static TimelineKeys FromFile(string path, Oin district, bool create)
    {
        if (create && !File.Exists(path)) OwnersFile.Create(path, NewKeys(district));
        OwnersFile.Check(path, "The file of keys of the timeline (Timeline:KeyFile)");
        List<NoteKey> keys;
        try
        {
            keys = [.. File.ReadLines(path).Where(line => line.Length > 0).Select(NoteKey.Parse)];
        }
        catch (FormatException)
        {
            throw new InvalidOperationException("The file of keys of the timeline has a malformed line; expected a signed-note key, as timeline new-keys prints them.");
        }

        var missing = Enum.GetValues<SealedLog>().Where(log => keys.All(key => key.Name != OriginOf(district, log))).ToList();
        return missing.Count == 0
            ? new TimelineKeys(district, keys)
            : throw new InvalidOperationException($"The file of keys of the timeline has no key of the log {OriginOf(district, missing[0])}.");
    }

    /// <summary>New keys of both logs: lines to append to the file.</summary>
    public static IEnumerable<string> NewKeys(Oin district) => Enum.GetValues<SealedLog>().Select(log => NoteKey.Create(OriginOf(district, log)).ToSecret());

    /// <summary>The origin of the checkpoints of a log: no two logs in the world have the same.</summary>
    public static string OriginOf(Oin district, SealedLog log) => $"chaincoop.nl/{district}/{Kebab.Of(log)}";

    public string OriginOf(SealedLog log) => OriginOf(district, log);

    /// <summary>The keys of a log, the one that signs last.</summary>
    public IReadOnlyList<NoteVerifier> VerifiersOf(SealedLog log) => [.. keys.Where(key => key.Name == OriginOf(log)).Select(key => key.Verifier)];

    /// <summary>A checkpoint (C2SP tlog-checkpoint), signed.</summary>
    public string Sign(SealedLog log, long size, byte[] root) =>
        Sign(log, new Checkpoint(OriginOf(log), size, root).Text).ToString();

    /// <summary>Signs any text as the log.</summary>
    public SignedNote Sign(SealedLog log, string text) => SignedNote.Sign(text, keys.Last(key => key.Name == OriginOf(log)));
}

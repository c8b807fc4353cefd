using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChainCoop.Contracts;
using ChainCoop.Verifier;
using ChainCoop.Verifier.Bundles;

namespace ChainCoop.Tests.Timeline;

/// <summary>
/// A bundle as the program makes it, of a log of two records whose events take turns with those of others: 0 and 3 are of the first
/// record, 1 and 4 of the second, and so on. Every event of the first is in clear and has a text.
/// </summary>
internal sealed class ABundle : IDisposable
{
    public const string Origin = "chaincoop.nl/00000001822477348000/events";
    public static readonly Guid Clear = Guid.Parse("0198f0c0-0000-7000-8000-000000000001");
    public static readonly Guid Closed = Guid.Parse("0198f0c0-0000-7000-8000-000000000002");
    private static readonly Guid Other = Guid.Parse("0198f0c0-0000-7000-8000-000000000003");

    private readonly byte[][] _headers;
    private readonly byte[][] _bodies;
    private readonly byte[][] _salts;
    private readonly byte[][] _leaves;
    private readonly List<PayloadLine> _payloads = [];

    public ABundle(int size = 700)
    {
        Guid[] streams = [Clear, Closed, Other];
        _salts = [.. Enumerable.Range(0, size).Select(i => SHA256.HashData(BitConverter.GetBytes(i)))];
        _headers = [.. Enumerable.Range(0, size).Select(i => Canonical(new
        {
            archived = false,
            dotnetType = "ChainCoop.Cases.CaseOpened, ChainCoop",
            eventId = Guid.CreateVersion7(),
            index = i,
            log = "events",
            sequence = i + 1,
            streamId = streams[i % 3],
            tenant = "*DEFAULT*",
            time = "2026-11-27T01:02:03.123456Z",
            type = "case_opened",
            version = (i / 3) + 1,
        }))];
        _bodies = [.. Enumerable.Range(0, size).Select(i => Canonical(i % 3 == 0 ? new { number = i, note = Sealed($"text {i}") } : new { number = i }))];
        _leaves = [.. Enumerable.Range(0, size).Select(i => MerkleTree.LeafHash(LeafEntry.Of(_headers[i], BodyHash(i))))];
    }

    public NoteKey Key { get; } = NoteKey.Create(Origin);

    public IReadOnlyList<NoteKey> Witnesses { get; } = [NoteKey.Create("w1"), NoteKey.Create("w2"), NoteKey.Create("w3")];

    public Trust Trust => new([Key.Verifier], [.. Witnesses.Select(witness => witness.Witness)], 2);

    public string Path { get; } = System.IO.Path.Combine(Directory.CreateTempSubdirectory("bundle-").FullName, "bundle.zip");

    public int Size => _leaves.Length;

    public async Task<ABundle> MakeAsync()
    {
        await using var file = File.Create(Path);
        await using var writer = new BundleWriter(file);
        await writer.AddAsync("events/checkpoint", Checkpoint(Size).ToString());
        await writer.AddAsync("events/entries.ndjson", async lines =>
        {
            for (var i = 0; i < Size; i++)
            {
                if (i % 256 == 0) await lines.WriteLineAsync((await TileAsync(i / 256)).ToBytes());
                if (i % 3 != 2) await lines.WriteLineAsync(EntryLine.Write(_headers[i], BodyHash(i), i % 3 == 0 ? _salts[i] : null, _bodies[i], isDestroyed: i % 6 == 4));
            }
        });
        await writer.AddAsync("payloads.ndjson", async lines =>
        {
            foreach (var payload in _payloads) await lines.WriteLineAsync(payload.ToBytes());
        });
        var counts = new LogPart(
            Size, 0, Size, Indexes.Count(i => i % 3 != 2), Indexes.Count(i => i % 3 == 0), Indexes.Count(i => i % 3 == 1 && i % 6 != 4), Indexes.Count(i => i % 6 == 4));
        await writer.FinishAsync(
            new Manifest(
                Manifest.Version, Guid.CreateVersion7(), DateTimeOffset.UnixEpoch, [Key.Verifier.ToString()], counts, Access: null, [Clear, Closed], Period: null,
                new Dictionary<string, string> { ["access"] = "1" }, new PayloadCounts(_payloads.Count, 3, 2), Files: []),
            text => SignedNote.Sign(text, Key));
        return this;
    }

    public Report Check(Trust? trust = null) => BundleCheck.Of(Path, trust ?? Trust);

    /// <summary>As the log signed it at this size, and the first two witnesses.</summary>
    public SignedNote Checkpoint(int size, NoteKey? key = null)
    {
        var note = SignedNote.Sign(new Checkpoint(Origin, size, MerkleTree.RootOf(_leaves[..size])).Text, key ?? Key);
        return note with { Signatures = [.. note.Signatures, .. Witnesses.Take(2).Select((witness, i) => Cosignature.Sign(witness, note.Text, DateTimeOffset.UnixEpoch.AddYears(56).AddHours(i)))] };
    }

    /// <summary>Changes the text of a file and nothing else.</summary>
    public void Edit(string name, Func<string, string> change)
    {
        using var zip = ZipFile.Open(Path, ZipArchiveMode.Update);
        var entry = zip.GetEntry(name)!;
        string text;
        using (var reader = new StreamReader(entry.Open())) text = reader.ReadToEnd();
        var changed = change(text);
        changed.ShouldNotBe(text);
        entry.Delete();
        Add(zip, name, changed);
    }

    public void EditLine(string name, int number, Func<string, string> change) => EditLines(name, lines => lines[number - 1] = change(lines[number - 1]));

    public void EditLines(string name, Action<List<string>> change) => Edit(name, text =>
    {
        var lines = text.Split('\n').ToList();
        change(lines);
        return string.Join('\n', lines);
    });

    public void Add(string name, string text)
    {
        using var zip = ZipFile.Open(Path, ZipArchiveMode.Update);
        Add(zip, name, text);
    }

    public void Remove(string name)
    {
        using var zip = ZipFile.Open(Path, ZipArchiveMode.Update);
        zip.GetEntry(name)!.Delete();
    }

    /// <summary>Lists every file anew and signs: what somebody could do who has such a key.</summary>
    public void SignAnew(NoteKey key)
    {
        var manifest = JsonSerializer.Deserialize<Manifest>(Read("manifest.json"), JsonSerializerOptions.Web)!;
        manifest = manifest with { Keys = [key.Verifier.ToString()], Files = [.. manifest.Files.Select(file => Listed(file.Name))] };
        Edit("manifest.json", _ => JsonSerializer.Serialize(manifest, JsonSerializerOptions.Web));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Read("manifest.json")));
        Remove("manifest.note");
        Add("manifest.note", SignedNote.Sign(Manifest.NoteText(hash), key).ToString());
    }

    public string Read(string name)
    {
        using var zip = ZipFile.OpenRead(Path);
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    public void Dispose()
    {
        Key.Dispose();
        foreach (var witness in Witnesses) witness.Dispose();
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }

    private IEnumerable<int> Indexes => Enumerable.Range(0, Size);

    private byte[] BodyHash(int i) => LeafEntry.BodyHash(_salts[i], _bodies[i]);

    private async Task<TileLine> TileAsync(int tile)
    {
        var leaves = _leaves[(tile * 256)..Math.Min(Size, (tile + 1) * 256)];
        var proof = await Proving.InclusionAsync(tile * 256, Size, new Subtrees(_leaves).ReadAsync);
        return new TileLine(tile, [.. leaves.SelectMany(leaf => leaf)], [.. proof.Skip(TileLine.HashesWithin(leaves.Length))]);
    }

    private object Sealed(string text)
    {
        var (id, key) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var plain = JsonSerializer.SerializeToUtf8Bytes(new { text });
        var (secret, nonce, ciphertext) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(12), new byte[plain.Length + 16]);
        using var aes = new AesGcm(secret, 16);
        aes.Encrypt(
            nonce, plain, ciphertext.AsSpan(..plain.Length), ciphertext.AsSpan(plain.Length..),
            [.. id.ToByteArray(bigEndian: true), .. key.ToByteArray(bigEndian: true), .. "case_opened"u8]);
        _payloads.Add(new PayloadLine(id, key, "case_opened", nonce, ciphertext, secret, JsonSerializer.Deserialize<JsonElement>(plain)));
        return new { id, commitment = Convert.ToHexStringLower(SHA256.HashData([.. nonce, .. ciphertext])) };
    }

    private static byte[] Canonical(object value) => CanonicalJson.Of(JsonSerializer.SerializeToUtf8Bytes(value));

    private BundleFile Listed(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(Read(name));
        return new BundleFile(name, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
    }

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }
}

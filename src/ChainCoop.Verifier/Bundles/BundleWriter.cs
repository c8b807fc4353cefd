using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChainCoop.Verifier.Bundles;

/// <summary>Writes the files of a bundle one after the other, then its manifest with their hashes, then the signature.</summary>
public sealed class BundleWriter(Stream output) : IAsyncDisposable
{
    private readonly ZipArchive _zip = new(output, ZipArchiveMode.Create, leaveOpen: true);
    private readonly List<BundleFile> _files = [];

    /// <summary>What was written up to now.</summary>
    public IReadOnlyList<BundleFile> Files => _files;

    public Task AddAsync(string name, string text) => AddAsync(name, lines => lines.WriteAsync(Encoding.UTF8.GetBytes(text)));

    public async Task AddAsync(string name, Func<BundleLines, Task> write)
    {
        await using var entry = await _zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync();
        using var lines = new BundleLines(entry);
        await write(lines);
        _files.Add(new BundleFile(name, lines.Hash(), lines.Size));
    }

    /// <param name="manifest">Its files are filled in.</param>
    /// <param name="sign">Makes a signed note of a text, with the key of the log of events.</param>
    public async Task FinishAsync(Manifest manifest, Func<string, SignedNote> sign)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(manifest with { Files = [.. _files] }, Manifest.Json);
        await AddAsync(BundleNames.Manifest, lines => lines.WriteAsync(json));
        await AddAsync(BundleNames.ManifestNote, sign(Manifest.NoteText(SHA256.HashData(json))).ToString());
    }

    public async ValueTask DisposeAsync() => await _zip.DisposeAsync();
}

/// <summary>One file while it is written; it counts and hashes.</summary>
public sealed class BundleLines : IDisposable
{
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Stream _output;

    internal BundleLines(Stream output) => _output = output;

    internal long Size { get; private set; }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        _sha.AppendData(bytes.Span);
        Size += bytes.Length;
        await _output.WriteAsync(bytes);
    }

    /// <summary>The line and its end.</summary>
    public async Task WriteLineAsync(ReadOnlyMemory<byte> line)
    {
        await WriteAsync(line);
        await WriteAsync("\n"u8.ToArray());
    }

    public void Dispose() => _sha.Dispose();

    internal string Hash() => Convert.ToHexStringLower(_sha.GetCurrentHash());
}

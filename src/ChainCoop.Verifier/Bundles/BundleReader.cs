using System.IO.Compression;
using System.Security.Cryptography;

namespace ChainCoop.Verifier.Bundles;

/// <summary>What stands in a bundle cannot be read at all; the message is the sentence for the reader.</summary>
internal sealed class UnreadableException(string sentence) : Exception(sentence);

/// <summary>The ZIP file, read with suspicion: names, sizes and ratios are what somebody else wrote.</summary>
internal sealed class BundleReader : IDisposable
{
    private const int MostFiles = 16;
    private const int SmallFile = 1 << 20; // its ratio is of no interest
    private const int MostRatio = 200; // hashes and ids do not compress like that
    private const int MostInMemory = 16 << 20;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private BundleReader(ZipArchive zip) => _zip = zip;

    /// <exception cref="UnreadableException">It is no bundle.</exception>
    public static BundleReader Open(string path)
    {
        if (Directory.Exists(path)) throw new UnreadableException("This is a folder; a bundle is one file.");
        if (!File.Exists(path)) throw new UnreadableException("There is no such file.");
        var file = File.OpenRead(path);
        try
        {
            if (file.Length == 0) throw new UnreadableException("The file is empty.");
            var bundle = new BundleReader(new ZipArchive(file, ZipArchiveMode.Read));
            bundle.ReadNames();
            return bundle;
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is InvalidDataException) throw new UnreadableException("This is no evidence bundle, or it was cut off: it cannot be opened as a ZIP file.");
            throw;
        }
    }

    public IEnumerable<string> Names => _entries.Keys;

    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>All of a small file.</summary>
    /// <exception cref="UnreadableException">There is none, or it is too large.</exception>
    public byte[] ReadAll(string name)
    {
        using var file = Read(name);
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            all.Write(buffer, 0, read);
            if (all.Length > MostInMemory) throw new UnreadableException($"{name} is too large.");
        }
        return all.ToArray();
    }

    /// <exception cref="UnreadableException">There is none.</exception>
    public HashedFile Read(string name) =>
        _entries.TryGetValue(name, out var entry) ? new HashedFile(entry.Open()) : throw new UnreadableException($"This is no evidence bundle: it has no {name}.");

    public void Dispose() => _zip.Dispose();

    private void ReadNames()
    {
        foreach (var entry in _zip.Entries)
        {
            if (_entries.Count == MostFiles) throw new UnreadableException("This is no evidence bundle: it has too many files.");
            if (entry.Length > SmallFile && entry.Length / Math.Max(1, entry.CompressedLength) > MostRatio)
                throw new UnreadableException($"{Printable(entry.FullName)} would expand to {entry.Length} bytes, which no file of a bundle does.");
            if (!_entries.TryAdd(entry.FullName, entry)) throw new UnreadableException($"{Printable(entry.FullName)} is there twice.");
        }
    }

    /// <summary>What somebody else named may hold control characters, which a terminal would obey.</summary>
    internal static string Printable(string name) => new([.. name.Take(200).Select(character => char.IsControl(character) ? '?' : character)]);
}

/// <summary>A file while it is read: it counts and hashes.</summary>
internal sealed class HashedFile(Stream input) : IDisposable
{
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Size { get; private set; }

    public int Read(Span<byte> buffer)
    {
        var read = input.Read(buffer);
        _sha.AppendData(buffer[..read]);
        Size += read;
        return read;
    }

    /// <summary>Of all that was read, lower-case hexadecimal.</summary>
    public string Hash() => Convert.ToHexStringLower(_sha.GetCurrentHash());

    public void Dispose()
    {
        _sha.Dispose();
        input.Dispose();
    }
}

/// <summary>Lines of a file, each ended by a newline.</summary>
internal sealed class LineReader(HashedFile file, string name)
{
    private const int MostOfALine = 4 << 20;

    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;

    /// <summary>Of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Null at the end.</summary>
    /// <exception cref="UnreadableException">A line is too long, or does not end.</exception>
    public byte[]? Next()
    {
        for (var searched = 0; ;)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer[_start..(_start + searched + found)];
                _start += searched + found + 1;
                Number++;
                return line;
            }
            searched = _end - _start;
            if (searched > MostOfALine) throw new UnreadableException($"{name}, line {Number + 1}: The line is too long.");
            MakeRoom();
            var read = file.Read(_buffer.AsSpan(_end));
            if (read == 0) return searched == 0 ? null : throw new UnreadableException($"{name}, line {Number + 1}: The line has no end; the file was cut off.");
            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length) return;
        if (_start == 0) Array.Resize(ref _buffer, _buffer.Length * 2);
        else _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
    }
}

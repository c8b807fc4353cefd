using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace ChainCoop.Verifier.Bundles;

/// <summary>
/// Checks the entries of one log against its checkpoint. Tiles are independent of each other, so that all processors work; a window of them is
/// in memory at a time, however long the log.
/// </summary>
internal sealed class EntriesCheck(string log, Checkpoint checkpoint, PayloadsInClear payloads, Failures failures)
{
    private const int TilesInWindow = 64;
    private const long BytesInWindow = 64 << 20;
    private const long BytesInTile = 128 << 20;

    private readonly string _file = BundleNames.EntriesOf(log);
    private readonly byte[] _logMark = Encoding.UTF8.GetBytes($"\"log\":\"{log}\"");
    private readonly long _tiles = (checkpoint.Size + TilePath.FullWidth - 1) / TilePath.FullWidth;
    private readonly Dictionary<Guid, StreamVersions> _streams = [];
    private long _lastTile = -1;
    private long _firstOfRun = -1;

    public long Entries { get; private set; }

    public long Clear { get; private set; }

    public long Destroyed { get; private set; }

    /// <summary>Leaves of which at least the commitment is there and proven.</summary>
    public long Leaves { get; private set; }

    /// <summary>Parts of the log that are there leaf by leaf: first index, and the one after the last.</summary>
    public List<(long From, long Until)> Runs { get; } = [];

    /// <summary>Versions of each stream that has entries.</summary>
    public IReadOnlyDictionary<Guid, StreamVersions> Streams => _streams;

    public void Check(HashedFile file)
    {
        var lines = new LineReader(file, _file);
        List<Group> window = [];
        long bytes = 0;
        for (var line = lines.Next(); line is not null; line = lines.Next())
        {
            if (line.AsSpan().StartsWith(TileLine.Start))
            {
                if (window.Count == TilesInWindow || bytes > BytesInWindow)
                {
                    Check(window);
                    (window, bytes) = ([], 0);
                }
                window.Add(new Group(lines.Number, line, []));
            }
            else if (window.Count > 0 && window[^1].Entries.Count < TilePath.FullWidth)
            {
                window[^1].Entries.Add(line);
                if ((window[^1].Bytes += line.Length) > BytesInTile) throw new UnreadableException($"{_file}, line {lines.Number}: These entries are too long.");
            }
            else
            {
                failures.Add("This entry has no tile before it, or there are more than its tile has leaves.", _file, lines.Number);
            }
            bytes += line.Length;
        }
        Check(window);
        if (_firstOfRun >= 0) Runs.Add((_firstOfRun, EndOf(_lastTile)));
    }

    private void Check(List<Group> window)
    {
        var results = new Result[window.Count];
        Parallel.For(0, window.Count, i => results[i] = Check(window[i]));
        foreach (var result in results) Take(result);
    }

    private void Take(Result result)
    {
        foreach (var failure in result.Failures) failures.Add(failure);
        if (result.Tile is not { } tile) return;
        if (tile <= _lastTile)
        {
            failures.Add("This tile is out of order, or there twice.", _file, result.Line);
            return;
        }
        if (tile != _lastTile + 1 || _firstOfRun < 0)
        {
            if (_firstOfRun >= 0) Runs.Add((_firstOfRun, EndOf(_lastTile)));
            _firstOfRun = tile * TilePath.FullWidth;
        }
        _lastTile = tile;
        Leaves += EndOf(tile) - (tile * TilePath.FullWidth);
        Entries += result.Entries;
        Clear += result.Clear;
        Destroyed += result.Destroyed;
        foreach (var (id, version, line, index) in result.Versions)
        {
            if (!_streams.TryGetValue(id, out var versions)) _streams[id] = versions = new StreamVersions(version);
            else if (version != versions.Last + 1) failures.Add($"Version {versions.Last + 1} of record {id} is missing before this entry, which is version {version}.", _file, line, index);
            versions.Last = version;
        }
    }

    private long EndOf(long tile) => Math.Min(checkpoint.Size, (tile + 1) * TilePath.FullWidth);

    private Result Check(Group group)
    {
        var result = new Result(group.Line);
        if (ReadTile(group, result) is not { } tile) return result;

        var last = -1L;
        for (var i = 0; i < group.Entries.Count; i++)
        {
            var number = group.Line + 1 + i;
            if (!EntryLine.TryParse(group.Entries[i], out var entry) || entry.Number("\"index\":"u8) is not { } index)
            {
                result.Fail("This is no entry.", _file, number);
                continue;
            }
            if (index / TilePath.FullWidth != tile.Tile || index <= last || index >= checkpoint.Size)
            {
                result.Fail("This entry is out of order, there twice, or not of the tile before it.", _file, number, index);
                continue;
            }
            last = index;
            Check(entry, tile.Leaves.AsSpan((int)(index % TilePath.FullWidth) * MerkleTree.HashLength, MerkleTree.HashLength), result, number, index);
        }
        return result;
    }

    private TileLine? ReadTile(Group group, Result result)
    {
        TileLine tile;
        try
        {
            tile = TileLine.Parse(group.Tile);
        }
        catch (JsonException)
        {
            result.Fail("This is no tile.", _file, group.Line);
            return null;
        }
        if (tile.Tile < 0 || tile.Tile >= _tiles || tile.Leaves.Length != (EndOf(tile.Tile) - (tile.Tile * TilePath.FullWidth)) * MerkleTree.HashLength)
        {
            result.Fail($"The checkpoint, of {checkpoint.Size} leaves, has no such tile.", _file, group.Line);
            return null;
        }
        var root = MerkleTree.RootWithin(tile.Leaves.AsSpan().ToArray());
        if (!MerkleTree.Includes(tile.Tile, _tiles, root, tile.Proof, checkpoint.Root))
        {
            result.Fail("These leaves are not those of the checkpoint: they, the proof or the checkpoint were changed.", _file, group.Line, tile.Tile * TilePath.FullWidth);
            return null;
        }
        result.Tile = tile.Tile;
        return tile;
    }

    private void Check(EntryLine entry, ReadOnlySpan<byte> leaf, Result result, long line, long index)
    {
        Span<byte> bodyHash = stackalloc byte[MerkleTree.HashLength];
        Span<byte> hash = stackalloc byte[MerkleTree.HashLength];
        if (!entry.TryBodyHash(bodyHash))
        {
            result.Fail("This is no entry.", _file, line, index);
            return;
        }
        MerkleTree.LeafHash(entry.Header, bodyHash, hash);
        if (!hash.SequenceEqual(leaf) || entry.Header.IndexOf(_logMark) < 0)
        {
            result.Fail("This entry is not the one that was sealed: its header or the hash of its body was changed.", _file, line, index);
            return;
        }

        result.Entries++;
        if (entry.IsDestroyed) result.Destroyed++;
        if (Utf8Parser.TryParse(entry.Text("\"streamId\":"u8), out Guid stream, out _))
            result.Versions.Add((stream, entry.Number("\"version\":"u8) ?? 0, line, index));
        if (entry.Body.IsEmpty) return;

        result.Clear++;
        Span<byte> salt = stackalloc byte[LeafEntry.SaltLength];
        if (!entry.TrySalt(salt) || !LeafEntry.BodyHash(salt, entry.Body).AsSpan().SequenceEqual(bodyHash))
            result.Fail("The body is not the one that was sealed: it or its salt was changed.", _file, line, index);
        else
            payloads.SeekIn(entry.Body);
    }

    private sealed record Group(long Line, byte[] Tile, List<byte[]> Entries)
    {
        public long Bytes { get; set; }
    }

    private sealed class Result(long line)
    {
        public long Line { get; } = line;

        public long? Tile { get; set; }

        public long Entries { get; set; }

        public long Clear { get; set; }

        public long Destroyed { get; set; }

        public List<(Guid Stream, long Version, long Line, long Index)> Versions { get; } = [];

        public List<Failure> Failures { get; } = [];

        public void Fail(string what, string file, long line, long? index = null) => Failures.Add(new Failure(what, file, line, index));
    }
}

/// <summary>Which versions of a stream are there, without a gap.</summary>
internal sealed class StreamVersions(long first)
{
    public long First { get; } = first;

    public long Last { get; set; } = first;
}

using ChainCoop.Shared;
using ChainCoop.Timeline.Check;
using ChainCoop.Verifier;
using Npgsql;

namespace ChainCoop.Timeline;

/// <summary>The hashes of a tree, as they are stored.</summary>
internal static class Tiles
{
    private const int HashBytes = 32;

    /// <summary>What has to be known to add leaves to a log of this size.</summary>
    public static async Task<Frontier> FrontierAsync(NpgsqlConnection connection, SealedLog log, long size, CancellationToken token)
    {
        List<IReadOnlyList<byte[]>> levels = [];
        for (var (level, below) = (0, size); below > 0; level++, below /= TilePath.FullWidth) levels.Add(await EdgeAsync(connection, log, size, level, token));
        return new Frontier(levels, size);
    }

    public static async Task AddAsync(NpgsqlConnection connection, SealedLog log, IReadOnlyList<Tile> tiles, CancellationToken token)
    {
        if (tiles.Count == 0) return;
        await using var command = new NpgsqlCommand(
            """
            insert into timeline.tiles (log, level, index, root, hashes)
            select $1, level, index, root, hashes from unnest($2, $3, $4, $5) as added (level, index, root, hashes)
            """,
            connection);
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = tiles.Select(tile => tile.Level).ToArray() });
        command.Parameters.Add(new() { Value = tiles.Select(tile => tile.Index).ToArray() });
        command.Parameters.Add(new() { Value = tiles.Select(tile => tile.Root).ToArray() });
        command.Parameters.Add(new() { Value = tiles.Select(tile => tile.Hashes).ToArray() });
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>The first hashes of a tile; null: it has not so many in a log of this size.</summary>
    public static async Task<byte[]?> ReadAsync(NpgsqlDataSource source, SealedLog log, long size, int level, long index, int width, CancellationToken token)
    {
        var (first, edge) = Frontier.Edge(size, level);
        var start = index * TilePath.FullWidth;
        if (start > first || start == first && width > edge) return null;
        await using var connection = await source.OpenConnectionAsync(token);
        if (start == first) return Joined((await EdgeAsync(connection, log, size, level, token)).Take(width));

        await using var command = new NpgsqlCommand("select hashes from timeline.tiles where log = $1 and level = $2 and index = $3", connection);
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = level });
        command.Parameters.Add(new() { Value = index });
        return await command.ExecuteScalarAsync(token) is byte[] hashes ? hashes[..(width * HashBytes)] : throw new BrokenTimelineException(new TimelineFault(log, size, $"the tile {level}/{index} is missing"));
    }

    /// <summary>Hashes of complete subtrees of 2^level leaves, for proofs: from three or four tiles, however large the log is.</summary>
    public static async ValueTask<IReadOnlyList<byte[]>> NodesAsync(
        NpgsqlDataSource source, SealedLog log, long size, IReadOnlyList<(int Level, long Index)> nodes, CancellationToken token)
    {
        Dictionary<(int, long), byte[]> tiles = [];
        List<byte[]> found = [];
        foreach (var (level, index) in nodes)
        {
            var (tileLevel, count) = (level / 8, 1 << (level % 8));
            var first = index * count;
            var place = (tileLevel, first / TilePath.FullWidth);
            if (!tiles.TryGetValue(place, out var hashes))
            {
                var (edgeFirst, edge) = Frontier.Edge(size, tileLevel);
                var width = place.Item2 * TilePath.FullWidth == edgeFirst ? edge : TilePath.FullWidth;
                hashes = tiles[place] = await ReadAsync(source, log, size, tileLevel, place.Item2, width, token) ?? throw new ArgumentOutOfRangeException(nameof(nodes));
            }

            var offset = (int)(first % TilePath.FullWidth) * HashBytes;
            found.Add(MerkleTree.RootOf([.. Enumerable.Range(0, count).Select(i => hashes.AsSpan(offset + i * HashBytes, HashBytes).ToArray())]));
        }

        return found;
    }

    /// <summary>The hashes of a level that fill no tile in a log of this size.</summary>
    private static async Task<IReadOnlyList<byte[]>> EdgeAsync(NpgsqlConnection connection, SealedLog log, long size, int level, CancellationToken token)
    {
        var (first, count) = Frontier.Edge(size, level);
        var sql = level == 0
            ? "select leaf from timeline.leaves where log = $1 and index >= $2 and index < $3 and $4 < 0 order by index"
            : "select root from timeline.tiles where log = $1 and index >= $2 and index < $3 and level = $4 order by index";
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = first });
        command.Parameters.Add(new() { Value = first + count });
        command.Parameters.Add(new() { Value = level - 1 });
        List<byte[]> hashes = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) hashes.Add(reader.GetFieldValue<byte[]>(0));
        return hashes.Count == count ? hashes : throw new BrokenTimelineException(new TimelineFault(log, size, $"{count - hashes.Count} hashes are missing at the end of level {level}"));
    }

    private static byte[] Joined(IEnumerable<byte[]> hashes) => [.. hashes.SelectMany(hash => hash)];
}

/// <summary>What is stored of the timeline does not fit together. Nothing is sealed onto it.</summary>
internal sealed class BrokenTimelineException(TimelineFault fault) : Exception($"The timeline is broken: {fault}.")
{
    public TimelineFault Fault { get; } = fault;
}

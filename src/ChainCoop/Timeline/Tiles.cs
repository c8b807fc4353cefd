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
        List<(int Level, long Index)> edge = [];
        for (var (level, hashes) = (0, size); hashes > 0; level++, hashes /= TilePath.FullWidth) edge.Add((level, hashes / TilePath.FullWidth));
        return new Frontier((await ReadAsync(connection, log, size, edge, token)).Select(tile => tile.Chunk(HashBytes).ToList()), size);
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
        if (width > TilePath.WidthIn(size, level, index)) return null;
        await using var connection = await source.OpenConnectionAsync(token);
        return (await ReadAsync(connection, log, size, [(level, index)], token))[0][..(width * HashBytes)];
    }

    /// <summary>Hashes of complete subtrees of 2^level leaves, for proofs: from three or four tiles at once, however large the log is.</summary>
    public static async ValueTask<IReadOnlyList<byte[]>> NodesAsync(
        NpgsqlDataSource source, SealedLog log, long size, IReadOnlyList<(int Level, long Index)> nodes, CancellationToken token)
    {
        List<(int Level, long Index)> places = [.. nodes.Select(PlaceOf).Distinct()];
        await using var connection = await source.OpenConnectionAsync(token);
        var read = await ReadAsync(connection, log, size, places, token);
        var tiles = places.Zip(read).ToDictionary(tile => tile.First, tile => tile.Second);
        return
        [
            .. nodes.Select(node =>
            {
                var count = 1 << (node.Level % TilePath.Height);
                var first = (int)(node.Index * count % TilePath.FullWidth);
                return MerkleTree.RootOf([.. tiles[PlaceOf(node)].Chunk(HashBytes).Skip(first).Take(count)]);
            }),
        ];

        // A node that is no hash of a tile is made of those below it, which stand in one.
        static (int, long) PlaceOf((int Level, long Index) node) => (node.Level / TilePath.Height, (node.Index << (node.Level % TilePath.Height)) / TilePath.FullWidth);
    }

    /// <summary>Tiles with all hashes that they have in a log of this size, in one round trip. What is not full is made of leaves, or of the roots of the level below.</summary>
    private static async Task<IReadOnlyList<byte[]>> ReadAsync(
        NpgsqlConnection connection, SealedLog log, long size, List<(int Level, long Index)> places, CancellationToken token)
    {
        if (places.Count == 0) return [];
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (level, index) in places)
        {
            var width = TilePath.WidthIn(size, level, index);
            var (sql, below, from, until) = width == TilePath.FullWidth
                ? ("select hashes from timeline.tiles where log = $1 and level = $2 and index >= $3 and index < $4", level, index, index + 1)
                : level == 0
                    ? ("select leaf from timeline.leaves where log = $1 and index >= $3 and index < $4 and $2 = 0 order by index", 0, index * TilePath.FullWidth, index * TilePath.FullWidth + width)
                    : ("select root from timeline.tiles where log = $1 and level = $2 and index >= $3 and index < $4 order by index", level - 1, index * TilePath.FullWidth, index * TilePath.FullWidth + width);
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new() { Value = Kebab.Of(log) });
            command.Parameters.Add(new() { Value = below });
            command.Parameters.Add(new() { Value = from });
            command.Parameters.Add(new() { Value = until });
            batch.BatchCommands.Add(command);
        }

        List<byte[]> tiles = [];
        await using var reader = await batch.ExecuteReaderAsync(token);
        foreach (var (level, index) in places)
        {
            using var hashes = new MemoryStream();
            while (await reader.ReadAsync(token)) hashes.Write(reader.GetFieldValue<byte[]>(0));
            if (hashes.Length != TilePath.WidthIn(size, level, index) * HashBytes)
                throw new BrokenTimelineException(new TimelineFault(log, size, $"hashes of the tile {level}/{index} are missing"));
            tiles.Add(hashes.ToArray());
            await reader.NextResultAsync(token);
        }

        return tiles;
    }
}

/// <summary>What is stored of the timeline does not fit together. Nothing is sealed onto it.</summary>
internal sealed class BrokenTimelineException(TimelineFault fault) : Exception($"The timeline is broken: {fault}.")
{
    public TimelineFault Fault { get; } = fault;
}

using System.Security.Cryptography;
using ChainCoop.Contracts;
using ChainCoop.Shared;
using ChainCoop.Timeline.Check;
using ChainCoop.Verifier;
using Npgsql;

namespace ChainCoop.Timeline;

/// <summary>
/// Adds stored rows to the tree of their log and signs its new head, in one transaction and one at a time over all nodes: killed at any
/// moment it goes on where it was, and no two heads of one size are ever signed and kept. Commands know nothing of it.
/// </summary>
internal sealed class Sealer(NpgsqlDataSource source, TimelineKeys keys, TimeProvider clock)
{
    public const int RowsAtOnce = 5000;
    private const int SaltBytes = 32;

    /// <returns>How many rows were sealed.</returns>
    /// <exception cref="BrokenTimelineException">What is stored is not what was signed.</exception>
    public async Task<int> SealAsync(SealedLog log, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        if (!await AloneAsync(connection, log, token)) return 0;

        var last = await Checkpoints.LastAsync(connection, log, token);
        var rows = await LogRows.NextAsync(connection, log, last, RowsAtOnce, token);
        if (rows.Count == 0 && log == SealedLog.Access) rows = await LogRows.LeftOverAsync(connection, last, RowsAtOnce, token);
        if (rows.Count == 0) return 0;

        // Not onto leaves that somebody changed: the signature would make them true.
        var frontier = await Tiles.FrontierAsync(connection, log, last.Size, token);
        if (!frontier.Root().AsSpan().SequenceEqual(last.Root)) throw new BrokenTimelineException(new TimelineFault(log, last.Size, $"the tree of {last.Size} leaves has another root than the one that was signed"));

        List<Tile> tiles = [];
        var leaves = new Leaf[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            leaves[i] = LeafOf(rows[i], last.Size + i, RandomNumberGenerator.GetBytes(SaltBytes));
            tiles.AddRange(frontier.Add(leaves[i].Hash));
        }

        await AddAsync(connection, log, leaves, token);
        await Tiles.AddAsync(connection, log, tiles, token);
        var root = frontier.Root();
        var note = keys.Sign(log, frontier.Size, root);
        await Checkpoints.AddAsync(connection, log, new Head(frontier.Size, root, clock.GetUtcNow(), rows[^1].Sequence, rows[^1].Transaction, note), token);
        await transaction.CommitAsync(token);
        return rows.Count;
    }

    public static Leaf LeafOf(SealedRow row, long index, byte[] salt)
    {
        var body = LeafEntry.BodyHash(salt, CanonicalJson.Of(row.Body));
        return new Leaf(index, row.Sequence, row.Id, row.Time, body, salt, MerkleTree.LeafHash(LeafEntry.Of(row.Header(index), body)));
    }

    private static async Task<bool> AloneAsync(NpgsqlConnection connection, SealedLog log, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended('timeline.' || $1, 0))", connection);
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        return await command.ExecuteScalarAsync(token) is true;
    }

    private static async Task AddAsync(NpgsqlConnection connection, SealedLog log, Leaf[] leaves, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into timeline.leaves (log, index, sequence, id, time, body_hash, salt, leaf)
            select $1, index, sequence, id, time, body_hash, salt, leaf
            from unnest($2, $3, $4, $5, $6, $7, $8) as added (index, sequence, id, time, body_hash, salt, leaf)
            """,
            connection);
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = leaves.Select(leaf => leaf.Index).ToArray() });
        command.Parameters.Add(new() { Value = leaves.Select(leaf => leaf.Sequence).ToArray() });
        command.Parameters.Add(new() { Value = leaves.Select(leaf => leaf.Id).ToArray() });
        command.Parameters.Add(new() { Value = leaves.Select(leaf => leaf.Time.ToUniversalTime()).ToArray() });
        command.Parameters.Add(new() { Value = leaves.Select(leaf => leaf.BodyHash).ToArray() });
        command.Parameters.Add(new() { Value = leaves.Select(leaf => leaf.Salt!).ToArray() });
        command.Parameters.Add(new() { Value = leaves.Select(leaf => leaf.Hash).ToArray() });
        await command.ExecuteNonQueryAsync(token);
    }
}

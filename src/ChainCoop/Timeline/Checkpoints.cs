using ChainCoop.Shared;
using ChainCoop.Verifier;
using Npgsql;

namespace ChainCoop.Timeline;

/// <summary>The signed heads of both logs.</summary>
internal static class Checkpoints
{
    private const string Columns = "size, root, at, sequence, transaction, note";

    /// <summary>Before the first seal.</summary>
    public static readonly Head None = new(0, MerkleTree.EmptyRoot, DateTimeOffset.MinValue, 0, 0, null);

    public static async Task<Head> LastAsync(NpgsqlConnection connection, SealedLog log, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from timeline.checkpoints where log = $1 order by size desc limit 1", connection);
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        return await FirstAsync(command, token) ?? None;
    }

    public static async Task<Head> LastAsync(NpgsqlDataSource source, SealedLog log, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        return await LastAsync(connection, log, token);
    }

    /// <summary>Null: there is no checkpoint of that size.</summary>
    public static async Task<Head?> OfSizeAsync(NpgsqlDataSource source, SealedLog log, long size, CancellationToken token)
    {
        await using var command = source.CreateCommand($"select {Columns} from timeline.checkpoints where log = $1 and size = $2");
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = size });
        return await FirstAsync(command, token);
    }

    /// <summary>Part of the transaction that seals.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, SealedLog log, Head head, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"insert into timeline.checkpoints (log, {Columns}) values ($1, $2, $3, $4, $5, $6, $7)", connection);
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = head.Size });
        command.Parameters.Add(new() { Value = head.Root });
        command.Parameters.Add(new() { Value = head.At.ToUniversalTime() });
        command.Parameters.Add(new() { Value = head.Sequence });
        command.Parameters.Add(new() { Value = head.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = head.Note! });
        await command.ExecuteNonQueryAsync(token);
    }

    private static async Task<Head?> FirstAsync(NpgsqlCommand command, CancellationToken token)
    {
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token)
            ? new Head(
                reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt64(3), reader.GetFieldValue<ulong>(4),
                reader.GetString(5))
            : null;
    }
}

using Npgsql;

namespace ChainCoop.Privacy.Erasures;

/// <summary>The part of a destruction that is done in the key database, in one transaction, before anything in the main one.</summary>
internal static class DestroyKeys
{
    /// <summary>Which subject each key is of; a key that is gone is not in the answer.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Guid>> SubjectsOfAsync(KeyDataSource keys, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        await using var command = keys.DataSource.CreateCommand("select id, subject from data_keys where id = any($1)");
        command.Parameters.Add(new() { Value = ids.ToArray() });
        Dictionary<Guid, Guid> subjects = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) subjects[reader.GetGuid(0)] = reader.GetGuid(1);
        return subjects;
    }

    /// <summary>Whether it was done before: the rest is still to be done, or being repeated.</summary>
    public static async Task<bool> HasRunAsync(KeyDataSource keys, Guid erasure, CancellationToken token)
    {
        await using var command = keys.DataSource.CreateCommand("select exists (select from destructions where erasure = $1)");
        command.Parameters.Add(new() { Value = erasure });
        return await command.ExecuteScalarAsync(token) is true;
    }

    /// <summary>Doing it again finds it done, and destroys what came meanwhile.</summary>
    /// <returns>What the main database has to delete.</returns>
    public static async Task<Destruction> RunAsync(KeyDataSource keys, Destruction asked, CancellationToken token)
    {
        await using var connection = await keys.DataSource.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        var known = await FindAsync(connection, asked.Erasure, token);
        var subjects = known is null ? asked.Subjects : [.. known.Subjects.Union(asked.Subjects)];

        // In one order, so that two of them never wait for each other.
        await ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended(subject::text, 7)) from (select unnest($1::uuid[]) as subject order by 1) ordered", subjects);
        await ExecuteAsync("insert into destroyed_subjects (subject, erasure, at) select unnest($1::uuid[]), $2, $3 on conflict do nothing", subjects, asked.Erasure, asked.At.ToUniversalTime());
        var destroyed = await DeleteAsync(connection, subjects, asked.Keys, token);
        var done = (known ?? asked) with
        {
            Subjects = subjects,
            Keys = [.. (known?.Keys ?? asked.Keys).Union(destroyed)],
            Payloads = known is null ? asked.Payloads : [.. known.Payloads.Union(asked.Payloads)],
        };
        await ExecuteAsync(
            $"""
            insert into destructions ({Destruction.Columns}) values ($1, $2, $3, $4, nullif($5, '00000000-0000-0000-0000-000000000000'::uuid), $6, $7, $8, $9, $10::jsonb, $11)
            on conflict (erasure) do update set subjects = excluded.subjects, keys = excluded.keys, payloads = excluded.payloads
            """,
            done.Values());
        await transaction.CommitAsync(token);
        return done;

        async Task ExecuteAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(token);
        }
    }

    private static async Task<Destruction?> FindAsync(NpgsqlConnection connection, Guid erasure, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"select {Destruction.Columns} from destructions where erasure = $1", connection);
        command.Parameters.Add(new() { Value = erasure });
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? Destruction.Read(reader) : null;
    }

    private static async Task<Guid[]> DeleteAsync(NpgsqlConnection connection, Guid[] subjects, Guid[] keys, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("delete from data_keys where subject = any($1) or id = any($2) returning id", connection);
        command.Parameters.Add(new() { Value = subjects });
        command.Parameters.Add(new() { Value = keys });
        List<Guid> destroyed = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) destroyed.Add(reader.GetGuid(0));
        return [.. destroyed];
    }
}

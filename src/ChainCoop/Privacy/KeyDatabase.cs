using System.Security.Cryptography;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy;

/// <summary>What one data key is for: a subject, a purpose and a term. Erasing one leaves the others.</summary>
/// <param name="Subject">A person; or one piece of prose, which may name several.</param>
public readonly record struct KeyScope(Guid Subject, Purpose Purpose, RetentionClass RetentionClass)
{
    /// <summary>Prose goes piece by piece (a redacted text stands in its place), so that each piece has a key of its own.</summary>
    public static KeyScope OfProse(Purpose purpose, RetentionClass retention) => new(NewId.Unlinkable(), purpose, retention);
}

/// <summary>What a subject had was erased: there is no key for it any more, and none will be made.</summary>
public sealed class ErasedSubjectException() : Exception("The subject of a key was erased.");

/// <summary>A data key in clear. Lives as long as the request that may use it.</summary>
public sealed record DataKey(DataKeyId Id, byte[] Key);

/// <summary>
/// The second database. A key that was made for a commit that then failed harms nobody, so it is made before that commit.
/// </summary>
public sealed class KeyDatabase(KeyDataSource source, KeyEncryptionKeys keks)
{
    /// <summary>One round trip for scopes that are new, one more for those that have their key already.</summary>
    /// <exception cref="ErasedSubjectException">A subject was erased.</exception>
    public async Task<IReadOnlyDictionary<KeyScope, DataKey>> GetOrCreateAsync(IReadOnlyCollection<KeyScope> scopes, CancellationToken token)
    {
        var made = scopes.Distinct().ToDictionary(scope => scope, _ => new DataKey(DataKeyId.From(NewId.Unlinkable()), RandomNumberGenerator.GetBytes(32)));
        var keyOf = await InsertAsync(made, token);
        var known = made.Keys.Where(scope => !keyOf.ContainsKey(scope)).ToList();
        if (known.Count > 0) await FindAsync(known, keyOf, token);
        return keyOf.Count == made.Count ? keyOf : throw new ErasedSubjectException();
    }

    private async Task<Dictionary<KeyScope, DataKey>> InsertAsync(IReadOnlyDictionary<KeyScope, DataKey> made, CancellationToken token)
    {
        var wrapped = made.Values.Select(key => keks.Wrap(key.Id.Value, key.Key)).ToList();
        await using var insert = source.DataSource.CreateCommand(
            """
            insert into data_keys (id, subject, purpose, retention_class, kek, wrapped)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[]) made (id, subject)
            order by subject -- as who destroys locks them, so that the two never wait for each other
            on conflict (subject, purpose, retention_class) do nothing
            returning subject, purpose, retention_class
            """);
        insert.Parameters.Add(new() { Value = made.Values.Select(key => key.Id.Value).ToArray() });
        insert.Parameters.Add(new() { Value = made.Keys.Select(scope => scope.Subject).ToArray() });
        insert.Parameters.Add(new() { Value = made.Keys.Select(scope => scope.Purpose.Value).ToArray() });
        insert.Parameters.Add(new() { Value = made.Keys.Select(scope => scope.RetentionClass.Value).ToArray() });
        insert.Parameters.Add(new() { Value = wrapped.Select(key => key.Kek).ToArray() });
        insert.Parameters.Add(new() { Value = wrapped.Select(key => key.Bytes).ToArray() });
        Dictionary<KeyScope, DataKey> inserted = [];
        await using var reader = await insert.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var scope = new KeyScope(reader.GetGuid(0), new Purpose(reader.GetString(1)), new RetentionClass(reader.GetString(2)));
            inserted[scope] = made[scope];
        }

        return inserted;
    }

    private async Task FindAsync(IReadOnlyCollection<KeyScope> scopes, Dictionary<KeyScope, DataKey> found, CancellationToken token)
    {
        await using var select = source.DataSource.CreateCommand(
            """
            select k.id, k.subject, k.purpose, k.retention_class, k.kek, k.wrapped
            from data_keys k
            where k.subject = any($1) and exists (
                select from unnest($1, $2::text[], $3::text[]) as asked (subject, purpose, retention_class)
                where (asked.subject, asked.purpose, asked.retention_class) = (k.subject, k.purpose, k.retention_class))
            """);
        select.Parameters.Add(new() { Value = scopes.Select(scope => scope.Subject).ToArray() });
        select.Parameters.Add(new() { Value = scopes.Select(scope => scope.Purpose.Value).ToArray() });
        select.Parameters.Add(new() { Value = scopes.Select(scope => scope.RetentionClass.Value).ToArray() });
        await using var reader = await select.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var id = DataKeyId.From(reader.GetGuid(0));
            var scope = new KeyScope(reader.GetGuid(1), new Purpose(reader.GetString(2)), new RetentionClass(reader.GetString(3)));
            found[scope] = new DataKey(id, keks.Unwrap(id.Value, reader.GetString(4), reader.GetFieldValue<byte[]>(5)));
        }
    }

    /// <summary>Destroys the keys of a subject that is no person's data: whoever asks for one later hears that it was erased.</summary>
    /// <param name="because">What ended, for the journal of destroyed subjects.</param>
    public async Task DestroyAsync(Guid subject, Guid because, DateTimeOffset now, CancellationToken token)
    {
        await using var batch = source.DataSource.CreateBatch(); // one transaction
        foreach (var sql in (NpgsqlBatchCommand[])
            [
                new("select pg_advisory_xact_lock(hashtextextended($1::text, 7))") { Parameters = { new() { Value = subject } } },
                new("insert into destroyed_subjects (subject, erasure, at) values ($1, $2, $3) on conflict do nothing")
                {
                    Parameters = { new() { Value = subject }, new() { Value = because }, new() { Value = now.ToUniversalTime() } },
                },
                new("delete from data_keys where subject = $1") { Parameters = { new() { Value = subject } } },
            ])
        {
            batch.BatchCommands.Add(sql);
        }

        await batch.ExecuteNonQueryAsync(token);
    }

    /// <summary>The keys that still exist; a destroyed one is simply not there.</summary>
    public async Task<IReadOnlyDictionary<DataKeyId, DataKey>> FindAsync(IReadOnlyCollection<DataKeyId> ids, CancellationToken token)
    {
        await using var command = source.DataSource.CreateCommand("select id, kek, wrapped from data_keys where id = any($1)");
        command.Parameters.Add(new() { Value = ids.Select(id => id.Value).ToArray() });
        Dictionary<DataKeyId, DataKey> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var id = DataKeyId.From(reader.GetGuid(0));
            found[id] = new DataKey(id, keks.Unwrap(id.Value, reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
        }

        return found;
    }
}

/// <summary>The pool of connections to the key database, told apart from the main one by its type.</summary>
public sealed record KeyDataSource(NpgsqlDataSource DataSource);

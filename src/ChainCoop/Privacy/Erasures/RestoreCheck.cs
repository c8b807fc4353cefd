using System.Globalization;
using System.Runtime.CompilerServices;
using ChainCoop.Privacy.Links;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using SessionOptions = Marten.Services.SessionOptions;

namespace ChainCoop.Privacy.Erasures;

/// <summary>Destructions that one of the two databases does not know, because it came back from a backup of before them.</summary>
/// <param name="Main">Erasures that the main database has forgotten: ciphertexts are there again.</param>
/// <param name="Keys">Erasures that the key database has forgotten: keys are there again.</param>
internal sealed record ForgottenDestructions(IReadOnlyList<Guid> Main, IReadOnlyList<Guid> Keys)
{
    public int Count => Main.Count + Keys.Count;

    /// <summary>As the program says it.</summary>
    public static string Written(int count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "destruction" : "destructions")}");
}

/// <summary>
/// Both databases hold the journal of what was destroyed, each backed up by itself. What one of them lacks is done again from
/// the row of the other. That a legal hold may have been placed since does not matter: it was destroyed, long ago.
/// </summary>
internal static class RestoreCheck
{
    private const string InMain = "privacy.destructions";
    private const string InKeys = "destructions";

    /// <summary>Three round trips at most, also beside servers at work.</summary>
    public static async Task<ForgottenDestructions> FindAsync(NpgsqlDataSource main, KeyDataSource keys, CancellationToken token)
    {
        // In this order: what is in the main one by now was in the key database before.
        var known = await IdsAsync(main, $"select array_agg(erasure) from {InMain}", null, token);
        var destroyed = await IdsAsync(keys.DataSource, $"select array_agg(erasure) from {InKeys}", null, token);
        Guid[] ahead = [.. destroyed.Except(known)];

        // A row is in the key database a moment before it is here. An order that stands here is carried out yet.
        if (ahead.Length > 0)
        {
            var underWay = await IdsAsync(
                main,
                $"""
                select array_agg(ahead) from unnest($1) ahead
                where exists (select from {InMain} d where d.erasure = ahead)
                   or exists (select from chaincoop.mt_doc_erasure e where e.id = ahead and e.data ->> 'status' = 'ordered')
                """,
                ahead, token);
            ahead = [.. ahead.Except(underWay)];
        }

        return new ForgottenDestructions(ahead, [.. known.Except(destroyed)]);
    }

    /// <summary>A transaction per destruction: killed at any point, it goes on from there when it runs again.</summary>
    /// <returns>What was repeated; null when somebody else is at it.</returns>
    public static async Task<ForgottenDestructions?> RepeatAsync(
        IDocumentStore store, NpgsqlDataSource main, KeyDataSource keys, Secrets secrets, TimeProvider clock, CancellationToken token)
    {
        await using var session = await main.OpenConnectionAsync(token);
        await using var alone = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended('restore-check', 0))", session);
        if (await alone.ExecuteScalarAsync(token) is not true) return null;

        try
        {
            var forgotten = await FindAsync(main, keys, token);
            await foreach (var destruction in ReadAsync(main, InMain, forgotten.Keys, token))
                await DestroyKeys.RunAsync(keys, destruction, token);
            await foreach (var destruction in ReadAsync(keys.DataSource, InKeys, forgotten.Main, token))
            {
                // Its keys are gone, unless somebody put the row back into an old copy of that journal.
                await RepeatInMainAsync(store, main, await DestroyKeys.RunAsync(keys, destruction, token), secrets, clock.GetUtcNow(), token);
            }

            return forgotten;
        }
        finally
        {
            // Not left to the pool, which would keep it with the session.
            alone.CommandText = "select pg_advisory_unlock(hashtextextended('restore-check', 0))";
            await alone.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>
    /// Of a record that the backup does not have only the row of the journal is written. The bodies of a record's events, and
    /// links of persons who are gone, follow when the program serves: <see cref="MissedErasures"/>.
    /// </summary>
    private static async Task RepeatInMainAsync(
        IDocumentStore store, NpgsqlDataSource main, Destruction destruction, Secrets secrets, DateTimeOffset now, CancellationToken token)
    {
        await using var connection = await main.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using var session = store.LightweightSession(SessionOptions.ForTransaction(transaction));
        var content = await RecordContents.FindAsync(destruction.Kind, RecordId.From(destruction.Record), session, token);
        destruction.DeleteWith(session);

        // What took the place of an original was lost with the newer database: it is gone with it (adr/0016).
        session.QueueSqlCommand(
            """
            insert into privacy.destroyed_payloads (payload, erasure)
            select (redaction #>> '{replacement,id}')::uuid, ? from jsonb_array_elements(?::jsonb) as redaction
            where not exists (select from vault.payloads p where p.id = (redaction #>> '{replacement,id}')::uuid) on conflict do nothing
            """,
            destruction.Erasure, destruction.Redactions);
        if (content is { Destroyed: false })
            session.Events.Append(destruction.Record, content.Version + 1, CarryOutErasureHandler.FactOf(destruction, now));

        await LinksThatGo.OrderAsync(session, connection, destruction, secrets, now, token);

        // In the backup nobody had agreed to it yet. Nobody can any more: it would wait for ever, and others behind it.
        var id = ErasureId.From(destruction.Erasure);
        if (await session.LoadAsync<Erasure>(id, token) is { Status: ErasureStatus.Proposed } erasure)
            session.Events.Append(destruction.Erasure, erasure.Version + 1, new ErasureCarriedOut(id, destruction.Keys.Length, destruction.Payloads.Length, now));
        await session.SaveChangesAsync(token);
        await transaction.CommitAsync(token);
    }

    /// <summary>As they were destroyed, one after another: of one record first what it had of a person, then all of it.</summary>
    private static async IAsyncEnumerable<Destruction> ReadAsync(
        NpgsqlDataSource source, string journal, IReadOnlyList<Guid> erasures, [EnumeratorCancellation] CancellationToken token)
    {
        if (erasures.Count == 0) yield break;
        await using var command = source.CreateCommand($"select {Destruction.Columns} from {journal} where erasure = any($1) order by at, erasure");
        command.Parameters.Add(new() { Value = erasures.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) yield return Destruction.Read(reader);
    }

    /// <summary>None where the tables are not made yet.</summary>
    private static async Task<Guid[]> IdsAsync(NpgsqlDataSource source, string sql, Guid[]? among, CancellationToken token)
    {
        try
        {
            await using var command = source.CreateCommand(sql);
            if (among is not null) command.Parameters.Add(new() { Value = among });
            return await command.ExecuteScalarAsync(token) as Guid[] ?? [];
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            return [];
        }
    }
}

using System.Diagnostics;
using System.Security.Cryptography;
using ChainCoop.Municipalities;
using ChainCoop.Platform;
using Marten;
using Npgsql;
using SessionOptions = Marten.Services.SessionOptions;

namespace ChainCoop.Privacy.Retention;

/// <summary>Like that of the municipalities: one transaction, a temporary table, and readers see the one or the other.</summary>
internal static class RetentionRebuild
{
    /// <param name="progress">Gets the sequence reached and the last one there is.</param>
    public static async Task<Rebuilt> RunAsync(IDocumentStore store, NpgsqlDataSource source, Action<long, long> progress, CancellationToken token)
    {
        var started = Stopwatch.GetTimestamp();
        var events = new StoredEvents(store, source);
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await ExecuteAsync(
            """
            create temp table retention (like privacy.retention, primary key (id, kind)) on commit drop;
            create index on pg_temp.retention (ends_with);
            """);

        var (until, rules) = await ProgressAsync("select event_seq, rules from privacy.retention_progress");
        var replayed = await ReplayAsync(0, until);
        var (meanwhile, still) = await ProgressAsync("select event_seq, rules from privacy.retention_progress for update");
        if (still != rules) throw new InvalidOperationException("Other rules of retention came into force meanwhile: rebuild again.");
        replayed += await ReplayAsync(until, meanwhile);
        await ExecuteAsync(
            """
            delete from privacy.retention old where not exists (
                select from pg_temp.retention new where (new.id, new.kind) = (old.id, old.kind) and row(new.*) is not distinct from row(old.*));
            insert into privacy.retention select new.* from pg_temp.retention new where not exists (
                select from privacy.retention old where (old.id, old.kind) = (new.id, new.kind));
            update privacy.retention_progress set generation = generation + 1;
            """);
        await transaction.CommitAsync(token);
        return new Rebuilt(replayed, Stopwatch.GetElapsedTime(started));

        async Task<long> ReplayAsync(long after, long last)
        {
            var count = 0;
            await using var session = store.LightweightSession(SessionOptions.ForTransaction(transaction));
            for (var next = events.PageAsync(after, last, token); await next is { Count: > 0 } page; count += page.Count)
            {
                // The next page is read while this one is written.
                next = events.PageAsync(page[^1].Sequence, last, token);
                await RetentionTables.Temporary.ProjectAsync(page.Select(stored => stored.Data), RetentionRules.Current.Find(rules), connection, session, token);
                await session.SaveChangesAsync(token);
                progress(page[^1].Sequence, last);
            }
            return count;
        }

        async Task<(long Sequence, string Rules)> ProgressAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(token);
            await reader.ReadAsync(token);
            return (reader.GetInt64(0), reader.GetString(1));
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(token);
        }
    }

    /// <summary>SHA-256 over all rows in the order of their keys, lower-case hexadecimal: equal content, equal hash.</summary>
    public static async Task<string> HashAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        await using var rows = await connection.BeginRawBinaryCopyAsync("copy (select * from privacy.retention order by id, kind) to stdout (format binary)", token);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(rows, token));
    }
}

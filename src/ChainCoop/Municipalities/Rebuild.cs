using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using ChainCoop.Platform;
using ChainCoop.Privacy.Retention;
using ChainCoop.Reports;
using JasperFx.CommandLine;
using Marten;
using Npgsql;
using Spectre.Console;
using SessionOptions = Marten.Services.SessionOptions;

namespace ChainCoop.Municipalities;

/// <summary>As it is typed, hence in lower case.</summary>
public enum Rebuildable { municipalities, retention }

public sealed class RebuildInput : NetCoreInput
{
    [Description("municipalities: caseload, deadlines, overview and what reports count; retention: when records may be destroyed")]
    public Rebuildable What { get; set; }

    [Description("Only prints the hash of what is there")]
    public bool HashFlag { get; set; }
}

[Description("Makes the read models again from the events, also while servers run: rebuild municipalities|retention", Name = "rebuild")]
public sealed class RebuildCommand : JasperFxAsyncCommand<RebuildInput>
{
    public override async Task<bool> Execute(RebuildInput input)
    {
        using var host = input.BuildHost();
        var source = host.Services.GetRequiredService<NpgsqlDataSource>();
        try
        {
            var retention = input.What == Rebuildable.retention;
            if (!input.HashFlag) await ShowAsync(retention ? RetentionRebuild.RunAsync : Rebuild.RunAsync, host.Services.GetRequiredService<IDocumentStore>(), source);
            await Console.Out.WriteLineAsync($"Hash {await (retention ? RetentionRebuild.HashAsync(source, CancellationToken.None) : Rebuild.HashAsync(source, CancellationToken.None))}");
            return true;
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await Console.Error.WriteLineAsync("There are no read models in this database: start the program, or create the schema with db-apply.");
            return false;
        }
    }

    private static async Task ShowAsync(
        Func<IDocumentStore, NpgsqlDataSource, Action<long, long>, CancellationToken, Task<Rebuilt>> rebuild, IDocumentStore store, NpgsqlDataSource source)
    {
        var rebuilt = await AnsiConsole.Progress().StartAsync(async progress =>
        {
            var task = progress.AddTask("Events");
            return await rebuild(store, source, (done, all) => (task.MaxValue, task.Value) = (all, done), CancellationToken.None);
        });
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{rebuilt.Events:N0} events in {rebuilt.Elapsed.TotalSeconds:0.0} s, {rebuilt.Events / rebuilt.Elapsed.TotalSeconds:N0} per second"));
    }
}

/// <param name="Events">That were replayed.</param>
internal sealed record Rebuilt(long Events, TimeSpan Elapsed);

/// <summary>
/// One transaction. It replays the events into temporary tables, which disturbs nobody; then it holds the progress back,
/// replays what came meanwhile and puts the rows that differ in the place of the old ones: readers see the one or the other. A
/// server that was in the middle of a page finds the generation changed and projects the page again.
/// </summary>
internal static class Rebuild
{
    private static readonly string[] Tables = ["caseload", "deadlines"];

    /// <param name="progress">Gets the sequence reached and the last one there is.</param>
    public static async Task<Rebuilt> RunAsync(IDocumentStore store, NpgsqlDataSource source, Action<long, long> progress, CancellationToken token)
    {
        var started = Stopwatch.GetTimestamp();
        var events = new StoredEvents(store, source);
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await ExecuteAsync(
            """
            create temp table caseload (like municipalities.caseload, primary key (id)) on commit drop;
            create temp table deadlines (like municipalities.deadlines, primary key (id)) on commit drop;
            create index on pg_temp.deadlines (resource);
            """);
        await ExecuteAsync(FactTables.Make);

        var until = await SequenceAsync("select event_seq from municipalities.progress");
        var replayed = await ReplayAsync(0, until);
        var meanwhile = await SequenceAsync("select event_seq from municipalities.progress for update");
        replayed += await ReplayAsync(until, meanwhile);
        foreach (var table in Tables)
        {
            await ExecuteAsync(
                $"""
                delete from municipalities.{table} old where not exists (
                    select from pg_temp.{table} new where new.id = old.id and row(new.*) is not distinct from row(old.*));
                insert into municipalities.{table} select new.* from pg_temp.{table} new where not exists (
                    select from municipalities.{table} old where old.id = new.id);
                """);
        }
        await ExecuteAsync(FactTables.Replace);
        await ExecuteAsync("update municipalities.progress set generation = generation + 1");
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
                await CaseloadTables.Temporary.ProjectAsync(page, connection, session, token);
                await FactTables.Temporary.ProjectAsync(page, connection, session, token);
                await session.SaveChangesAsync(token);
                progress(page[^1].Sequence, last);
            }
            return count;
        }

        async Task<long> SequenceAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return (long)(await command.ExecuteScalarAsync(token))!;
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
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, token);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var rowsInOrder in Tables.Select(table => $"select * from municipalities.{table} order by id").Concat(FactTables.InOrder))
        {
            await using var rows = await connection.BeginRawBinaryCopyAsync($"copy ({rowsInOrder}) to stdout (format binary)", token);
            hash.AppendData(await SHA256.HashDataAsync(rows, token));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

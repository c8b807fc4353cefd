using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Reports;

/// <summary>The tables that a page of events is counted into, beside those of the caseload and in the same transaction.</summary>
/// <param name="schema">A constant of the code.</param>
internal sealed class FactTables(string schema)
{
    public static readonly FactTables Live = new("reports");

    /// <summary>Those of a rebuild, seen by its connection only.</summary>
    public static readonly FactTables Temporary = new("pg_temp");

    /// <summary>SQL that makes the tables of a rebuild.</summary>
    public const string Make =
        """
        create temp table facts (like reports.facts, unique (event_seq, ordinal)) on commit drop;
        create temp table records (like reports.records, primary key (id)) on commit drop;
        create index on pg_temp.facts (subject);
        """;

    /// <summary>SQL that puts what a rebuild made in the place of what was there. What leads to no record any more cannot be made again: it stays.</summary>
    public const string Replace =
        """
        delete from reports.facts old where old.event_seq is not null and not exists (
            select from pg_temp.facts new where (new.event_seq, new.ordinal) = (old.event_seq, old.ordinal) and row(new.*) is not distinct from row(old.*));
        insert into reports.facts select new.* from pg_temp.facts new where new.event_seq is not null and not exists (
            select from reports.facts old where (old.event_seq, old.ordinal) = (new.event_seq, new.ordinal));
        delete from reports.records old where not exists (
            select from pg_temp.records new where new.id = old.id and row(new.*) is not distinct from row(old.*));
        insert into reports.records select new.* from pg_temp.records new where not exists (select from reports.records old where old.id = new.id);
        """;

    /// <summary>All rows in an order that depends on their content alone.</summary>
    public static readonly IReadOnlyList<string> InOrder =
        ["select * from reports.facts order by event_seq, ordinal, kind, municipality, at, code, value", "select * from reports.records order by id"];

    public async Task ProjectAsync(IEnumerable<(object Data, long Sequence)> page, NpgsqlConnection connection, IDocumentOperations operations, CancellationToken token)
    {
        List<(FactChange Change, DateTimeOffset At, long Sequence)> changes = [];
        foreach (var (data, sequence) in page)
        {
            if (data is IFact fact && FactRules.Of(fact) is { } change) changes.Add((change, fact.At, sequence));
        }
        if (changes.Count == 0) return;

        var ledger = new FactLedger();
        await RestoreAsync(ledger, [.. changes.Select(x => x.Change.Record).Distinct()], connection, token);
        foreach (var (change, at, sequence) in changes) ledger.Apply(change, at, sequence);
        Write(ledger, operations);
    }

    private async Task RestoreAsync(FactLedger ledger, Guid[] records, NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"select id, counted from {schema}.records where id = any($1)", connection);
        command.Parameters.Add(new() { Value = records });
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) ledger.Restore(reader.GetGuid(0), JsonSerializer.Deserialize<Counted>(reader.GetString(1), Json.Lenient)!);
    }

    private void Write(FactLedger ledger, IDocumentOperations operations)
    {
        var facts = ledger.Facts;
        operations.QueueSqlCommand(
            $"""
            insert into {schema}.facts (event_seq, ordinal, kind, municipality, at, code, value, subject)
            select * from unnest(?::bigint[], ?::int[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::int[], ?::uuid[])
            """,
            facts.Select(x => x.Sequence).ToArray(), facts.Select(x => x.Ordinal).ToArray(), facts.Select(x => Kebab.Of(x.Fact.Kind)).ToArray(),
            facts.Select(x => x.Fact.Municipality.Value).ToArray(), facts.Select(x => x.Fact.At).ToArray(), facts.Select(x => x.Fact.Code).ToArray(),
            facts.Select(x => x.Fact.Value).ToArray(), facts.Select(x => x.Fact.Subject!.Value).ToArray());

        var changed = ledger.Changed;
        operations.QueueSqlCommand(
            $"""
            insert into {schema}.records (id, counted) select * from unnest(?::uuid[], ?::jsonb[])
            on conflict (id) do update set counted = excluded.counted
            """,
            changed.Select(x => x.Id).ToArray(), changed.Select(x => JsonSerializer.Serialize(x.Record, Json.Lenient)).ToArray());

        if (ledger.Destroyed.Count == 0) return;
        operations.QueueSqlCommand($"delete from {schema}.records where id = any(?)", ledger.Destroyed.ToArray());
        operations.QueueSqlCommand(
            $"""
            update {schema}.facts set event_seq = null, ordinal = null, subject = null, at = date_trunc('month', at, 'Europe/Amsterdam') where subject = any(?)
            """,
            ledger.Destroyed.ToArray());
    }
}

using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Marten;
using Npgsql;

namespace ChainCoop.Municipalities;

/// <summary>The tables that a page of events is folded into.</summary>
/// <param name="schema">A constant of the code.</param>
internal sealed class CaseloadTables(string schema)
{
    public static readonly CaseloadTables Live = new("municipalities");

    /// <summary>Those of a rebuild, seen by its connection only.</summary>
    public static readonly CaseloadTables Temporary = new("pg_temp");

    /// <summary>Reads the rows that the page is about, folds the page, and queues what changed: two statements, whatever the size of the page.</summary>
    public async Task ProjectAsync(IEnumerable<(object Data, long Sequence)> page, NpgsqlConnection connection, IDocumentOperations operations, CancellationToken token)
    {
        List<(CaseloadChange Change, DateTimeOffset At, long Sequence)> changes = [];
        foreach (var (data, sequence) in page)
        {
            if (data is IFact fact && CaseloadRules.Of(fact) is { } change) changes.Add((change, fact.At, sequence));
        }
        if (changes.Count == 0) return;

        var caseload = new Caseload();
        var began = changes.Where(x => x.Change.Opens is not null).Select(x => x.Change.Resource).ToHashSet();
        await RestoreAsync(caseload, [.. changes.Select(x => x.Change.Resource).Where(resource => !began.Contains(resource)).Distinct()], connection, token);
        foreach (var (change, at, sequence) in changes) caseload.Apply(change, at, sequence);
        Write(caseload, operations);
    }

    private async Task RestoreAsync(Caseload caseload, Guid[] resources, NpgsqlConnection connection, CancellationToken token)
    {
        if (resources.Length == 0) return;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in (string[])[
            $"select id, room, kind, municipality, status, exploitation_types, urgency, opened_at, updated_at, event_seq from {schema}.caseload where id = any($1)",
            $"select id, resource, resource_kind, kind, municipality, room, due_at, met_at, overtaken, overdue_at, event_seq, rules from {schema}.deadlines where resource = any($1)"])
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new() { Value = resources });
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            caseload.Restore(new CaseloadRow(
                reader.GetGuid(0), Kebab.Parse<Room>(reader.GetString(1)), Kebab.Parse<ResourceKind>(reader.GetString(2)), new(reader.GetString(3)), reader.GetString(4),
                reader.IsDBNull(5) ? null : [.. reader.GetFieldValue<string[]>(5).Select(code => new ExploitationType(code))],
                reader.IsDBNull(6) ? null : Kebab.Parse<Urgency>(reader.GetString(6)), reader.GetFieldValue<DateTimeOffset>(7))
            {
                UpdatedAt = reader.GetFieldValue<DateTimeOffset>(8),
                Sequence = reader.GetInt64(9),
            });
        }
        await reader.NextResultAsync(token);
        while (await reader.ReadAsync(token))
        {
            caseload.Restore(new DeadlineRow(
                reader.GetGuid(0), reader.GetGuid(1), Kebab.Parse<ResourceKind>(reader.GetString(2)), reader.GetString(3), new(reader.GetString(4)),
                Kebab.Parse<Room>(reader.GetString(5)), reader.GetFieldValue<DateTimeOffset>(6), reader.IsDBNull(11) ? null : new(reader.GetString(11)))
            {
                MetAt = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
                Overtaken = reader.GetBoolean(8),
                OverdueAt = reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9),
                Sequence = reader.GetInt64(10),
            });
        }
    }

    private void Write(Caseload caseload, IDocumentOperations operations)
    {
        if (caseload.Removed.Count > 0)
        {
            operations.QueueSqlCommand($"delete from {schema}.deadlines where resource = any(?)", caseload.Removed.ToArray());
            operations.QueueSqlCommand($"delete from {schema}.caseload where id = any(?)", caseload.Removed.ToArray());
        }

        var rows = caseload.Changed;
        operations.QueueSqlCommand(
            $"""
            insert into {schema}.caseload (id, room, kind, municipality, status, exploitation_types, urgency, opened_at, updated_at, due_at, event_seq)
            select id, room, kind, municipality, status, string_to_array(types, ' '), urgency, opened_at, updated_at, due_at, event_seq
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::bigint[])
                as page (id, room, kind, municipality, status, types, urgency, opened_at, updated_at, due_at, event_seq)
            on conflict (id) do update set municipality = excluded.municipality, status = excluded.status, exploitation_types = excluded.exploitation_types, updated_at = excluded.updated_at, due_at = excluded.due_at, event_seq = excluded.event_seq
            """,
            rows.Select(x => x.Id).ToArray(), rows.Select(x => Kebab.Of(x.Room)).ToArray(), rows.Select(x => Kebab.Of(x.Kind)).ToArray(),
            rows.Select(x => x.Municipality.Value).ToArray(), rows.Select(x => x.Status).ToArray(),
            rows.Select(x => x.ExploitationTypes is { } types ? string.Join(' ', types) : null).ToArray(),
            rows.Select(x => x.Urgency is { } urgency ? Kebab.Of(urgency) : null).ToArray(),
            rows.Select(x => x.OpenedAt).ToArray(), rows.Select(x => x.UpdatedAt).ToArray(), rows.Select(x => caseload.DueAt(x.Id)).ToArray(),
            rows.Select(x => x.Sequence).ToArray());

        var deadlines = caseload.ChangedDeadlines;
        if (deadlines.Count == 0) return;
        operations.QueueSqlCommand(
            $"""
            insert into {schema}.deadlines (id, resource, resource_kind, kind, municipality, room, due_at, met_at, overtaken, overdue_at, event_seq, rules)
            select * from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::boolean[], ?::timestamptz[], ?::bigint[], ?::text[])
            on conflict (id) do update set municipality = excluded.municipality, due_at = excluded.due_at, rules = excluded.rules, met_at = excluded.met_at, overtaken = excluded.overtaken, overdue_at = excluded.overdue_at, event_seq = excluded.event_seq
            """,
            deadlines.Select(x => x.Id).ToArray(), deadlines.Select(x => x.Resource).ToArray(), deadlines.Select(x => Kebab.Of(x.ResourceKind)).ToArray(),
            deadlines.Select(x => x.Kind).ToArray(), deadlines.Select(x => x.Municipality.Value).ToArray(), deadlines.Select(x => Kebab.Of(x.Room)).ToArray(),
            deadlines.Select(x => x.DueAt).ToArray(), deadlines.Select(x => x.MetAt).ToArray(), deadlines.Select(x => x.Overtaken).ToArray(), deadlines.Select(x => x.OverdueAt).ToArray(),
            deadlines.Select(x => x.Sequence).ToArray(), deadlines.Select(x => x.Rules?.Value).ToArray());
    }
}

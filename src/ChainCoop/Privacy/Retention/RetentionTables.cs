using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Retention;

/// <summary>The table that a page of facts is folded into.</summary>
/// <param name="schema">A constant of the code.</param>
internal sealed class RetentionTables(string schema)
{
    public static readonly RetentionTables Live = new("privacy");

    /// <summary>That of a rebuild, seen by its connection only.</summary>
    public static readonly RetentionTables Temporary = new("pg_temp");

    /// <summary>Reads the records that the page is about, folds the page, and queues what changed: two statements, whatever the size of the page.</summary>
    public async Task ProjectAsync(
        IEnumerable<object> page, RetentionVersion rules, NpgsqlConnection connection, IDocumentOperations operations, CancellationToken token)
    {
        var changes = page.OfType<IFact>().SelectMany(RetentionFacts.Of).ToList();
        if (changes.Count == 0) return;

        var fold = new RetentionFold();
        await using (var command = new NpgsqlCommand(
            $"select id, kind, ends_with, municipality, class, received_on, ended_on from {schema}.retention where id = any($1) or ends_with = any($1)", connection))
        {
            command.Parameters.Add(new() { Value = changes.Select(change => change.Of).Distinct().ToArray() });
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token)) fold.Restore(Read(reader));
        }
        foreach (var change in changes) fold.Apply(change);
        if (fold.Removed is { Count: > 0 } removed)
        {
            operations.QueueSqlCommand(
                $"delete from {schema}.retention gone using unnest(?::uuid[], ?::text[]) as page (id, kind) where (gone.id, gone.kind) = (page.id, page.kind)",
                removed.Select(x => x.Id).ToArray(), removed.Select(x => Kebab.Of(x.Kind)).ToArray());
        }
        if (fold.Changed is { Count: > 0 } changed) Write(changed, rules, operations);
    }

    /// <summary>The first seven columns.</summary>
    public static RetentionRecord Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), Kebab.Parse<RecordKind>(reader.GetString(1)), reader.GetGuid(2), new(reader.GetString(3)), new(reader.GetString(4)),
        reader.GetFieldValue<DateOnly>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateOnly>(6));

    private void Write(IReadOnlyList<RetentionRecord> records, RetentionVersion rules, IDocumentOperations operations)
    {
        var ends = records.Select(rules.Of).ToList();
        operations.QueueSqlCommand(
            $"""
            insert into {schema}.retention (id, kind, ends_with, municipality, class, received_on, ended_on, counted_from, counted_on, destroy_after, rules)
            select page.*, ? from unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::date[], ?::date[], ?::text[], ?::date[], ?::date[]) as page
            on conflict (id, kind) do update set municipality = excluded.municipality, class = excluded.class, received_on = excluded.received_on, ended_on = excluded.ended_on,
                counted_from = excluded.counted_from, counted_on = excluded.counted_on, destroy_after = excluded.destroy_after, rules = excluded.rules
            """,
            rules.Version, records.Select(x => x.Id).ToArray(), records.Select(x => Kebab.Of(x.Kind)).ToArray(), records.Select(x => x.EndsWith).ToArray(),
            records.Select(x => x.Municipality.Value).ToArray(), records.Select(x => x.Class.Value).ToArray(), records.Select(x => x.ReceivedOn).ToArray(),
            records.Select(x => x.EndedOn).ToArray(), ends.Select(x => x.From is { } from ? Kebab.Of(from) : null).ToArray(),
            ends.Select(x => x.On).ToArray(), ends.Select(x => x.After).ToArray());
    }
}

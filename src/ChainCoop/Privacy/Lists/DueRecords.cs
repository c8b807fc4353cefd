using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using Npgsql;
using NpgsqlTypes;

namespace ChainCoop.Privacy.Lists;

/// <summary>Whose due records of what kind a list is made of.</summary>
/// <param name="Standing">The approval in force for them: then of dismissed signals only.</param>
internal sealed record DueGroup(MunicipalityCode Municipality, ListKind Kind, Oin Owner, StandingApprovalId? Standing = null);

/// <param name="Position">Sequence of the last event in it.</param>
internal sealed record RetentionState(RetentionRulesVersion Rules, long Position)
{
    public static async Task<RetentionState> ReadAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select rules, event_seq from privacy.retention_progress");
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return new RetentionState(new(reader.GetString(0)), reader.GetInt64(1));
    }
}

/// <summary>
/// Records whose term is over by the rules in force, that their owner still answers for, and that nothing else erases from.
/// The read model may be late: what was destroyed a moment ago is passed over, too.
/// </summary>
internal static class DueRecords
{
    /// <summary>That is as many as one person looks at, and one transaction starts erasures of.</summary>
    public const int Most = 200;

    /// <summary>The longest due, at most <see cref="Most"/>, in the order of their ids.</summary>
    /// <param name="alsoKept">Those, too, that an earlier list kept.</param>
    public static Task<IReadOnlyList<ListItem>> UnlistedAsync(
        NpgsqlDataSource source, DueGroup group, DateOnly on, DateTimeOffset now, bool alsoKept, CancellationToken token) =>
        ReadAsync(source, group, on, now, alsoKept, null, token);

    /// <summary>Which of the records of a list are still due.</summary>
    public static async Task<IReadOnlySet<RecordId>> StillDueAsync(NpgsqlDataSource source, DestructionList list, DateTimeOffset now, CancellationToken token) =>
        (await ReadAsync(
            source, new DueGroup(list.Municipality, list.Kind, list.Owner), DutchTime.DayOf(now), now, true, [.. list.Items.Select(item => item.Record.Value)], token))
        .Select(item => item.Record).ToHashSet();

    /// <summary>Whether what an approved list is to erase is due at this moment; null: the terms are not up to the record yet.</summary>
    /// <param name="connection">In whose transaction nothing is added to the record.</param>
    public static async Task<bool?> IsDueAsync(NpgsqlConnection connection, Erasure erasure, DateTimeOffset now, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            """
            select case
                when p.event_seq < (select max(e.seq_id) from chaincoop.mt_events e where e.stream_id in (@record, r.ends_with)) or r.rules <> p.rules then null
                else coalesce(r.destroy_after <= @on, false) and exists (
                    select from access.grants g
                    where g.resource = @record and g.organisation = @owner and g.role in ('owner', 'lead') and g.municipality = r.municipality
                      and g.valid_from <= @now and (g.valid_until is null or g.valid_until > @now)) end
            from privacy.retention_progress p left join privacy.retention r on r.id = @record and r.kind = @kind
            """, connection);
        command.Parameters.AddWithValue("record", erasure.Record.Value);
        command.Parameters.AddWithValue("kind", erasure.Part == ErasurePart.Contact ? ListRules.RetentionOf(ListKind.Contact) : Kebab.Of(erasure.Kind));
        command.Parameters.AddWithValue("owner", erasure.Owner.Value);
        command.Parameters.AddWithValue("on", DutchTime.DayOf(now));
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        return await command.ExecuteScalarAsync(token) as bool?;
    }

    private static async Task<IReadOnlyList<ListItem>> ReadAsync(
        NpgsqlDataSource source, DueGroup group, DateOnly on, DateTimeOffset now, bool alsoKept, Guid[]? listed, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select r.id, r.class, r.destroy_after from privacy.retention r
            where r.municipality = @municipality and r.kind = @kind and r.destroy_after <= @on and r.rules = (select rules from privacy.retention_progress)
              and (@class is null or r.class = @class)
              and case when @listed is null
                  then not exists (select from privacy.listed_records l where (l.record, l.kind) = (r.id, r.kind))
                  else r.id = any(@listed) end
              and (@also_kept or not exists (select from privacy.kept_records k where (k.record, k.kind) = (r.id, r.kind) and k.again_on > @on))
              and exists (
                  select from access.grants g
                  where g.resource = r.id and g.organisation = @owner and g.role in ('owner', 'lead') and g.municipality = r.municipality
                    and g.valid_from <= @now and (g.valid_until is null or g.valid_until > @now))
              and not exists (
                  select from privacy.destructions d where d.record = r.id and (d.part = 'record' or d.part = 'contact' and r.kind = 'reporter'))
              and not exists (
                  select from chaincoop.mt_doc_erasure e where e.data ->> 'record' = r.id::text and e.data ->> 'status' in ('proposed', 'ordered'))
            order by r.destroy_after, r.id limit @most
            """);
        command.Parameters.AddWithValue("municipality", group.Municipality.Value);
        command.Parameters.AddWithValue("kind", ListRules.RetentionOf(group.Kind));
        command.Parameters.AddWithValue("on", on);
        command.Parameters.Add(new NpgsqlParameter<string?>("class", group.Standing is null ? null : RetentionFacts.Dismissed.Value));
        command.Parameters.Add(new NpgsqlParameter("listed", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = listed is null ? DBNull.Value : listed });
        command.Parameters.AddWithValue("also_kept", alsoKept);
        command.Parameters.AddWithValue("owner", group.Owner.Value);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        command.Parameters.AddWithValue("most", Most);
        List<ListItem> due = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) due.Add(new ListItem(RecordId.From(reader.GetGuid(0)), new(reader.GetString(1)), reader.GetFieldValue<DateOnly>(2)));
        return [.. due.OrderBy(item => item.Record.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>The next group that has something due that is on no list; what is approved beforehand comes first.</summary>
    public static async Task<DueGroup?> NextGroupAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select r.municipality, r.kind, o.organisation, s.id
            from privacy.retention r
                 cross join lateral (
                     select g.organisation from access.grants g
                     where g.resource = r.id and g.role in ('owner', 'lead') and g.municipality = r.municipality
                       and g.valid_from <= @now and (g.valid_until is null or g.valid_until > @now)
                     order by g.valid_from, g.organisation limit 1) o
                 left join lateral (
                     select a.id from chaincoop.mt_doc_standingapproval a
                     where r.kind = 'signal' and a.data ->> 'class' = r.class and a.data ->> 'municipality' = r.municipality and a.data ->> 'owner' = o.organisation
                       and a.data ->> 'endedAt' is null and (a.data ->> 'from')::date <= @on and (a.data ->> 'until')::date > @on
                     order by a.id limit 1) s on true
            where r.destroy_after <= @on and r.rules = (select rules from privacy.retention_progress)
              and not exists (select from privacy.listed_records l where (l.record, l.kind) = (r.id, r.kind))
              and not exists (select from privacy.kept_records k where (k.record, k.kind) = (r.id, r.kind) and k.again_on > @on)
              and not exists (
                  select from privacy.destructions d where d.record = r.id and (d.part = 'record' or d.part = 'contact' and r.kind = 'reporter'))
              and not exists (
                  select from chaincoop.mt_doc_erasure e where e.data ->> 'record' = r.id::text and e.data ->> 'status' in ('proposed', 'ordered'))
            order by s.id nulls last, r.municipality, r.kind, o.organisation limit 1
            """);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        command.Parameters.AddWithValue("on", DutchTime.DayOf(now));
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token)
            ? new DueGroup(
                new(reader.GetString(0)), ListRules.KindOf(reader.GetString(1)), new(reader.GetString(2)),
                await reader.IsDBNullAsync(3, token) ? null : StandingApprovalId.From(reader.GetGuid(3)))
            : null;
    }
}

using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Access;

/// <summary>The grants table: written in the transaction of the event, read with the clock.</summary>
public static class Grants
{
    /// <summary>
    /// The condition that every list, count, search and feed joins. Parameters: <c>@organisation</c>, <c>@room</c>,
    /// <c>@municipalities</c> (mandated), <c>@now</c>.
    /// </summary>
    /// <param name="column">The column that holds the resource's id; a constant of the code.</param>
    /// <param name="room">Where the room stands, for what spans rooms.</param>
    public static string Visible(string column, string room = "@room") => $"exists (select {Of(column, room)})";

    /// <summary>As <see cref="Visible"/>, and more of it than an organisation sees that only sent it.</summary>
    public static string VisibleInFull(string column, string room = "@room") => $"exists (select {Of(column, room)} and g.role <> 'reporter')";

    /// <summary>
    /// <see cref="Visible"/> as a value of the rows that are shown: for a condition between the columns the planner would read the whole
    /// table.
    /// </summary>
    public static string IsVisible(string column) => $"(select count(*) > 0 {Of(column, "@room")})";

    /// <summary>As <see cref="IsVisible"/>, of <see cref="VisibleInFull"/>.</summary>
    public static string IsInFull(string column) => $"(select coalesce(bool_or(g.role <> 'reporter'), false) {Of(column, "@room")})";

    /// <summary>The grants themselves, as <c>g</c>.</summary>
    public static string On(string resource) => Of(resource, "@room");

    /// <summary>
    /// The condition of lists that run along what the organisation holds, <c>from access.grants g join … on … = g.resource</c>: each
    /// resource once that <see cref="Visible"/> lets through. In the order of <c>g.resource</c> a page costs the same however much others have.
    /// </summary>
    public static string Each { get; } =
        $"""
        g.organisation = @organisation and g.room = @room and g.role not in ('disclosed', 'offered') and {Holds("g")}
        and not exists (
            select from access.grants b
            where b.organisation = @organisation and b.room = @room and b.resource = g.resource and b.role < g.role and b.role not in ('disclosed', 'offered') and {Holds("b")})
        """;

    /// <summary>
    /// The grants that count by now, as <c>g</c>, with what was disclosed in part or offered: of all that feeds tell. A resource comes once for
    /// each role.
    /// </summary>
    public static string Held { get; } = $"g.organisation = @organisation and g.room = @room and {Holds("g")}";

    /// <summary>
    /// What was disclosed in part, or offered, is read by its address and stands in no list.
    /// </summary>
    private static string Of(string column, string room) =>
        $"""
        from access.grants g
        where g.organisation = @organisation and g.room = {room} and g.resource = {column} and {Holds("g")} and g.role not in ('disclosed', 'offered')
        """;

    /// <summary>
    /// As <see cref="Policy"/> says it: who sent something to another municipality, or received of it, sees it with a role for whichever. Who
    /// is mandated for none, in a role that enters the room, sees nothing.
    /// </summary>
    private static string Holds(string grant) =>
        $"""
        cardinality(@municipalities) > 0 and ({grant}.municipality = any(@municipalities) or {grant}.role in ('reporter', 'receiver', 'disclosed', 'party'))
        and {grant}.valid_from <= @now and ({grant}.valid_until is null or {grant}.valid_until > @now)
        """;

    public static void Fold(IDocumentOperations operations, object @event)
    {
        foreach (var change in GrantRules.Of(@event))
        {
            if (change.Given)
            {
                operations.QueueSqlCommand(
                    """
                    insert into access.grants (organisation, room, resource, role, kind, municipality, valid_from, valid_until, fields, subject, purpose)
                    values (?, ?, ?, ?, ?, ?, ?, nullif(?, 'infinity'::timestamptz), nullif(?, '{}'::text[]), nullif(?, '00000000-0000-0000-0000-000000000000'::uuid), nullif(?, ''))
                    on conflict (organisation, room, resource, role) do update
                    set valid_from = excluded.valid_from, valid_until = excluded.valid_until, municipality = excluded.municipality,
                        fields = excluded.fields, subject = excluded.subject, purpose = excluded.purpose
                    """,
                    change.Organisation.Value, Kebab.Of(change.Room), change.Resource, Kebab.Of(change.Role), Kebab.Of(change.Kind),
                    change.Municipality.Value, change.From.ToUniversalTime(), change.Until?.ToUniversalTime() ?? DateTimeOffset.MaxValue.ToUniversalTime(),
                    change.Part?.Fields.Select(field => field.Value).ToArray() ?? [], change.Part?.Subject?.Value ?? Guid.Empty, change.Part?.Purpose.Value ?? "");
                if (change.Stream != change.Resource)
                    operations.QueueSqlCommand("insert into access.grant_streams (resource, stream) values (?, ?) on conflict do nothing", change.Resource, change.Stream);
            }
            else
            {
                operations.QueueSqlCommand(
                    "update access.grants set valid_until = ? where organisation = ? and room = ? and resource = ? and role = ?",
                    change.Until!.Value.ToUniversalTime(), change.Organisation.Value, Kebab.Of(change.Room), change.Resource, Kebab.Of(change.Role));
            }
        }
    }
}

/// <summary>What the policy weighs, as the database knows it now.</summary>
public sealed record AccessFacts(IReadOnlyList<MandatedRole> Mandates, IReadOnlyList<Grant> Grants, Remembered? Reply)
{
    /// <summary>One round trip: mandates of the officer, grants of the organisation on the resource, and the reply to an earlier request with this key.</summary>
    public static async Task<AccessFacts> LoadAsync(
        NpgsqlDataSource source, Actor actor, Guid? resource, byte[]? idempotencyKey, DateTimeOffset now, CancellationToken token)
    {
        await using var batch = source.CreateBatch();
        var mandates = new NpgsqlBatchCommand(
            """
            select role, municipality from access.mandates
            where organisation = $1 and officer = $2 and valid_from <= $3 and (valid_until is null or valid_until > $3)
            """);
        mandates.Parameters.Add(new() { Value = actor.Organisation.Value });
        mandates.Parameters.Add(new() { Value = actor.Officer.Value });
        mandates.Parameters.Add(new() { Value = DutchTime.DayOf(now) });
        batch.BatchCommands.Add(mandates);

        var grants = new NpgsqlBatchCommand(
            """
            select room, role, municipality, fields, subject, purpose from access.grants
            where organisation = $1 and resource = $2 and valid_from <= $3 and (valid_until is null or valid_until > $3)
            union
            select 'general', 'owner', null, null, null, null from access.mandates where mandate = $2 and organisation = $1
            union -- who answers for a record by now also decides on what is to be erased from it
            select e.data ->> 'room', 'owner', g.municipality, null, null, null
            from chaincoop.mt_doc_erasure e join access.grants g on g.resource = (e.data ->> 'record')::uuid
            where e.id = $2 and g.organisation = $1 and g.role in ('owner', 'lead') and g.valid_from <= $3 and (g.valid_until is null or g.valid_until > $3)
            """);
        grants.Parameters.Add(new() { Value = actor.Organisation.Value });
        grants.Parameters.Add(new() { Value = resource ?? Guid.Empty });
        grants.Parameters.Add(new() { Value = now.ToUniversalTime() });
        batch.BatchCommands.Add(grants);

        batch.BatchCommands.Add(Remembered.Question(idempotencyKey));

        List<MandatedRole> mandatedRoles = [];
        List<Grant> granted = [];
        await using var reader = await batch.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            if (Kebab.TryParse<Role>(reader.GetString(0), out var role)) mandatedRoles.Add(new MandatedRole(role, new MunicipalityCode(reader.GetString(1))));
        }

        await reader.NextResultAsync(token);
        while (await reader.ReadAsync(token))
        {
            if (Kebab.TryParse<Room>(reader.GetString(0), out var room) && Kebab.TryParse<GrantRole>(reader.GetString(1), out var role))
                granted.Add(new Grant(room, role, await reader.IsDBNullAsync(2, token) ? null : new MunicipalityCode(reader.GetString(2))) { Part = await PartIn(reader, token) });
        }

        await reader.NextResultAsync(token);
        return new AccessFacts(mandatedRoles, granted, await Remembered.ReadAsync(reader, token));
    }

    private static async Task<DisclosedPart?> PartIn(NpgsqlDataReader reader, CancellationToken token) =>
        await reader.IsDBNullAsync(3, token) ? null
        : new DisclosedPart(
            [.. reader.GetFieldValue<string[]>(3).Select(DisclosableField.From)],
            await reader.IsDBNullAsync(4, token) ? null : SubjectId.From(reader.GetGuid(4)),
            new Purpose(reader.GetString(5)));

    /// <summary>Municipalities for which the actor holds one of the roles, in token and mandate: the filter of lists.</summary>
    public string[] MunicipalitiesOf(Actor actor, IReadOnlySet<Role> roles) =>
        [.. Mandates.Where(m => actor.Roles.Contains(m.Role) && roles.Contains(m.Role)).Select(m => m.Municipality.Value).Distinct()];
}

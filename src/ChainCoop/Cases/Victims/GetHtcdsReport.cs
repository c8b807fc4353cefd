using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <param name="CaseId">The victims of this case; instead of a period.</param>
/// <param name="From">First day of the period, in the Netherlands: the victims of cases that were going on in it.</param>
/// <param name="To">Its last day. A period has at most 366 days.</param>
public sealed record GetHtcdsReport(CaseId? CaseId = null, DateOnly? From = null, DateOnly? To = null) : IChecked
{
    public const int MostDays = 366;

    public void Check(Faults faults)
    {
        if (faults.Has("/caseId") || faults.Has("/from") || faults.Has("/to")) return;
        if (CaseId is not null)
        {
            faults.Require(From is null, "/from", "A case and a period exclude each other.");
            faults.Require(To is null, "/to", "A case and a period exclude each other.");
            return;
        }

        faults.Require(From is not null || To is not null, "/caseId", "A case or a period is required.");
        faults.Require(From is not null, "/from", "Is required of a period.");
        faults.Require(To is not null, "/to", "Is required of a period.");
        if (From is not { } first || To is not { } last) return;
        faults.Require(first <= last, "/from", "Must not be after the last day.");
        faults.Require(last.DayNumber - first.DayNumber < MostDays, "/to", $"The period must have at most {MostDays} days.");
    }
}

public static class GetHtcdsReportEndpoint
{
    /// <summary>More cases are not exported at once.</summary>
    public const int MostCases = 500;

    public static readonly AccessRule Rule = AccessRule.Of(
        "report.htcds", ResourceKind.Case, Room.Care, [], [.. RoomAccess.RolesOf(Room.Care)], [.. RoomAccess.PurposesOf(Room.Care)]);

    /// <summary>
    /// Exports victims in HTCDS 2.0: of one case, or of the cases that were going on in a period; as JSON, or as CSV by <c>Accept: text/csv</c>. Of
    /// cases that the caller sees and of which it is a member of the care room. Ids are of this export alone: the same question of the same
    /// organisation has the same ids, another question has others.
    /// </summary>
    [WolverineGet("/reports/htcds"), Scope("cases.read"), RequiresPurpose]
    [ProducesResponseType<HtcdsExport>(StatusCodes.Status200OK, "application/json", Accepts.Csv)]
    public static Task<IResult> Get([Query] GetHtcdsReport query, HttpContext http, Gate gate, Secrets secrets, IDocumentStore store, NpgsqlDataSource source) =>
        gate.Ask(
            Rule,
            async scope => Answer(query, await FindAsync(query, scope, store, source), MostCases, id => AliasOf(scope.Actor, query, id, secrets), Accepts.PrefersCsv(http)),
            query.CaseId is { } asked ? new Matter(asked.Value) : null);

    /// <param name="cases">At most one more than <paramref name="most"/>.</param>
    internal static Shown Answer(GetHtcdsReport query, IReadOnlyList<HtcdsCase> cases, int most, Func<Guid, Guid> alias, bool asTable)
    {
        if (query.CaseId is not null && cases.Count == 0) return Shown.Refused(Problems.NotFound);
        if (cases.Count > most) return Shown.Refused(Problems.InvalidInput([new Fault("query:to", $"The period has more than {most} cases: ask for a shorter one.")]));
        var export = HtcdsExport.Of(cases, alias);
        return new Shown(
            asTable ? Results.Text(export.Csv(), Accepts.Csv) : export,
            [.. cases.SelectMany(found => HtcdsExport.Shown(found.Track)).Select(person => person.SubjectId).Distinct()]);
    }

    /// <summary>Keyed, and of another kind than the ids of the program: neither leads to the other without the key of the district.</summary>
    internal static Guid AliasOf(Actor actor, GetHtcdsReport query, Guid id, Secrets secrets)
    {
        var hash = secrets.Hash("htcds-export", FormattableString.Invariant($"{actor.Organisation}|{query.CaseId}|{query.From:O}|{query.To:O}|{id}"));
        return NewId.Hashed(hash);
    }

    /// <summary>
    /// What the case is known by and what stands in its care room come together here: for who sees the case in its general room and is a member of
    /// the other. A look in an emergency or at a conference is none.
    /// </summary>
    private static async Task<IReadOnlyList<HtcdsCase>> FindAsync(GetHtcdsReport query, Scope scope, IDocumentStore store, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select c.id, c.data ->> 'municipality', c.data ->> 'status', c.data -> 'closure' ->> 'outcome', v.data
            from chaincoop.mt_doc_case c join chaincoop.mt_doc_victimtrack v on v.id = (c.data ->> 'victimTrack')::uuid
            where (@case is null or c.id = @case)
              and (@until is null or (c.data ->> 'proposedAt')::timestamptz < @until)
              and (@from is null or coalesce((c.data ->> 'closedAt')::timestamptz, 'infinity') >= @from)
              and exists (select {Grants.On("v.id")} and g.role in ('lead', 'member'))
              and {Grants.Visible("c.id", "'general'")}
            order by c.id limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.Care));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter("case", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = query.CaseId is { } asked ? asked.Value : DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("from", NpgsqlTypes.NpgsqlDbType.TimestampTz) { Value = query.From is { } first ? DutchTime.StartOf(first).ToUniversalTime() : DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("until", NpgsqlTypes.NpgsqlDbType.TimestampTz) { Value = query.To is { } last ? DutchTime.EndOf(last).ToUniversalTime() : DBNull.Value });
        command.Parameters.AddWithValue("limit", MostCases + 1);

        var serializer = store.Options.Serializer();
        List<HtcdsCase> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            found.Add(new HtcdsCase(
                CaseId.From(reader.GetGuid(0)), new(reader.GetString(1)), Kebab.Parse<CaseStatus>(reader.GetString(2)),
                await reader.IsDBNullAsync(3, scope.Token) ? null : new CaseOutcome(reader.GetString(3)),
                await serializer.FromJsonAsync<VictimTrack>(reader, 4, scope.Token)));
        }

        return found;
    }
}

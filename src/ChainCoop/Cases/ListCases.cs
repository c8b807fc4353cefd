using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <param name="Status">Only cases in this state.</param>
/// <param name="Municipality">Only cases of this municipality.</param>
/// <param name="ExternalReference">Only the case in which the caller's own organisation brought in a task or goal with this reference.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many cases; default 50.</param>
public sealed record ListCases(
    CaseStatus? Status = null, MunicipalityCode? Municipality = null, ExternalReference? ExternalReference = null, CaseId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <summary>A case in a list; it holds no prose.</summary>
public sealed record CaseSummary(
    CaseId Id, MunicipalityCode Municipality, CaseStatus Status, IReadOnlyList<ExploitationType> ExploitationTypes, DateTimeOffset ProposedAt);

public static class ListCasesEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.list", [], CaseAccess.Everybody);

    /// <summary>Lists the cases whose general room the caller may enter, the newest first.</summary>
    [WolverineGet("/cases"), Scope("cases.read")]
    [ProducesResponseType<Page<CaseSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListCases query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(Rule, async scope => new Shown(await ReadAsync(query, scope, source)));

    /// <summary>Driven by the grants, so that a page is full whatever else there is, and a count of it tells nothing.</summary>
    private static async Task<Page<CaseSummary>> ReadAsync(ListCases query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select c.id, c.data ->> 'municipality', c.data ->> 'status', array(select jsonb_array_elements_text(c.data -> 'exploitationTypes')), (c.data ->> 'proposedAt')::timestamptz
            from access.grants g join chaincoop.mt_doc_case c on c.id = g.resource
            where {Grants.Each}
              and (@status is null or c.data ->> 'status' = @status)
              and (@municipality is null or c.data ->> 'municipality' = @municipality)
              and (@external_reference is null or g.resource in (
                  select r.case_id from cases.item_references r where r.organisation = @organisation and r.reference = @external_reference))
              and (@cursor is null or g.resource < @cursor)
            order by g.resource desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } asked ? Kebab.Of(asked) : null));
        command.Parameters.Add(new NpgsqlParameter<string?>("municipality", query.Municipality?.Value));
        command.Parameters.Add(new NpgsqlParameter<string?>("external_reference", query.ExternalReference?.Value));
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);

        List<CaseSummary> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            if (!Kebab.TryParse<CaseStatus>(reader.GetString(2), out var status)) throw new InvalidDataException("Unknown status of a case.");
            found.Add(new CaseSummary(
                CaseId.From(reader.GetGuid(0)), new(reader.GetString(1)), status,
                [.. reader.GetFieldValue<string[]>(3).Select(ExploitationType.From)], reader.GetFieldValue<DateTimeOffset>(4)));
        }

        var page = found.Take(query.Limit).ToList();
        return new Page<CaseSummary>(page, found.Count > query.Limit ? page[^1].Id.ToString() : null);
    }
}

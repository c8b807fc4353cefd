using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Requests;

/// <param name="Kind">Only requests of this kind.</param>
/// <param name="Status">Only requests in this state.</param>
/// <param name="Overdue">Only open requests of which the term passed, or only the others.</param>
/// <param name="Municipality">Only requests that the contact point took for this municipality.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many requests; default 50.</param>
public sealed record ListSubjectRequests(
    SubjectRequestKind? Kind = null,
    SubjectRequestStatus? Status = null,
    bool? Overdue = null,
    MunicipalityCode? Municipality = null,
    SubjectRequestId? Cursor = null,
    [property: Range(1, 200)] int Limit = 50);

/// <summary>A request in a list; it holds no person.</summary>
/// <param name="DecidedByCaller">The caller's own organisation has decided; null where it was not asked.</param>
public sealed record SubjectRequestSummary(
    SubjectRequestId Id,
    MunicipalityCode Municipality,
    SubjectRequestKind Kind,
    SubjectRequestRegime Regime,
    SubjectRequestStatus Status,
    DateOnly ReceivedOn,
    DateOnly DueOn,
    bool Overdue,
    bool? DecidedByCaller = null);

public static class ListSubjectRequestsEndpoint
{
    /// <summary>Lists the requests that the caller's organisation took or was asked to decide about, the newest first.</summary>
    [WolverineGet("/subject-requests"), Scope("privacy.read")]
    [ProducesResponseType<Page<SubjectRequestSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListSubjectRequests query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(RequestRules.List, async scope => new Shown(await ReadAsync(query, scope, source)));

    private static async Task<Page<SubjectRequestSummary>> ReadAsync(ListSubjectRequests query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select id, municipality, kind, regime, status, received_on, due_on, overdue, decided
            from (
                select r.id, r.data ->> 'municipality' as municipality, r.data ->> 'kind' as kind, r.data ->> 'regime' as regime,
                    r.data ->> 'status' as status, (r.data ->> 'receivedOn')::date as received_on, (r.data ->> 'dueOn')::date as due_on,
                    r.data ->> 'status' = 'open' and (r.data ->> 'dueOn')::date < @today as overdue,
                    case when r.data -> 'asked' @> jsonb_build_array(jsonb_build_object('organisation', @organisation))
                        then r.data -> 'parts' @> jsonb_build_array(jsonb_build_object('owner', @organisation)) end as decided
                from chaincoop.mt_doc_subjectrequest r
                where {Grants.Visible("r.id")}) listed
            where (@kind is null or kind = @kind)
              and (@status is null or status = @status)
              and (@overdue is null or overdue = @overdue)
              and (@municipality is null or municipality = @municipality)
              and (@cursor is null or id < @cursor)
            order by id desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.AddWithValue("today", DutchTime.DayOf(scope.Now));
        command.Parameters.Add(new NpgsqlParameter<string?>("kind", query.Kind is { } kind ? Kebab.Of(kind) : null));
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } status ? Kebab.Of(status) : null));
        command.Parameters.Add(new NpgsqlParameter<string?>("municipality", query.Municipality?.Value));
        command.Parameters.Add(new NpgsqlParameter("overdue", NpgsqlTypes.NpgsqlDbType.Boolean) { Value = query.Overdue is { } late ? late : DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);

        List<SubjectRequestSummary> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            found.Add(new SubjectRequestSummary(
                SubjectRequestId.From(reader.GetGuid(0)), new(reader.GetString(1)), Kebab.Parse<SubjectRequestKind>(reader.GetString(2)),
                Kebab.Parse<SubjectRequestRegime>(reader.GetString(3)), Kebab.Parse<SubjectRequestStatus>(reader.GetString(4)),
                reader.GetFieldValue<DateOnly>(5), reader.GetFieldValue<DateOnly>(6), reader.GetBoolean(7),
                await reader.IsDBNullAsync(8, scope.Token) ? null : reader.GetBoolean(8)));
        }

        var page = found.Take(query.Limit).ToList();
        return new Page<SubjectRequestSummary>(page, found.Count > query.Limit ? page[^1].Id.ToString() : null);
    }
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <param name="Status">Only those.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListEnrichmentRequests(EnrichmentStatus? Status = null, EnrichmentRequestId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <summary>A request for information in a list; it holds no prose.</summary>
/// <param name="Municipality">Of the signal.</param>
/// <param name="Overdue">It is open, and its moment passed.</param>
public sealed record EnrichmentRow(
    EnrichmentRequestId Id, MunicipalityCode Municipality, Oin AskedBy, Oin To, EnrichmentStatus Status, DateTimeOffset AskedAt, DateTimeOffset AnswerBy, bool Overdue);

public static class ListEnrichmentRequestsEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "enrichment-request.list", ResourceKind.EnrichmentRequest, Room.General, [], [.. RoomAccess.RolesOf(Room.General)], [.. RoomAccess.PurposesOf(Room.General)]);

    /// <summary>Lists the requests for information that the own organisation was asked, or made, the newest first.</summary>
    [WolverineGet("/enrichment-requests"), Scope("signals.read")]
    [ProducesResponseType<Page<EnrichmentRow>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListEnrichmentRequests query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(Rule, async scope => new Shown(await ReadAsync(query, scope, source)));

    /// <summary>Along what the organisation has of them, by an index of its own; their ids follow the order in which they were made.</summary>
    private static async Task<Page<EnrichmentRow>> ReadAsync(ListEnrichmentRequests query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select g.resource, s.data ->> 'municipality', r -> 'by' ->> 'organisation', r ->> 'to', r ->> 'status', (r ->> 'at')::timestamptz, (r ->> 'answerBy')::timestamptz
            from access.grants g
            join access.grant_streams part on part.resource = g.resource
            join chaincoop.mt_doc_signal s on s.id = part.stream
            cross join jsonb_array_elements(s.data -> 'enrichmentRequests') r
            where g.kind = 'enrichment-request' and {Grants.Each} and r ->> 'id' = g.resource::text
              and (@status is null or r ->> 'status' = @status) and (@cursor is null or g.resource < @cursor)
            order by g.resource desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } status ? Kebab.Of(status) : null));
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);

        List<EnrichmentRow> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            var (state, answerBy) = (Kebab.Parse<EnrichmentStatus>(reader.GetString(4)), reader.GetFieldValue<DateTimeOffset>(6));
            found.Add(new EnrichmentRow(
                EnrichmentRequestId.From(reader.GetGuid(0)), new(reader.GetString(1)), new(reader.GetString(2)), new(reader.GetString(3)), state,
                reader.GetFieldValue<DateTimeOffset>(5), answerBy, state == EnrichmentStatus.Open && scope.Now >= answerBy));
        }

        var page = found.Take(query.Limit).ToList();
        return new Page<EnrichmentRow>(page, found.Count > query.Limit ? page[^1].Id.ToString() : null);
    }
}

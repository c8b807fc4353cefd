using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <param name="Status">Only signals in this state.</param>
/// <param name="Municipality">Only signals of this municipality.</param>
/// <param name="Overdue">Only signals of which a term passed, or only those of which none did; of those that the caller assesses.</param>
/// <param name="ExternalReference">Only the signal that the caller's own organisation sent with this reference, or to which it recorded an assessment, an outcome or an answer with it.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many signals; default 50.</param>
public sealed record ListSignals(
    SignalStatus? Status = null,
    MunicipalityCode? Municipality = null,
    bool? Overdue = null,
    ExternalReference? ExternalReference = null,
    SignalId? Cursor = null,
    [property: Range(1, 200)] int Limit = 50);

/// <summary>A signal in a list; it holds no prose and no person.</summary>
/// <param name="ExternalReference">Of signals that the caller's own organisation sent.</param>
/// <param name="Contested">Somebody disputes a fact of it, and nobody decided on that yet.</param>
/// <param name="Overdue">A term passed. Not for who only sent it.</param>
public sealed record SignalSummary(
    SignalId Id,
    MunicipalityCode Municipality,
    SignalStatus Status,
    ExploitationType ExploitationType,
    Urgency Urgency,
    DateTimeOffset ReceivedAt,
    bool Contested,
    ExternalReference? ExternalReference = null,
    bool? Overdue = null);

public static class ListSignalsEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.list", ResourceKind.Signal, Room.General, [],
        [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner],
        "assessment", "casework", "care", "security", "synchronisation");

    private static readonly string InFull = Grants.IsInFull("s.id");

    /// <summary>Lists the signals that the caller may see, the newest first.</summary>
    [WolverineGet("/signals"), Scope("signals.read")]
    [ProducesResponseType<Page<SignalSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListSignals query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(Rule, async scope => new Shown(await ReadAsync(query, scope, source)));

    /// <summary>Whether a term passed is part of the assessment: it neither shows nor filters what the caller only sent.</summary>
    private static async Task<Page<SignalSummary>> ReadAsync(ListSignals query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select id, municipality, status, exploitation_type, urgency, received_at, external_reference, overdue, contested
            from (
                select g.resource as id, s.data ->> 'municipality' as municipality, s.data ->> 'status' as status,
                    s.data ->> 'exploitationType' as exploitation_type, s.data ->> 'urgency' as urgency,
                    (s.data ->> 'receivedAt')::timestamptz as received_at,
                    case when s.data ->> 'from' = @organisation then s.data ->> 'externalReference' end as external_reference,
                    case when {InFull} then
                        s.data ->> 'merge' is null and s.data ->> 'status' = any(@pending) and not (s.data ->> 'referralFinal')::boolean
                        and (not (s.data ->> 'acknowledged')::boolean and (s.data ->> 'acknowledgeBy')::timestamptz <= @now or (s.data ->> 'assessBy')::timestamptz <= @now)
                    end as overdue,
                    exists (select from jsonb_array_elements(s.data -> 'contests') contest where contest ->> 'status' = @open) as contested
                from access.grants g join chaincoop.mt_doc_signal s on s.id = g.resource
                where {Grants.Each} and (@cursor is null or g.resource < @cursor)
                  and (@external_reference is null or g.resource in (
                      select r.signal from signals.external_references r where r.organisation = @organisation and r.reference = @external_reference))) listed
            where (@status is null or status = @status)
              and (@municipality is null or municipality = @municipality)
              and (@overdue is null or overdue = @overdue)
            order by id desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.AddWithValue("pending", Pending);
        command.Parameters.AddWithValue("open", Kebab.Of(ContestStatus.Open));
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } asked ? Kebab.Of(asked) : null));
        command.Parameters.Add(new NpgsqlParameter<string?>("municipality", query.Municipality?.Value));
        command.Parameters.Add(new NpgsqlParameter<string?>("external_reference", query.ExternalReference?.Value));
        command.Parameters.Add(new NpgsqlParameter("overdue", NpgsqlTypes.NpgsqlDbType.Boolean) { Value = query.Overdue is { } late ? late : DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);

        List<SignalSummary> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            found.Add(new SignalSummary(
                SignalId.From(reader.GetGuid(0)), new(reader.GetString(1)), Kebab.Parse<SignalStatus>(reader.GetString(2)), new(reader.GetString(3)),
                Kebab.Parse<Urgency>(reader.GetString(4)), reader.GetFieldValue<DateTimeOffset>(5), reader.GetBoolean(8),
                await reader.IsDBNullAsync(6, scope.Token) ? null : new ExternalReference(reader.GetString(6)),
                await reader.IsDBNullAsync(7, scope.Token) ? null : reader.GetBoolean(7)));
        }

        var page = found.Take(query.Limit).ToList();
        return new Page<SignalSummary>(page, found.Count > query.Limit ? page[^1].Id.ToString() : null);
    }

    /// <summary>Statuses in which the terms run: <see cref="SignalProtocol.IsPending"/>, but for referrals that were accepted.</summary>
    private static readonly string[] Pending =
        [Kebab.Of(SignalStatus.Received), Kebab.Of(SignalStatus.Acknowledged), Kebab.Of(SignalStatus.InAssessment), Kebab.Of(SignalStatus.Referred)];
}

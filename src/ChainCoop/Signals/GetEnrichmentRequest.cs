using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>A request for information, as who asked and who was asked see it. Of the signal it tells where it is and on what theme, and the question.</summary>
/// <param name="Question"><c>[erased]</c> when it was destroyed.</param>
/// <param name="Answer">The information, or the note with which it was declined or withdrawn; <c>[erased]</c> when it was destroyed.</param>
public sealed record EnrichmentView(
    EnrichmentRequestId Id, SignalId SignalId, MunicipalityCode Municipality, ExploitationType ExploitationType, Oin AskedBy, Oin To, string Question,
    DateTimeOffset AskedAt, DateTimeOffset AnswerBy, bool Overdue, EnrichmentStatus Status, DeclineReason? Reason, string? Answer, DateTimeOffset? AnsweredAt)
{
    /// <summary>Why it was; absent unless it was.</summary>
    public EnrichmentWithdrawalReason? Withdrawn { get; init; }

    internal static EnrichmentView Of(Signal signal, EnrichmentRequest request, Opened opened, DateTimeOffset now) => new(
        request.Id, signal.Id, signal.Municipality, signal.ExploitationType, request.By.Organisation, request.To, opened.Text(request.Question), request.At, request.AnswerBy,
        request.Status == EnrichmentStatus.Open && now >= request.AnswerBy, request.Status, request.Reason, request.Answer is null ? null : opened.Text(request.Answer),
        request.AnsweredAt)
    { Withdrawn = request.Withdrawn };

    internal static IEnumerable<PayloadRef> TextsOf(IEnumerable<EnrichmentRequest> requests) =>
        requests.SelectMany(request => new[] { request.Question, request.Answer }).OfType<PayloadRef>();
}

public static class GetEnrichmentRequestEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "enrichment-request.read", ResourceKind.EnrichmentRequest, Room.General, [GrantRole.Owner, GrantRole.Asked],
        [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner], [.. RoomAccess.PurposesOf(Room.General)]);

    /// <summary>Reads one request for information: what the entry in the feed is about.</summary>
    [WolverineGet("/enrichment-requests/{enrichmentRequestId}"), Scope("signals.read"), RequiresPurpose]
    [ProducesResponseType<EnrichmentView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(EnrichmentRequestId enrichmentRequestId, Gate gate, Vault vault, NpgsqlDataSource source, TimeProvider clock, CancellationToken token) =>
        gate.Show<Signal>(
            enrichmentRequestId.Value,
            Rule,
            async (signal, _) => signal.EnrichmentRequests.FirstOrDefault(request => request.Id == enrichmentRequestId) is { } asked
                ? new Shown(EnrichmentView.Of(signal, asked, await vault.OpenAsync([.. EnrichmentView.TextsOf([asked])], token), clock.GetUtcNow())) { HidesSteps = true }
                : Shown.Refused(Problems.NotFound),
            signal => signal.Version,
            within: () => SignalLinks.StreamOfAsync(enrichmentRequestId.Value, source, token));
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals;

public enum EnrichmentAnswer { Given, Declined }

/// <summary>What the organisation that was asked for information says.</summary>
/// <param name="Information">For <c>given</c>: for the municipality that asked, and nobody else.</param>
/// <param name="Reason">For <c>declined</c>.</param>
/// <param name="Note">To a refusal.</param>
public sealed record AnswerEnrichment(
    EnrichmentAnswer Answer,
    [property: MinLength(1), MaxLength(10_000)] string? Information = null,
    DeclineReason? Reason = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        if (faults.Has("/answer")) return;
        var given = Answer == EnrichmentAnswer.Given;
        faults.Require(given == Information is not null || faults.Has("/information"), "/information", "Required for given, and only then.");
        faults.Require(Information is null || Information.Trim().Length > 0, "/information", "Must not be blank.");
        faults.Require(!given == Reason is not null || faults.Has("/reason"), "/reason", "Required for declined, and only then.");
        faults.Require(!given || Note is null, "/note", "Goes with declined only.");
    }
}

public static class AnswerEnrichmentEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "enrichment-request.answer", ResourceKind.EnrichmentRequest, Room.General, [GrantRole.Asked],
        [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner], [.. RoomAccess.PurposesOf(Room.General)]);

    /// <summary>Answers a request for information, once; also after its day. Without If-Match: the organisation does not see the version of the signal.</summary>
    [WolverinePost("/enrichment-requests/{enrichmentRequestId}/answers"), Scope("signals.write"), Idempotent]
    [ProducesResponseType<EnrichmentStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(EnrichmentRequestId enrichmentRequestId, AnswerEnrichment command, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Signal>(
            enrichmentRequestId.Value,
            Rule,
            async (signal, entry) =>
            {
                var given = command.Answer == EnrichmentAnswer.Given;
                var text = await entry.SealNote(
                    given ? command.Information : command.Note, SignalData.Purpose, SignalData.Retention, given ? "enrichment_answered" : "enrichment_declined");
                return Decide(enrichmentRequestId, command, signal, text, entry.By, entry.Now);
            },
            within: () => SignalLinks.StreamOfAsync(enrichmentRequestId.Value, source, token));

    public static Decision Decide(EnrichmentRequestId id, AnswerEnrichment command, Signal signal, PayloadRef? text, ActorRef by, DateTimeOffset now)
    {
        if (signal.EnrichmentRequests.FirstOrDefault(request => request.Id == id) is not { } asked) return Problems.NotFound;
        if (asked.Status != EnrichmentStatus.Open || !SignalProtocol.MayRetract(signal))
            return Problems.StateForbids(Kebab.Of(asked.Status), [], "The request was answered, or the signal is no longer there to add to.");

        return command.Answer == EnrichmentAnswer.Given
            ? Answered(new EnrichmentAnswered(signal.Id, id, text!, by, now), EnrichmentStatus.Answered)
            : Answered(new EnrichmentDeclined(signal.Id, id, command.Reason!.Value, text, by, now), EnrichmentStatus.Declined);

        Decision Answered(object fact, EnrichmentStatus status) =>
            Decision.Of(fact) with { Answer = new EnrichmentStanding(id, status, asked.AnswerBy), HidesSteps = true };
    }
}

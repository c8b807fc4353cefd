using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>The municipality asks for information no longer.</summary>
public sealed record WithdrawEnrichment(EnrichmentWithdrawalReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class WithdrawEnrichmentEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "enrichment-request.withdraw", ResourceKind.EnrichmentRequest, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector],
        "assessment", "casework", "synchronisation");

    /// <summary>Withdraws a request for information that nobody answered. Who was asked hears that its access ended, and sees the question no longer. Without If-Match: its state guards it.</summary>
    [WolverinePost("/enrichment-requests/{enrichmentRequestId}/withdrawals"), Scope("signals.write"), Idempotent]
    [ProducesResponseType<EnrichmentStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(EnrichmentRequestId enrichmentRequestId, WithdrawEnrichment command, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Signal>(
            enrichmentRequestId.Value,
            Rule,
            async (signal, entry) => Decide(
                enrichmentRequestId, command, signal, await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, "enrichment_withdrawn"), entry.By, entry.Now),
            within: () => SignalLinks.StreamOfAsync(enrichmentRequestId.Value, source, token));

    public static Decision Decide(EnrichmentRequestId id, WithdrawEnrichment command, Signal signal, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (signal.EnrichmentRequests.FirstOrDefault(request => request.Id == id) is not { } asked) return Problems.NotFound;
        return asked.Status == EnrichmentStatus.Open && SignalProtocol.MayRetract(signal)
            ? Decision.Of(new EnrichmentWithdrawn(signal.Id, id, asked.To, signal.Municipality, command.Reason, note, by, now)) with
            {
                Answer = new EnrichmentStanding(id, EnrichmentStatus.Withdrawn, asked.AnswerBy),
                HidesSteps = true,
            }
            : Problems.StateForbids(Kebab.Of(asked.Status), [], "The request was answered or withdrawn, or ended with the signal.");
    }
}

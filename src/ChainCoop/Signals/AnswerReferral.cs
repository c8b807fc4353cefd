using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals.Merging;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

public enum ReferralAnswer { Accepted, Declined }

/// <summary>The answer of the party that a signal was referred to.</summary>
/// <param name="Reason">Required to decline.</param>
/// <param name="ExternalReference">The caller's own reference of it, opaque: no number of a person, no date. For one signal or step of the organisation only.</param>
public sealed record AnswerReferral(
    ReferralAnswer Answer, OutcomeReason? Reason = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null,
    ExternalReference? ExternalReference = null) : IChecked
{
    public void Check(Faults faults) =>
        faults.Require(Answer != ReferralAnswer.Declined || Reason is not null, "/reason", "Required to decline.");
}

public static class AnswerReferralEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.answer-referral", ResourceKind.Signal, Room.General, [GrantRole.Referred],
        [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner],
        "assessment", "casework", "care", "security", "synchronisation");

    /// <summary>Accepts a referral, which makes it final, or declines it, which returns the signal to the municipality.</summary>
    [WolverinePost("/signals/{signalId}/referral-answers"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, AnswerReferral command, Gate gate, IDocumentStore store, CancellationToken token) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Decide(
                command,
                signal,
                await entry.SealNote(
                    command.Note, SignalData.Purpose, SignalData.Retention, command.Answer == ReferralAnswer.Accepted ? "referral_accepted" : "referral_declined"),
                entry.By,
                entry.Now).Carry(signal, await Merges.KinAsync(signal, store, token), entry.By, entry.By, entry.Now));

    public static Decision Decide(AnswerReferral command, Signal signal, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (!SignalProtocol.AwaitsAnswer(signal) || signal.ReferredTo is not { } to || to != by.Organisation)
            return SignalProtocol.Forbids(signal, "There is no referral to your organisation that waits for an answer.");

        return command.Answer == ReferralAnswer.Accepted
            ? Decision.Of(new ReferralAccepted(signal.Id, to, note, by, now, command.ExternalReference)) with { Answer = new SignalStanding(signal.Id, SignalStatus.Referred) }
            : Decision.Of(new ReferralDeclined(signal.Id, to, signal.Municipality, command.Reason!.Value, note, by, now, command.ExternalReference)) with
            {
                Answer = new SignalStanding(signal.Id, SignalStatus.InAssessment),
            };
    }
}

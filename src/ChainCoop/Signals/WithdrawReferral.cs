using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>The municipality takes a signal back that nobody answered for.</summary>
public sealed record WithdrawReferral(OutcomeReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class WithdrawReferralEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.withdraw-referral", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector],
        "assessment", "casework", "synchronisation");

    /// <summary>Withdraws a referral that waits for its answer. The signal is with the municipality again; the other organisation sees it no longer.</summary>
    [WolverinePost("/signals/{signalId}/referral-withdrawals"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, WithdrawReferral command, Gate gate) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Decide(
                command, signal, await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, "referral_withdrawn"), entry.By, entry.Now));

    public static Decision Decide(WithdrawReferral command, Signal signal, PayloadRef? note, ActorRef by, DateTimeOffset now) =>
        SignalProtocol.AwaitsAnswer(signal) && signal.ReferredTo is { } to
            ? Decision.Of(new ReferralWithdrawn(signal.Id, to, signal.Municipality, command.Reason, note, by, now)) with
            {
                Answer = new SignalStanding(signal.Id, SignalStatus.InAssessment),
            }
            : SignalProtocol.Forbids(signal, "There is no referral that waits for an answer.");
}

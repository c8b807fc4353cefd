using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals.Feedback;

/// <summary>The reporter was told what became of the signal.</summary>
/// <param name="Told">What, as a code.</param>
/// <param name="Way">How.</param>
/// <param name="Note">What was said beside it. Who sent the signal reads it.</param>
public sealed record GiveFeedback(FeedbackCode Told, FeedbackWay Way, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public sealed record GivenFeedback(FeedbackCode Told, FeedbackWay Way, PayloadRef? Note, ActorRef By, DateTimeOffset At);

public static class GiveFeedbackEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.give-feedback", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector], "assessment", "casework", "synchronisation");

    /// <summary>Records that the reporter was told what became of the signal. An organisation that sent it hears so in its feed, and reads it with the signal.</summary>
    [WolverinePost("/signals/{signalId}/feedback"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, GiveFeedback command, Gate gate) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Decide(command, signal, await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, "feedback_given"), entry.By, entry.Now));

    public static Decision Decide(GiveFeedback command, Signal signal, PayloadRef? note, ActorRef by, DateTimeOffset now) =>
        SignalProtocol.MayGiveFeedback(signal)
            ? Decision.Of(new FeedbackGiven(signal.Id, command.Told, command.Way, note, by, now)) with { Answer = new SignalStanding(signal.Id, signal.Status, signal.CaseId) }
            : SignalProtocol.Forbids(signal, "Nothing is to be told: there was no outcome since the reporter was told last, or the reporter is anonymous.");
}

/// <summary>When the reporter is to be told.</summary>
internal static class Feedbacks
{
    /// <summary>With every final outcome, unless nobody knows who it was.</summary>
    public static IEnumerable<FeedbackAsked> AskedBy(Signal signal, SignalStatus? outcome, ActorRef by, DateTimeOffset now) =>
        signal.ReporterKind != ReporterKind.Anonymous && outcome is (SignalStatus.Dismissed or SignalStatus.Referred or SignalStatus.Linked or SignalStatus.Escalated) and var reached
            ? [new FeedbackAsked(signal.Id, reached, DeadlineRules.Current.Begin(SignalDeadlines.OfFeedback(signal.Id), SignalDeadlines.Feedback, now, now), by, now)]
            : [];

    public static IEnumerable<Access.Timer> TimersOf(IEnumerable<FeedbackAsked> asked) =>
        asked.Select(one => new Access.Timer(new SignalFollowUpDue(one.SignalId, one.Deadline.Id), one.Deadline.DueAt));
}

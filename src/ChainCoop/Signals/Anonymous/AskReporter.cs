using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals.Anonymous;

/// <summary>Asks the anonymous reporter of a signal something.</summary>
/// <param name="Text">Whoever has the follow-up token reads it: with nothing of the signal, of persons or of the work that the reporter does not know.</param>
public sealed record AskReporter([property: MinLength(1), MaxLength(10_000)] string Text) : IChecked
{
    public void Check(Faults faults) => faults.Require(Text is null || Text.Trim().Length > 0, "/text", "Must not be blank.");
}

public static class AskReporterEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.ask-reporter", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector], "assessment", "casework", "synchronisation");

    /// <summary>Asks an anonymous reporter something, who reads and answers it with the follow-up token, as long as that counts. Who the reporter is stays unknown.</summary>
    [WolverinePost("/signals/{signalId}/questions"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<QuestionStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(SignalId signalId, AskReporter command, Gate gate) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Refuses(signal, entry.Now) is { } refusal
                ? refusal
                : Decide(QuestionId.New(), signal, (await entry.SealNote(command.Text, SignalData.Purpose, SignalData.Retention, "reporter_asked"))!, entry.By, entry.Now));

    public static Decision Decide(QuestionId id, Signal signal, PayloadRef text, ActorRef by, DateTimeOffset now) =>
        Refuses(signal, now) is { } refusal
            ? refusal
            : Decision.Of(new ReporterAsked(signal.Id, id, text, by, now)) with { Answer = new QuestionStanding(id, QuestionState.Open), Location = $"/signals/{signal.Id}" };

    private static Problem? Refuses(Signal signal, DateTimeOffset now) =>
        !SignalProtocol.MayAsk(signal) ? SignalProtocol.Forbids(signal, "The reporter is not anonymous, or the signal was retracted or destroyed.")
        : FollowUpTerm.IsOver(signal, now) ? Problems.StateForbids(Kebab.Of(signal.Status), SignalProtocol.Allowed(signal, now), "The reporter can follow the signal up no longer.")
        : null;
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>One step of the assessment protocol (weging), on one version of its rules.</summary>
/// <param name="Indicators">What was observed, not observed, or is unknown; each indicator once.</param>
/// <param name="Conclusion">Continue with the next step, or stop: then only an outcome follows.</param>
public sealed record AssessSignal(
    AssessmentStep Step,
    RuleVersion RuleVersion,
    AssessmentConclusion Conclusion,
    [property: MaxLength(100)] IReadOnlyList<ObservedIndicator>? Indicators = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        var codes = (Indicators ?? []).OfType<ObservedIndicator>().Select(indicator => indicator.Code).ToList();
        faults.Require(codes.Distinct().Count() == codes.Count, "/indicators", "Each indicator may be given once.");
    }
}

public static class AssessSignalEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.assess", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector],
        "assessment", "casework", "synchronisation");

    /// <summary>Records a step. Steps follow each other: w1, w2a, w2b, w3.</summary>
    [WolverinePost("/signals/{signalId}/assessments"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, AssessSignal command, Gate gate) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Decide(
                command, signal, await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, "signal_assessed"), entry.By, entry.Now));

    public static Decision Decide(AssessSignal command, Signal signal, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (SignalProtocol.NextStep(signal) is not { } next)
            return SignalProtocol.Forbids(signal, "No assessment step follows: the assessment stopped or is complete, or the signal has its outcome.");
        if (command.Step != next)
            return SignalProtocol.Forbids(signal, $"The next step of the assessment is {Kebab.Of(next)}.");

        var assessed = new SignalAssessed(signal.Id, command.Step, command.RuleVersion, command.Indicators ?? [], command.Conclusion, note, by, now);
        return Decision.Of(assessed) with { Answer = new SignalStanding(signal.Id, signal.Apply(assessed).Status, signal.CaseId) };
    }
}

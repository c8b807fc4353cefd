using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals.Rules;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>One step of the assessment protocol (weging), on one version of its rules.</summary>
/// <param name="Indicators">What was observed, not observed, or is unknown; each indicator once.</param>
/// <param name="Minor">Whether a possible victim is a minor: then coercion need not be shown. Absent: as it was said before.</param>
/// <param name="Conclusion">Continue with the next step, or stop: then only an outcome follows.</param>
/// <param name="ExternalReference">The caller's own reference of it, opaque: no number of a person, no date. For one signal or step of the organisation only.</param>
public sealed record AssessSignal(
    AssessmentStep Step,
    RuleVersion RuleVersion,
    AssessmentConclusion Conclusion,
    [property: MaxLength(100)] IReadOnlyList<ObservedIndicator>? Indicators = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null,
    IndicatorValue? Minor = null,
    ExternalReference? ExternalReference = null) : IChecked
{
    public void Check(Faults faults)
    {
        var rules = AssessmentRules.Current.Find(RuleVersion);
        if (!faults.Has("/ruleVersion"))
            faults.Require(rules?.IsInForce(DutchTime.DayOf(faults.Now)) == true, "/ruleVersion", "Is a proposal that is not in force.");
        for (var i = 0; i < Indicators?.Count; i++)
        {
            if (rules is not null && Indicators[i] is { } given && !faults.Has($"/indicators/{i}/code"))
                faults.Require(rules.Find(given.Code) is not null, $"/indicators/{i}/code", "Is not on the list of this version of the rules.");
        }

        var codes = (Indicators ?? []).OfType<ObservedIndicator>().Select(indicator => indicator.Code).ToList();
        faults.Require(codes.Distinct().Count() == codes.Count, "/indicators", "Each indicator may be given once.");
    }
}

public static class AssessSignalEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.assess", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector],
        "assessment", "casework", "synchronisation");

    /// <summary>Records a step, and what the rules advise after it. Steps follow each other: w1, w2a, w2b, w3.</summary>
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

        var before = signal.Apply(new SignalAssessed(signal.Id, command.Step, command.RuleVersion, command.Indicators ?? [], command.Conclusion, note, by, now, command.Minor));
        var advice = Advice.On(signal.Urgency, before.Steps);
        var assessed = new SignalAssessed(
            signal.Id, command.Step, command.RuleVersion, command.Indicators ?? [], command.Conclusion, note, by, now, command.Minor, advice, command.ExternalReference);
        var asked = Notices.AskedBy(signal, command.RuleVersion, advice, by, now).ToList();
        return Decision.Of([assessed, .. asked]) with
        {
            Timers = Notices.TimersOf(asked),
            Answer = new SignalStanding(signal.Id, before.Status, signal.CaseId),
        };
    }
}

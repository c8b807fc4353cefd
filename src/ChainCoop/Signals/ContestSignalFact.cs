using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>A person disputes a fact (art. 18(1)(a) AVG, art. 28 Wpg).</summary>
/// <param name="Statement">What the person says is not right.</param>
/// <param name="SubjectId">Whose role or identifiers; required for these facts, and only for them.</param>
public sealed record ContestSignalFact(
    SignalFact Fact, [property: MinLength(1), MaxLength(10_000)] string Statement, SubjectId? SubjectId = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Statement is null || Statement.Trim().Length > 0, "/statement", "Must not be blank.");
        if (faults.Has("/fact") || faults.Has("/subjectId")) return;
        faults.Require(SignalRectification.IsOfSubject(Fact) == SubjectId is not null, "/subjectId", "Required for a fact of a person, and only then.");
    }
}

public static class ContestSignalFactEndpoint
{
    /// <summary>
    /// Not for who only sent the signal: the version that a change asks for and gives back would count the steps of the
    /// assessment. Who sent it passes a contest on to the municipality.
    /// </summary>
    public static readonly AccessRule Rule = SignalRectification.Of(
        "signal.contest-fact", [GrantRole.Owner, GrantRole.Referred],
        Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner);

    /// <summary>Records that a person disputes a fact. It is marked until somebody else decides; everybody who has the signal hears of it.</summary>
    [WolverinePost("/signals/{signalId}/contests"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ContestStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, ContestSignalFact command, Gate gate) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Refuses(command, signal) is { } refusal
                ? refusal
                : Decide(ContestId.New(), command, signal, await SealAsync(command, entry), entry.By, entry.Now));

    public static Decision Decide(ContestId id, ContestSignalFact command, Signal signal, PayloadRef statement, ActorRef by, DateTimeOffset now)
    {
        if (Refuses(command, signal) is { } refusal) return refusal;
        return Decision.Of(new SignalFactContested(signal.Id, id, command.Fact, command.SubjectId, statement, by, now)) with
        {
            Answer = new ContestStanding(id, ContestStatus.Open),
            Subjects = command.SubjectId is { } subject ? [subject] : [],
        };
    }

    private static Problem? Refuses(ContestSignalFact command, Signal signal) =>
        SignalRectification.Refuses(signal)
        ?? (command.SubjectId is { } subject && !signal.Has(subject)
            ? Problems.InvalidInput([new Fault("/subjectId", "There is no such person in the signal.")])
            : null);

    /// <summary>About one person: it goes with that person's data. About the whole: it may name several.</summary>
    private static async Task<PayloadRef> SealAsync(ContestSignalFact command, Entry entry)
    {
        var scope = command.SubjectId is { } subject
            ? new KeyScope(subject.Value, SignalData.Purpose, SignalData.Retention)
            : KeyScope.OfProse(SignalData.Purpose, SignalData.Retention);
        return (await entry.Seal(new Unsealed(scope, "signal_fact_contested", new Prose(command.Statement))))[0];
    }
}

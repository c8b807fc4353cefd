using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals.Matching;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>Puts right what was recorded (rectification: art. 16 AVG, art. 28 Wpg). What is given replaces what was there; the rest stays.</summary>
/// <param name="ObservedOn">Day of the observation, not in the future.</param>
/// <param name="Observation">The whole narrative as it should read: 1 to 10,000 characters.</param>
/// <param name="Subjects">Persons in the signal whose role or identifiers were not right; each once.</param>
/// <param name="Reporter">Name and contact as they should read, where the reporter is known.</param>
/// <param name="Note">About the correction itself.</param>
/// <param name="ContestId">The contest that led to it: about one of the facts that are corrected. One that is open is upheld by this.</param>
public sealed record CorrectSignal(
    CorrectionReason Reason,
    ExploitationType? ExploitationType = null,
    DateOnly? ObservedOn = null,
    [property: MinLength(1), MaxLength(10_000)] string? Observation = null,
    [property: MaxLength(50)] IReadOnlyList<SubjectCorrection>? Subjects = null,
    ReporterCorrection? Reporter = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null,
    ContestId? ContestId = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(
            ExploitationType is not null || ObservedOn is not null || Observation is not null || Subjects is { Count: > 0 } || Reporter is not null || faults.All.Count > 0,
            "", "At least one correction is required.");
        faults.Require(Observation is null || Observation.Trim().Length > 0, "/observation", "Must not be blank.");
        faults.Require(ObservedOn is not { } day || day <= DutchTime.DayOf(faults.Now), "/observedOn", "Must not be in the future.");
        faults.Require(Reporter is null or { Name: not null } or { Contact: not null } || faults.Has("/reporter"), "/reporter", "A name or a contact is required.");
        for (var i = 0; i < Subjects?.Count; i++)
        {
            if (Subjects[i] is not { } subject) continue;
            faults.Require(subject.Role is not null || subject.Identifiers is not null, $"/subjects/{i}", "A role or identifiers are required.");
            faults.Require(subject.Identifiers is null or { IsEmpty: false }, $"/subjects/{i}/identifiers", "At least one identifier is required.");
            faults.Require(Subjects.Take(i).All(before => before?.SubjectId != subject.SubjectId), $"/subjects/{i}/subjectId", "Each person may be given once.");
        }
    }

    /// <summary>Which facts of whom it puts right.</summary>
    internal IEnumerable<(SignalFact Fact, SubjectId? SubjectId)> Facts()
    {
        if (ExploitationType is not null) yield return (SignalFact.ExploitationType, null);
        if (ObservedOn is not null) yield return (SignalFact.ObservedOn, null);
        if (Observation is not null) yield return (SignalFact.Observation, null);
        foreach (var subject in Subjects ?? [])
        {
            if (subject.Role is not null) yield return (SignalFact.SubjectRole, subject.SubjectId);
            if (subject.Identifiers is not null) yield return (SignalFact.SubjectIdentifiers, subject.SubjectId);
        }
    }
}

/// <param name="Identifiers">All that identifies the person, also what was right.</param>
public sealed record SubjectCorrection(SubjectId SubjectId, SubjectRole? Role = null, Identifiers? Identifiers = null);

public sealed record ReporterCorrection([property: MaxLength(200)] string? Name = null, [property: MaxLength(200)] string? Contact = null);

public static class CorrectSignalEndpoint
{
    public static readonly AccessRule Rule = SignalRectification.Of("signal.correct", [GrantRole.Owner], Role.FocalPoint, Role.ChainDirector);

    /// <summary>Corrects a signal. History is not edited: the correction is added to it, and everybody who has the signal hears of it.</summary>
    [WolverinePost("/signals/{signalId}/corrections"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, CorrectSignal command, Gate gate, MatchKeys keys, CancellationToken token) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) =>
            {
                if (Refuses(command, signal, entry.By) is { } refusal) return refusal;
                var payloads = await SealAsync(command, signal, entry);
                return Decide(command, signal, payloads, entry.By, entry.Now) with { Also = await MatchKeysOfSignals.OfCorrectedAsync(keys, signal, command, payloads, token) };
            });

    public static Decision Decide(CorrectSignal command, Signal signal, CorrectedPayloads payloads, ActorRef by, DateTimeOffset now)
    {
        if (Refuses(command, signal, by) is { } refusal) return refusal;

        var corrected = new SignalCorrected(
            signal.Id, command.Reason, command.ExploitationType, command.ObservedOn, payloads.Observation,
            [.. (command.Subjects ?? []).Select(subject => new CorrectedSubject(subject.SubjectId, subject.Role, payloads.Identifiers.GetValueOrDefault(subject.SubjectId)))],
            payloads.ReporterSubject, payloads.Reporter, command.ContestId, payloads.Note, by, now);
        object[] upheld = signal.Contests.Find(command.ContestId) is { Status: ContestStatus.Open } contest
            ? [new SignalContestDecided(signal.Id, contest.Id, ContestDecision.Upheld, ContestReasons.Corrected, null, by, now)]
            : [];

        return Decision.Of([corrected, .. upheld]) with
        {
            Answer = new SignalStanding(signal.Id, signal.Status, signal.CaseId),
            Subjects = [.. corrected.Subjects.Select(subject => subject.SubjectId), .. payloads.ReporterSubject is { } reporter ? [reporter] : Array.Empty<SubjectId>()],
        };
    }

    /// <summary>Before anything is sealed: nobody gets a key who is not in the signal.</summary>
    private static Problem? Refuses(CorrectSignal command, Signal signal, ActorRef by)
    {
        if (SignalRectification.Refuses(signal) is { } destroyed) return destroyed;

        var contest = signal.Contests.Find(command.ContestId);
        var faults = new Faults();
        for (var i = 0; i < command.Subjects?.Count; i++)
            faults.Require(signal.Has(command.Subjects[i].SubjectId), $"/subjects/{i}/subjectId", "There is no such person in the signal.");
        faults.Require(command.Reporter is null || signal.Reporter is not null, "/reporter", "No name or contact of the reporter is known.");
        faults.Require(command.ContestId is null || contest is not null, "/contestId", "There is no such contest of the signal.");
        faults.Require(contest is null || command.Facts().Contains((contest.Fact, contest.SubjectId)), "/contestId", "The contest is about a fact that is not corrected here.");
        return faults.All.Count > 0 ? Problems.InvalidInput(faults.All) : contest?.RefusesCorrection(by);
    }

    private static async Task<CorrectedPayloads> SealAsync(CorrectSignal command, Signal signal, Entry entry)
    {
        const string Alias = "signal_corrected";
        var named = (command.Subjects ?? []).Where(subject => subject.Identifiers is not null).ToList();
        SubjectId? reporter = command.Reporter is null ? null : signal.ReporterSubject ?? SubjectId.New();
        List<Unsealed> values = [.. named.Select(subject => new Unsealed(new KeyScope(subject.SubjectId.Value, SignalData.Purpose, SignalData.Retention), Alias, subject.Identifiers!))];
        if (command.Observation is { } observation) values.Add(new Unsealed(KeyScope.OfProse(SignalData.Purpose, SignalData.Retention), Alias, new Prose(observation)));
        if (reporter is { } known)
        {
            values.Add(new Unsealed(
                new KeyScope(known.Value, SignalData.Purpose, SignalData.ContactRetention), Alias,
                new ReporterIdentity(command.Reporter!.Name, command.Reporter.Contact)));
        }

        var refs = await entry.Seal(values);
        return new CorrectedPayloads(
            command.Observation is null ? null : refs[named.Count],
            reporter is null ? null : refs[^1],
            reporter,
            await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, Alias))
        {
            Identifiers = named.Select((subject, i) => (subject.SubjectId, Ref: refs[i])).ToDictionary(x => x.SubjectId, x => x.Ref),
        };
    }
}

public sealed record CorrectedPayloads(PayloadRef? Observation = null, PayloadRef? Reporter = null, SubjectId? ReporterSubject = null, PayloadRef? Note = null)
{
    public IReadOnlyDictionary<SubjectId, PayloadRef> Identifiers { get; init; } = new Dictionary<SubjectId, PayloadRef>();
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

public static class DecideSignalContestEndpoint
{
    public static readonly AccessRule Rule = SignalRectification.Of("signal.decide-contest", [GrantRole.Owner], Role.FocalPoint, Role.ChainDirector);

    /// <summary>Decides a contest, as somebody else than who lodged it. It changes no fact: a correction does.</summary>
    [WolverinePost("/signals/{signalId}/contests/{contestId}/decisions"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ContestStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, ContestId contestId, DecideContest command, Gate gate) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) =>
            {
                const string Alias = "signal_contest_decided";
                var note = signal.Contests.Find(contestId)?.SubjectId is { } subject
                    ? await entry.SealNoteAbout(subject, command.Note, SignalData.Purpose, SignalData.Retention, Alias)
                    : await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, Alias);
                return Decide(contestId, command, signal, note, entry.By, entry.Now);
            });

    public static Decision Decide(ContestId id, DecideContest command, Signal signal, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (signal.Contests.Find(id) is not { } contest) return Problems.NotFound;
        if (SignalRectification.Refuses(signal) is { } destroyed) return destroyed;
        if (contest.Refuses(by) is { } refusal) return refusal;
        return Decision.Of(new SignalContestDecided(signal.Id, id, command.Decision, command.Reason, note, by, now)) with
        {
            Answer = new ContestStanding(id, Contests.StatusAfter(command.Decision)),
            Subjects = contest.SubjectId is { } subject ? [subject] : [],
        };
    }
}

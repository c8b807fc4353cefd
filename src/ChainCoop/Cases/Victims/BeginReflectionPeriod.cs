using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>A person got a reflection period (bedenktijd, Vreemdelingencirculaire B8/3).</summary>
/// <param name="From">First day; absent: today.</param>
public sealed record BeginReflectionPeriod(ParticipationId ParticipationId, ReflectionPeriodKind Kind, DateOnly? From = null) : IChecked
{
    public void Check(Faults faults) =>
        faults.Require(From is not { } day || day.Year >= 2000 && day <= DutchTime.DayOf(faults.Now), "/from", "Must be a day from 2000 to today.");
}

/// <param name="Until">First day after the term.</param>
public sealed record ReflectionStanding(ReflectionPeriodId Id, DateOnly From, DateOnly Until, ReflectionPeriodEnd? Ended = null);

public static class BeginReflectionPeriodEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.begin-reflection-period");

    /// <summary>Begins a reflection period: three months, for a Dublin claimant thirty days. A person has one at a time.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/reflection-period"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ReflectionStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, BeginReflectionPeriod command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, (track, entry) => Decide(ReflectionPeriodId.New(), command, track, entry.By, entry.Now));

    public static Decision Decide(ReflectionPeriodId id, BeginReflectionPeriod command, VictimTrack track, ActorRef by, DateTimeOffset now)
    {
        if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
        if (track.RunningReflectionOf(command.ParticipationId) is not null) return Problems.StateForbids("running", ["endings"], "The person has a reflection period that runs.");
        var from = command.From ?? DutchTime.DayOf(now);
        var deadline = ShelterTerms.OfReflection(id, command.Kind, from, now);
        return Decision.Of(new ReflectionPeriodBegun(track.Id, id, command.ParticipationId, command.Kind, from, deadline, by, now)) with
        {
            Timers = [ShelterTerms.TimerOf(track.Id, deadline)],
            Answer = new ReflectionStanding(id, from, DutchTime.DayOf(deadline.DueAt)),
            Subjects = [track.SubjectOf(command.ParticipationId)],
        };
    }
}

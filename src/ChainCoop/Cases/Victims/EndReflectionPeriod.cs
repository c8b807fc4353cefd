using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>What ended a reflection period before its term was over.</summary>
/// <param name="EndedOn">First day on which it runs no longer; absent: today.</param>
public sealed record EndReflectionPeriod(
    ParticipationId ParticipationId, ReflectionPeriodEnd Reason, DateOnly? EndedOn = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(faults.Has("/reason") || Reason != ReflectionPeriodEnd.Expired, "/reason", "The program says so when the term is over.");
        faults.Require(EndedOn is not { } day || day.Year >= 2000 && day <= DutchTime.DayOf(faults.Now), "/endedOn", "Must be a day from 2000 to today.");
    }
}

public static class EndReflectionPeriodEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.end-reflection-period");

    /// <summary>Ends the reflection period of a person, also of one whose role ended: who makes a complaint may have another role since.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/reflection-period/endings"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ReflectionStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, EndReflectionPeriod command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.Participations.Find(command.ParticipationId) is null) return NoSuchPerson;
            var note = await entry.SealNoteAbout(track, command.ParticipationId, command.Note, "reflection_period_ended");
            return Decide(command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(EndReflectionPeriod command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.Participations.Find(command.ParticipationId) is null) return NoSuchPerson;
        if (track.RunningReflectionOf(command.ParticipationId) is not { } period)
            return Problems.StateForbids("none", ["reflection-period"], "The person has no reflection period that runs.");
        var endedOn = command.EndedOn ?? DutchTime.DayOf(now);
        if (endedOn < period.From) return Problems.InvalidInput([new Fault("/endedOn", "Is before the period began.")]);
        return Decision.Of(new ReflectionPeriodEnded(track.Id, period.Id, command.Reason, endedOn, note, by, now)) with
        {
            Answer = new ReflectionStanding(period.Id, period.From, period.Until, command.Reason),
            Subjects = [track.SubjectOf(command.ParticipationId)],
        };
    }

    private static Problem NoSuchPerson => Problems.InvalidInput([new Fault("/participationId", "The track has no such participation.")]);
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
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

    /// <summary>Ends the reflection period of a person.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/reflection-period/endings"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ReflectionStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, EndReflectionPeriod command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
            var note = await entry.SealNoteAbout(track, command.ParticipationId, command.Note, "reflection_period_ended");
            return Decide(command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(EndReflectionPeriod command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
        if (track.ReflectionPeriods.FirstOrDefault(known => known.ParticipationId == command.ParticipationId && known.Ending is null) is not { } period)
            return Problems.StateForbids("none", ["reflection-period"], "The person has no reflection period that runs.");
        var endedOn = command.EndedOn ?? DutchTime.DayOf(now);
        if (endedOn < period.From) return Problems.InvalidInput([new Fault("/endedOn", "Is before the period began.")]);
        return Decision.Of(new ReflectionPeriodEnded(track.Id, period.Id, command.Reason, endedOn, note, by, now)) with
        {
            Answer = new ReflectionStanding(period.Id, period.From, period.Until, command.Reason),
            Subjects = [track.SubjectOf(command.ParticipationId)],
        };
    }
}

/// <summary>The term of a reflection period is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record ReflectionPeriodDue(VictimTrackId VictimTrackId, ReflectionPeriodId ReflectionPeriodId) : IDueMessage;

public static class ReflectionPeriodDueHandler
{
    public static async Task Handle(ReflectionPeriodDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<VictimTrack>(due.VictimTrackId.Value, token);
        stream.AppendMany(Decide(stream.Aggregate, due.ReflectionPeriodId, clock.GetUtcNow()));
    }

    /// <summary>Somebody may have ended it before, and a message may come twice.</summary>
    public static IReadOnlyList<object> Decide(VictimTrack? track, ReflectionPeriodId id, DateTimeOffset now) =>
        track is { Destroyed: false } && track.ReflectionPeriods.FirstOrDefault(known => known.Id == id) is { Ending: null } period && period.DueAt <= now
            ? [new ReflectionPeriodEnded(track.Id, id, ReflectionPeriodEnd.Expired, period.Until, null, null, now)]
            : [];
}

/// <summary>Reflection periods whose term is over, and nothing says so.</summary>
internal static class MissedReflectionPeriods
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select t.id, (period ->> 'id')::uuid
            from chaincoop.mt_doc_victimtrack t cross join lateral jsonb_array_elements(t.data -> 'reflectionPeriods') period
            where period ->> 'ending' is null and (period ->> 'until')::date <= $1
            """);
        command.Parameters.Add(new() { Value = DutchTime.DayOf(until) });
        List<IDueMessage> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(new ReflectionPeriodDue(VictimTrackId.From(reader.GetGuid(0)), ReflectionPeriodId.From(reader.GetGuid(1))));
        return found;
    }
}

using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using Wolverine;

namespace ChainCoop.Cases.Victims;

/// <summary>A deadline of a care room is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record VictimDeadlineDue(VictimTrackId VictimTrackId, DeadlineId DeadlineId) : IDueMessage;

public static class VictimDeadlineDueHandler
{
    public static async Task Handle(VictimDeadlineDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<VictimTrack>(due.VictimTrackId.Value, token);
        stream.AppendMany(Decide(due, stream.Aggregate, clock.GetUtcNow()));
    }

    /// <summary>Of most deadlines it says that they were missed. A reflection period is not: nobody had to do anything, and it is over.</summary>
    public static IReadOnlyList<object> Decide(VictimDeadlineDue due, VictimTrack? current, DateTimeOffset now)
    {
        if (current?.Deadlines.Passed(due.DeadlineId, now) is not { } passed) return [];
        return current.ReflectionPeriods.FirstOrDefault(period => period.Id.Value == passed.Id.Value) is { } over
            ? [new ReflectionPeriodEnded(current.Id, over.Id, ReflectionPeriodEnd.Expired, over.Until, null, null, now)]
            : [new VictimDeadlineMissed(due.VictimTrackId, passed.Id, passed.DueAt, now)];
    }
}

/// <summary>Other rules hold since a deadline of a care room began: it is asked by them.</summary>
public sealed record MoveVictimDeadline(VictimTrackId VictimTrackId, DeadlineId DeadlineId) : IDueMessage;

public static class MoveVictimDeadlineHandler
{
    public static async Task<OutgoingMessages> Handle(MoveVictimDeadline move, IDocumentSession session, DeadlineRules rules, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<VictimTrack>(move.VictimTrackId.Value, token);
        var timers = new OutgoingMessages();
        if (Decide(move, stream.Aggregate, rules, clock.GetUtcNow()) is not { } moved) return timers;
        stream.AppendOne(moved);
        timers.Schedule(new VictimDeadlineDue(move.VictimTrackId, move.DeadlineId), moved.DueAt);
        return timers;
    }

    public static VictimDeadlineMoved? Decide(MoveVictimDeadline move, VictimTrack? current, DeadlineRules rules, DateTimeOffset now) =>
        current?.Deadlines.Outdated(move.DeadlineId, rules, now) is { } outdated
            ? new VictimDeadlineMoved(move.VictimTrackId, move.DeadlineId, outdated.DueAt, outdated.Rules, now)
            : null;
}

/// <summary>Deadlines of a care room that passed, or that the rules move, and nothing says so.</summary>
internal static class MissedVictimDeadlines
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DeadlineRules rules, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.id, d ->> 'id', d ->> 'kind', (d ->> 'from')::timestamptz, (d ->> 'dueAt')::timestamptz, d ->> 'rules', (d ->> 'missed')::boolean
            from chaincoop.mt_doc_victimtrack s cross join jsonb_array_elements(s.data -> 'deadlines') d
            """);
        return await StoredDeadlines.ChooseAsync(
            command, rules, until, (stream, id) => new VictimDeadlineDue(VictimTrackId.From(stream), id), (stream, id) => new MoveVictimDeadline(VictimTrackId.From(stream), id), token);
    }
}

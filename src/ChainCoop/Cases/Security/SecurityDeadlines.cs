using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using Wolverine;

namespace ChainCoop.Cases.Security;

/// <summary>A deadline of a security room is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record SecurityDeadlineDue(SecurityTrackId SecurityTrackId, DeadlineId DeadlineId) : IDueMessage;

public static class SecurityDeadlineDueHandler
{
    public static async Task Handle(SecurityDeadlineDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<SecurityTrack>(due.SecurityTrackId.Value, token);
        stream.AppendMany(Decide(due, stream.Aggregate, clock.GetUtcNow()));
    }

    public static IReadOnlyList<object> Decide(SecurityDeadlineDue due, SecurityTrack? current, DateTimeOffset now) =>
        current?.Deadlines.Passed(due.DeadlineId, now) is { } passed ? [new SecurityDeadlineMissed(due.SecurityTrackId, passed.Id, passed.DueAt, now)] : [];
}

/// <summary>Other rules hold since a deadline of a security room began: it is asked by them.</summary>
public sealed record MoveSecurityDeadline(SecurityTrackId SecurityTrackId, DeadlineId DeadlineId) : IDueMessage;

public static class MoveSecurityDeadlineHandler
{
    public static async Task<OutgoingMessages> Handle(MoveSecurityDeadline move, IDocumentSession session, DeadlineRules rules, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<SecurityTrack>(move.SecurityTrackId.Value, token);
        var timers = new OutgoingMessages();
        if (Decide(move, stream.Aggregate, rules, clock.GetUtcNow()) is not { } moved) return timers;
        stream.AppendOne(moved);
        timers.Schedule(new SecurityDeadlineDue(move.SecurityTrackId, move.DeadlineId), moved.DueAt);
        return timers;
    }

    public static SecurityDeadlineMoved? Decide(MoveSecurityDeadline move, SecurityTrack? current, DeadlineRules rules, DateTimeOffset now) =>
        current?.Deadlines.Outdated(move.DeadlineId, rules, now) is { } outdated
            ? new SecurityDeadlineMoved(move.SecurityTrackId, move.DeadlineId, outdated.DueAt, outdated.Rules, now)
            : null;
}

/// <summary>Deadlines of a security room that passed, or that the rules move, and nothing says so.</summary>
internal static class MissedSecurityDeadlines
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DeadlineRules rules, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.id, d ->> 'id', d ->> 'kind', (d ->> 'from')::timestamptz, (d ->> 'dueAt')::timestamptz, d ->> 'rules', (d ->> 'missed')::boolean
            from chaincoop.mt_doc_securitytrack s cross join jsonb_array_elements(s.data -> 'deadlines') d
            """);
        return await StoredDeadlines.ChooseAsync(
            command, rules, until, (stream, id) => new SecurityDeadlineDue(SecurityTrackId.From(stream), id), (stream, id) => new MoveSecurityDeadline(SecurityTrackId.From(stream), id), token);
    }
}

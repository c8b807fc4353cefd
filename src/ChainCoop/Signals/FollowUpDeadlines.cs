using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using Wolverine;

namespace ChainCoop.Signals;

/// <summary>The moment of a notice or of an answer came. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record SignalFollowUpDue(SignalId SignalId, DeadlineId DeadlineId) : IDueMessage;

public static class SignalFollowUpDueHandler
{
    public static async Task Handle(SignalFollowUpDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Signal>(due.SignalId.Value, token);
        stream.AppendMany(Decide(due, stream.Aggregate, clock.GetUtcNow()));
    }

    public static IReadOnlyList<object> Decide(SignalFollowUpDue due, Signal? signal, DateTimeOffset now) =>
        signal?.Deadlines.Passed(due.DeadlineId, now) is { } passed ? [new SignalFollowUpMissed(due.SignalId, passed.Id, passed.DueAt, now)] : [];
}

/// <summary>Other rules hold since a notice or an answer was asked: it is asked by them.</summary>
public sealed record MoveSignalFollowUp(SignalId SignalId, DeadlineId DeadlineId) : IDueMessage;

public static class MoveSignalFollowUpHandler
{
    public static async Task<OutgoingMessages> Handle(MoveSignalFollowUp move, IDocumentSession session, DeadlineRules rules, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Signal>(move.SignalId.Value, token);
        var timers = new OutgoingMessages();
        if (Decide(move, stream.Aggregate, rules, clock.GetUtcNow()) is not { } moved) return timers;
        stream.AppendOne(moved);
        timers.Schedule(new SignalFollowUpDue(move.SignalId, move.DeadlineId), moved.DueAt);
        return timers;
    }

    public static SignalFollowUpMoved? Decide(MoveSignalFollowUp move, Signal? signal, DeadlineRules rules, DateTimeOffset now) =>
        signal?.Deadlines.Outdated(move.DeadlineId, rules, now) is { } outdated
            ? new SignalFollowUpMoved(move.SignalId, move.DeadlineId, outdated.DueAt, outdated.Rules, now)
            : null;
}

/// <summary>Notices and answers whose moment passed, or that the rules move, and nothing says so.</summary>
internal static class MissedFollowUps
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DeadlineRules rules, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.id, d ->> 'id', d ->> 'kind', (d ->> 'from')::timestamptz, (d ->> 'dueAt')::timestamptz, d ->> 'rules', (d ->> 'missed')::boolean
            from chaincoop.mt_doc_signal s cross join jsonb_array_elements(s.data -> 'deadlines') d
            """);
        return await StoredDeadlines.ChooseAsync(
            command, rules, until, (stream, id) => new SignalFollowUpDue(SignalId.From(stream), id), (stream, id) => new MoveSignalFollowUp(SignalId.From(stream), id), token);
    }
}

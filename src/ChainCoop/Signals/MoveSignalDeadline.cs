using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using Wolverine;

namespace ChainCoop.Signals;

/// <summary>Other rules hold since the signal came in: what it still asks is asked by them.</summary>
public sealed record MoveSignalDeadline(SignalId SignalId, SignalDeadline Deadline) : IDueMessage;

public static class MoveSignalDeadlineHandler
{
    public static async Task<OutgoingMessages> Handle(MoveSignalDeadline move, IDocumentSession session, DeadlineRules rules, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Signal>(move.SignalId.Value, token);
        var timers = new OutgoingMessages();
        if (Decide(move, stream.Aggregate, rules, clock.GetUtcNow()) is not { } moved) return timers;
        stream.AppendOne(moved);
        timers.Schedule(new SignalDeadlineDue(move.SignalId, move.Deadline), moved.DueAt);
        return timers;
    }

    public static SignalDeadlineMoved? Decide(MoveSignalDeadline move, Signal? signal, DeadlineRules rules, DateTimeOffset now)
    {
        if (signal is null || !SignalDeadlines.IsOpen(signal, move.Deadline)) return null;
        return Outdated(move.Deadline, signal.Urgency, SignalDeadlines.From(signal, move.Deadline), SignalDeadlines.DueAt(signal, move.Deadline), rules, now) is { } dueAt
            ? new SignalDeadlineMoved(signal.Id, move.Deadline, dueAt, rules.At(now).Version, now)
            : null;
    }

    /// <summary>The moment by the rules that hold now, where they are others than at its beginning and give another one.</summary>
    internal static DateTimeOffset? Outdated(SignalDeadline deadline, Urgency urgency, DateTimeOffset from, DateTimeOffset dueAt, DeadlineRules rules, DateTimeOffset now)
    {
        var inForce = rules.At(now);
        if (inForce.Version == rules.At(from).Version) return null;
        var moved = inForce.DueAt(SignalDeadlines.KindOf(deadline, urgency), from);
        return moved == dueAt ? null : moved;
    }
}

/// <summary>Open deadlines of signals for which the rules that hold now give another moment.</summary>
internal static class OutdatedSignalDeadlines
{
    public static async Task<IReadOnlyList<MoveSignalDeadline>> FindAsync(NpgsqlDataSource source, DeadlineRules rules, DateTimeOffset now, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.id, term.deadline, s.data ->> 'urgency', term.counted_from, term.due_at
            from chaincoop.mt_doc_signal s cross join lateral (values
                ('acknowledgement', case when not (s.data ->> 'acknowledged')::boolean then (s.data ->> 'acknowledgeBy')::timestamptz end, (s.data ->> 'receivedAt')::timestamptz),
                ('assessment', (s.data ->> 'assessBy')::timestamptz, coalesce(s.data ->> 'assessFrom', s.data ->> 'receivedAt')::timestamptz)) term (deadline, due_at, counted_from)
            where (s.data ->> 'status' in ('received', 'acknowledged', 'in-assessment')
                   or s.data ->> 'status' = 'referred' and not (s.data ->> 'referralFinal')::boolean)
              and s.data ->> 'merge' is null
              and term.due_at is not null
            """);
        List<MoveSignalDeadline> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var deadline = Kebab.Parse<SignalDeadline>(reader.GetString(1));
            var (from, dueAt) = (reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<DateTimeOffset>(4));
            if (MoveSignalDeadlineHandler.Outdated(deadline, Kebab.Parse<Urgency>(reader.GetString(2)), from, dueAt, rules, now) is not null)
                found.Add(new MoveSignalDeadline(SignalId.From(reader.GetGuid(0)), deadline));
        }
        return found;
    }
}

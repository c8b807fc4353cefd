using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Signals;

/// <summary>A term of a signal is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record SignalDeadlineDue(SignalId SignalId, SignalDeadline Deadline) : IDueMessage;

public static class SignalDeadlineDueHandler
{
    public static async Task Handle(SignalDeadlineDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Signal>(due.SignalId.Value, token);
        stream.AppendMany(Decide(due, stream.Aggregate, clock.GetUtcNow()));
    }

    /// <summary>The stream may be gone, other rules may have moved the deadline, and a message may come twice.</summary>
    public static IReadOnlyList<object> Decide(SignalDeadlineDue due, Signal? signal, DateTimeOffset now)
    {
        if (signal is null || !SignalDeadlines.IsOpen(signal, due.Deadline) || signal.Overdue.Contains(due.Deadline)) return [];
        var dueAt = SignalDeadlines.DueAt(signal, due.Deadline);
        return dueAt <= now ? [new SignalBecameOverdue(due.SignalId, due.Deadline, dueAt, now)] : [];
    }
}

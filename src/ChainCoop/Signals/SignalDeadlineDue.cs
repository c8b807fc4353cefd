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

    /// <summary>The stream may be gone, and a message may come twice.</summary>
    public static IReadOnlyList<object> Decide(SignalDeadlineDue due, Signal? signal, DateTimeOffset now) => (due.Deadline, signal) switch
    {
        (SignalDeadline.Acknowledgement, { Acknowledged: false } pending) when SignalProtocol.IsPending(pending) && !pending.Overdue.Contains(due.Deadline) =>
            [new SignalBecameOverdue(due.SignalId, due.Deadline, pending.AcknowledgeBy, now)],
        (SignalDeadline.Assessment, { } pending) when SignalProtocol.IsPending(pending) && !pending.Overdue.Contains(due.Deadline) =>
            [new SignalBecameOverdue(due.SignalId, due.Deadline, pending.AssessBy, now)],
        _ => [],
    };
}

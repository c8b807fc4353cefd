using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Privacy.Erasures;

/// <summary>The term for receipts is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record ErasureReceiptsDue(ErasureId ErasureId) : IDueMessage;

public static class ErasureReceiptsDueHandler
{
    public static async Task Handle(ErasureReceiptsDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Erasure>(due.ErasureId.Value, token);
        stream.AppendMany(Decide(stream.Aggregate, clock.GetUtcNow()));
    }

    public static IReadOnlyList<object> Decide(Erasure? erasure, DateTimeOffset now) =>
        erasure is { Overdue: false, Status: ErasureStatus.Ordered or ErasureStatus.CarriedOut } && erasure.ReceiptsDueAt <= now && erasure.Missing is { Count: > 0 } missing
            ? [new ErasureUnconfirmed(erasure.Id, missing, erasure.Room, now)]
            : [];
}

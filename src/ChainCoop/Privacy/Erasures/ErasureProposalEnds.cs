using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Privacy.Erasures;

/// <summary>The term for a decision is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record ErasureProposalEnds(ErasureId ErasureId) : IDueMessage;

public static class ErasureProposalEndsHandler
{
    public static async Task Handle(ErasureProposalEnds due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Erasure>(due.ErasureId.Value, token);
        stream.AppendMany(Decide(stream.Aggregate, clock.GetUtcNow()));
    }

    public static IReadOnlyList<object> Decide(Erasure? erasure, DateTimeOffset now) =>
        erasure is { Status: ErasureStatus.Proposed } && ErasureTerms.LapsesAt(erasure.ProposedAt) <= now
            ? [new ErasureLapsed(erasure.Id, erasure.Room, now)]
            : [];
}

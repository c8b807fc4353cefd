using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Privacy.Requests;

/// <summary>The term of a request is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record SubjectRequestDue(SubjectRequestId SubjectRequestId) : IDueMessage;

public static class SubjectRequestDueHandler
{
    public static async Task Handle(SubjectRequestDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<SubjectRequest>(due.SubjectRequestId.Value, token);
        stream.AppendMany(Decide(due, stream.Aggregate, clock.GetUtcNow()));
    }

    /// <summary>The stream may be gone, the term extended, and a message may come twice.</summary>
    public static IReadOnlyList<object> Decide(SubjectRequestDue due, SubjectRequest? request, DateTimeOffset now) =>
        request is { BecameOverdue: false } && request.IsOverdue(DutchTime.DayOf(now))
            ? [new SubjectRequestBecameOverdue(due.SubjectRequestId, request.DueOn, now)]
            : [];
}

using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Privacy.Requests;

/// <summary>What a request has of who asked, for those who destroy it. It goes as a whole, so that none of its texts is asked about.</summary>
internal static class RequestContent
{
    public static async Task<RecordContent?> FindAsync(RecordId id, IQuerySession session, CancellationToken token) =>
        await session.LoadAsync<SubjectRequest>(SubjectRequestId.From(id.Value), token) is { } request
            ? new RecordContent(
                ResourceKind.SubjectRequest, id, request.Version, [request.Person], new Dictionary<string, PayloadRef>(), request.Status == SubjectRequestStatus.Destroyed)
            : null;
}

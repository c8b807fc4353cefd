using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Privacy.Links;

/// <summary>For those who destroy a link. Whom it is about stands in the vault alone, so that it names no persons here.</summary>
internal static class LinkContent
{
    public static async Task<RecordContent?> FindAsync(RecordId id, IQuerySession session, CancellationToken token) =>
        await session.LoadAsync<SubjectLink>(SubjectLinkId.From(id.Value), token) is { } link
            ? new RecordContent(ResourceKind.SubjectLink, id, link.Version, [], new Dictionary<string, PayloadRef>(), link.Destroyed)
            : null;
}

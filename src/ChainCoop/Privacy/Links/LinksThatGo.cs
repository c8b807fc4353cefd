using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Links;

/// <summary>
/// What a link says of a person who is gone is needed no longer. Each goes by an erasure of its own: no fact and no row of a
/// journal names both the link and the track.
/// </summary>
internal static class LinksThatGo
{
    private static readonly ErasureGround Ground = new("no-longer-needed");

    /// <summary>Orders it in the session's transaction, once.</summary>
    public static async Task<IReadOnlyList<ErasureId>> OrderAsync(
        IDocumentSession session, NpgsqlConnection connection, Destruction done, Secrets secrets, DateTimeOffset now, CancellationToken token)
    {
        if (done.Kind is not (ResourceKind.VictimTrack or ResourceKind.SecurityTrack)) return [];
        List<ErasureId> ordered = [];
        foreach (var id in await FindAsync(connection, done.Subjects, secrets, token))
        {
            if (await session.LoadAsync<SubjectLink>(id, token) is not { } link) continue;
            var proposed = new ErasureProposed(
                ErasureId.New(), ResourceKind.SubjectLink, RecordId.From(id.Value), link.Version, ErasurePart.Record, null, [], Ground, null, link.Owner, link.Municipality,
                Room.General, null, now);
            var stream = ErasureStart.StreamOf(proposed, [], now);
            session.Events.StartStream(stream.State, stream.Id, stream.Events);
            foreach (var @event in stream.Events) Grants.Fold(session, @event);
            ordered.Add(proposed.ErasureId);
        }

        return ordered;
    }

    private static async Task<IReadOnlyList<SubjectLinkId>> FindAsync(NpgsqlConnection connection, IEnumerable<Guid> subjects, Secrets secrets, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            """
            select distinct l.link from privacy.subject_links l
            where l.hash = any($1) and not exists (
                select from chaincoop.mt_doc_erasure e where e.data ->> 'record' = l.link::text and e.data ->> 'status' in ('proposed', 'ordered'))
            """, connection);
        command.Parameters.Add(new() { Value = subjects.Select(subject => LinkHashes.Of(SubjectId.From(subject), secrets)).ToArray() });
        List<SubjectLinkId> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(SubjectLinkId.From(reader.GetGuid(0)));
        return found;
    }
}

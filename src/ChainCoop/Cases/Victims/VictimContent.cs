using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Cases.Victims;

/// <summary>What a care room has of persons, for those who erase it. Notes about a participation are that person's own.</summary>
public static class VictimContent
{
    public static async Task<RecordContent?> FindAsync(RecordId id, IQuerySession session, CancellationToken token) =>
        await session.LoadAsync<VictimTrack>(VictimTrackId.From(id.Value), token) is { } track
            ? new RecordContent(
                ResourceKind.VictimTrack, id, track.Version, [.. track.Participations.Select(p => p.SubjectId).Distinct()], new Dictionary<string, PayloadRef>(), track.Destroyed)
            {
                Contested = [.. track.Participations.SelectMany(p => ContestedFact.In(p.Contests))],
            }
            : null;
}

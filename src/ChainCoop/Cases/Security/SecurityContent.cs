using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Cases.Security;

/// <summary>What a security room has of persons, for those who erase it. Notes about a participation are that person's own.</summary>
public static class SecurityContent
{
    public static async Task<RecordContent?> FindAsync(RecordId id, IQuerySession session, CancellationToken token) =>
        await session.LoadAsync<SecurityTrack>(SecurityTrackId.From(id.Value), token) is { } track ? Of(track) : null;

    public static RecordContent Of(SecurityTrack track)
    {
        Dictionary<string, PayloadRef> prose = new(StringComparer.Ordinal);
        for (var i = 0; i < track.Barriers.Count; i++)
        {
            Add($"/barriers/{i}/note", track.Barriers[i].Note);
            Add($"/barriers/{i}/resultNote", track.Barriers[i].ResultNote);
        }
        for (var i = 0; i < track.Measures.Count; i++)
        {
            foreach (var (at, payload) in track.Measures[i].Prose) Add($"/measures/{i}{at}", payload);
        }

        return new RecordContent(ResourceKind.SecurityTrack, RecordId.From(track.Id.Value), track.Version, [.. track.Participations.Select(p => p.SubjectId).Distinct()], prose, track.Destroyed)
        {
            Contested = [.. track.Participations.SelectMany(p => ContestedFact.In(p.Contests))],
        };

        void Add(string at, PayloadRef? payload)
        {
            if (payload is not null) prose[at] = payload;
        }
    }
}

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
        for (var i = 0; i < track.Measures.Count; i++)
        {
            for (var j = 0; j < track.Measures[i].Steps.Count; j++) Add($"/measures/{i}/steps/{j}/note", track.Measures[i].Steps[j].Note);
            Add($"/measures/{i}/imposition/facts", track.Measures[i].Imposition?.Facts);
            Add($"/measures/{i}/imposition/proportionality", track.Measures[i].Imposition?.Proportionality);
            Add($"/measures/{i}/imposition/view/summary", track.Measures[i].Imposition?.View);
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

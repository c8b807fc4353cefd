using System.Collections.Concurrent;
using ChainCoop.Shared;

namespace ChainCoop.Feeds;

/// <summary>
/// Requests that wait for an entry, counted per organisation and node: no organisation takes the connections of the others.
/// </summary>
public sealed class FeedQueue
{
    public const int PlacesPerOrganisation = 32;

    private readonly ConcurrentDictionary<Oin, int> waiting = new();

    /// <summary>Null when the organisation has no place left. Dispose of the place to leave.</summary>
    public IDisposable? TryEnter(Oin organisation)
    {
        if (waiting.AddOrUpdate(organisation, 1, (_, count) => count + 1) <= PlacesPerOrganisation) return new Place(this, organisation);
        Leave(organisation);
        return null;
    }

    public int CountOf(Oin organisation) => waiting.GetValueOrDefault(organisation);

    private void Leave(Oin organisation) => waiting.AddOrUpdate(organisation, 0, (_, count) => count - 1);

    private sealed class Place(FeedQueue queue, Oin organisation) : IDisposable
    {
        public void Dispose() => queue.Leave(organisation);
    }
}

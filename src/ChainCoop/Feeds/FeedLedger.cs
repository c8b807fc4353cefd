using System.Security.Cryptography;
using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Feeds;

internal sealed record FeedEntry(
    Oin Organisation, Room Room, long Position, long EventSequence, Guid Resource, bool AboutAccess, byte[] Canonical, byte[] Commitment, byte[] FeedHash, DateTimeOffset At);

internal readonly record struct Entitlement(Guid Resource, Oin Organisation, Room Room, GrantRole Role);

/// <summary>Heads and entitlements as a page of events moves them, in memory; what changed is written at the end of the page.</summary>
internal sealed class FeedLedger
{
    private readonly Dictionary<(Oin Organisation, Room Room), (long Position, byte[] Hash)> heads = [];
    private readonly Dictionary<(Guid Resource, Room Room), HashSet<(Oin Organisation, GrantRole Role)>> entitled = [];
    private readonly HashSet<Entitlement> stored = [];
    private readonly List<FeedEntry> added = [];
    private readonly HashSet<(Oin, Room)> moved = [];
    private readonly HashSet<Entitlement> touched = [];

    public IReadOnlyList<FeedEntry> Added => added;

    public IReadOnlyList<(Oin Organisation, Room Room, long Position, byte[] FeedHash)> MovedHeads =>
        [.. moved.Select(key => (key.Item1, key.Item2, heads[key].Position, heads[key].Hash))];

    public IReadOnlyList<Entitlement> Given => [.. touched.Where(x => Holds(x) && !stored.Contains(x))];

    public IReadOnlyList<Entitlement> Ended => [.. touched.Where(x => !Holds(x) && stored.Contains(x))];

    public void Restore(Oin organisation, Room room, long position, byte[] hash) => heads[(organisation, room)] = (position, hash);

    public void Restore(Guid resource, Oin organisation, Room room, GrantRole role)
    {
        stored.Add(new Entitlement(resource, organisation, room, role));
        HoldersOf(resource, room).Add((organisation, role));
    }

    public bool IsEntitled(Guid resource, Oin organisation, Room room) =>
        entitled.TryGetValue((resource, room), out var holders) && holders.Any(holder => holder.Organisation == organisation);

    public IReadOnlyList<Oin> EntitledTo(Guid resource, Room room, IReadOnlySet<GrantRole> audience) =>
        entitled.TryGetValue((resource, room), out var holders)
            ? [.. holders.Where(holder => audience.Contains(holder.Role)).Select(holder => holder.Organisation).Distinct().OrderBy(oin => oin.Value, StringComparer.Ordinal)]
            : [];

    public void Fold(GrantChange change)
    {
        var holders = HoldersOf(change.Resource, change.Room);
        _ = change.Given ? holders.Add((change.Organisation, change.Role)) : holders.Remove((change.Organisation, change.Role));
        touched.Add(new Entitlement(change.Resource, change.Organisation, change.Room, change.Role));
    }

    public long NextPosition(Oin organisation, Room room) => heads.GetValueOrDefault((organisation, room)).Position + 1;

    public void Append(Oin organisation, Room room, long position, long sequence, Guid resource, bool aboutAccess, byte[] canonical, DateTimeOffset at)
    {
        var before = heads.GetValueOrDefault((organisation, room)).Hash ?? [];
        var commitment = SHA256.HashData(canonical);
        var hash = SHA256.HashData([.. before, .. commitment]);
        heads[(organisation, room)] = (position, hash);
        moved.Add((organisation, room));
        added.Add(new FeedEntry(organisation, room, position, sequence, resource, aboutAccess, canonical, commitment, hash, at));
    }

    private bool Holds(Entitlement x) =>
        entitled.TryGetValue((x.Resource, x.Room), out var holders) && holders.Contains((x.Organisation, x.Role));

    private HashSet<(Oin Organisation, GrantRole Role)> HoldersOf(Guid resource, Room room) =>
        entitled.TryGetValue((resource, room), out var holders) ? holders : entitled[(resource, room)] = [];
}

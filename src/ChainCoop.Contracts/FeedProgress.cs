using System.Text.Json.Serialization;

namespace ChainCoop.Contracts;

/// <summary>What an entry is to a receiver.</summary>
public enum Arrival
{
    /// <summary>The next one: everything before it is there. Handle it.</summary>
    Next,

    /// <summary>Something before it is missing yet. Handle it: deliveries are in order for each record, not among records.</summary>
    Ahead,

    /// <summary>It was there before. Say that it arrived and do nothing.</summary>
    Duplicate,

    /// <summary>A later one about the same record was there before. What that said holds: read the record at <c>dataref</c>.</summary>
    OutOfOrder,

    /// <summary>It is not what the sender's hash is over: it was altered, swapped, or something was left out. Do not handle it; raise the alarm.</summary>
    Mismatch,

    /// <summary>It is no entry (canary, test).</summary>
    Beside,
}

/// <param name="Progress">To be stored, in the transaction in which the entry is handled.</param>
/// <param name="FirstBad">
/// Position of the first entry that does not fit the hash; null: all that is there fits. It may be one that was held, found when
/// another closed the run before it. It is not part of <paramref name="Progress"/> any more: it is missing, and can be pulled.
/// </param>
public sealed record Receipt(FeedProgress Progress, Arrival Arrival, long? FirstBad = null);

/// <summary>
/// How far a receiver is: what it stores, and what it needs to see that nothing is missing, doubled, altered or swapped. It is a
/// value: each entry gives another one. Begin with position 0, or where <c>GET /v1/feed/state</c> says that the feed stands.
/// </summary>
/// <param name="Position">Up to here everything is there.</param>
/// <param name="FeedHash">Running hash at that position.</param>
/// <param name="Filtered">
/// The subscription has a filter: then each delivery says which was the one before, and the hash is computed where two entries
/// stand side by side; elsewhere that of the sender is taken over, and the signature alone vouches for the entry.
/// </param>
public sealed record FeedProgress(long Position = 0, string FeedHash = Contracts.FeedHash.AtStart, bool Filtered = false)
{
    /// <summary>What is there beyond a gap, by position.</summary>
    public IReadOnlyList<FeedPlace> Ahead { get; init; } = [];

    /// <summary>The first position that is missing, while something after it is there; with a filter it is this one or a later one. Null: there is no gap.</summary>
    [JsonIgnore]
    public long? FirstMissing => Ahead.Count > 0 ? Position + 1 : null;

    /// <summary>Takes in an entry, delivered or pulled, in whatever order they come.</summary>
    /// <param name="place">Null: it is no entry.</param>
    public Receipt Take(FeedPlace? place)
    {
        if (place is null) return new Receipt(this, Arrival.Beside);
        if (place.Position <= Position) return place.Position == Position && place.FeedHash != FeedHash ? Bad(this, place) : new Receipt(this, Arrival.Duplicate);

        var others = Ahead.Where(one => one.Position != place.Position).ToList();
        var held = Ahead.FirstOrDefault(one => one.Position == place.Position);
        // Two say different things: neither is believed, and it is missing.
        if (held is not null && (held.Commitment != place.Commitment || held.FeedHash != place.FeedHash)) return Bad(this with { Ahead = others }, place);

        // Pulled and delivered they say the same of the entry; which was before it is known from the delivery that reaches further back.
        others.Add(held is not null && Before(held) <= Before(place) ? held : place);
        var (closed, bad) = (this with { Ahead = [.. others.OrderBy(one => one.Position)] }).Close();
        return new Receipt(
            closed,
            bad == place.Position ? Arrival.Mismatch
            : held is not null ? Arrival.Duplicate
            : place.Subject is not null && Ahead.Any(one => one.Position > place.Position && one.Subject == place.Subject) ? Arrival.OutOfOrder
            : closed.Position >= place.Position ? Arrival.Next : Arrival.Ahead,
            bad);
    }

    /// <summary>Whether both sides have the same entries up to here.</summary>
    /// <param name="head">What <see cref="StateRequest"/> is answered with.</param>
    public bool AgreesWith(FeedHead head) => head.Position == Position && head.FeedHash == FeedHash;

    /// <summary>What to <c>GET</c> for the entries that follow: give them to <see cref="Take"/>, one after the other, until an empty batch.</summary>
    /// <param name="room">general, care or security.</param>
    public string PullRequest(string room = "general") => $"/v1/feed?room={room}&after={Position}";

    /// <summary>What to <c>GET</c> for the hash of the sender at this position.</summary>
    /// <param name="room">general, care or security.</param>
    public string StateRequest(string room = "general") => $"/v1/feed/state?room={room}&at={Position}";

    /// <summary>
    /// What to <c>POST</c> to <c>rewinds</c> of the subscription, for everything after this position once more. It is refused (400) when nothing
    /// that far was delivered, and after ten times in 24 hours (429).
    /// </summary>
    [JsonIgnore]
    public string RewindBody => $$"""{"fromSequence":{{Position + 1}}}""";

    private static Receipt Bad(FeedProgress progress, FeedPlace place) => new(progress, Arrival.Mismatch, place.Position);

    /// <summary>After this position nothing is missing before the entry.</summary>
    private long Before(FeedPlace place) => Filtered && place.Previous is { } previous ? previous : place.Position - 1;

    /// <summary>Goes on as far as nothing is missing, or to the first entry that does not fit.</summary>
    private (FeedProgress Progress, long? Bad) Close()
    {
        var (position, hash) = (Position, FeedHash);
        long? bad = null;
        while (Ahead.FirstOrDefault(one => one.Position > position && Before(one) <= position) is { } next)
        {
            if (next.Position == position + 1 && Contracts.FeedHash.After(hash, next.Commitment) != next.FeedHash)
            {
                bad = next.Position;
                break;
            }

            (position, hash) = (next.Position, next.FeedHash);
        }

        return (this with { Position = position, FeedHash = hash, Ahead = [.. Ahead.Where(one => one.Position > position && one.Position != bad)] }, bad);
    }
}

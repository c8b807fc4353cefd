using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChainCoop.Feeds.Check;

/// <summary>A row as it has to be in <c>feeds.entries</c>.</summary>
internal sealed record ExpectedRow(
    string Organisation, string Room, long Position, long EventSequence, Guid Resource, bool AboutAccess, string Entry, byte[] Commitment, byte[] FeedHash, DateTimeOffset RecordedAt);

/// <summary>All feeds, computed from the timeline alone.</summary>
/// <param name="source">CloudEvents <c>source</c> of the district.</param>
internal sealed class ExpectedFeeds(string source)
{
    private readonly Dictionary<(Guid Resource, string Room), HashSet<(string Organisation, string Role)>> access = [];
    private readonly Dictionary<(string Organisation, string Room), (long Position, byte[] Hash)> ends = [];

    /// <summary>Position and hash of the last entry of each feed that has one.</summary>
    public IReadOnlyDictionary<(string Organisation, string Room), (long Position, byte[] Hash)> Ends => ends;

    /// <summary>The rows that the next event of the timeline yields.</summary>
    public IReadOnlyList<ExpectedRow> Next(long sequence, Guid eventId, string alias, JsonElement data)
    {
        var (changes, saying) = FeedSpecification.Of(alias, data);
        if (changes.Length == 0 && saying is null) return [];

        // Instants are stored in the one form in which they are sent.
        var time = data.GetProperty("at").GetString()!;
        // To the microsecond a time would tell which rooms are of one case.
        var saysDayOnly = alias is "member_joined" or "member_left" or "room_handed_over" or "attendee_invited" or "attendance_ended" or "emergency_use_begun" or "emergency_use_ended";
        var rows = new List<ExpectedRow>();
        foreach (var change in changes)
        {
            var had = HasAccess(change);
            var holders = HoldersOf(change.Resource, change.Room);
            _ = change.Given ? holders.Add((change.Organisation, change.Role)) : holders.Remove((change.Organisation, change.Role));
            var has = HasAccess(change);
            if (had != has && !(saying is { Begins: true } && saying.Resource == change.Resource))
                rows.Add(Row(change.Organisation, change.Room, has ? "nl.chaincoop.access.granted.v1" : "nl.chaincoop.access.ended.v1", change.Kind, change.Resource, null, aboutAccess: true));
        }

        if (saying is null) return rows;
        var hearing = HoldersOf(saying.Resource, saying.Room).Where(holder => saying.Roles.Contains(holder.Role)).Select(holder => holder.Organisation);
        foreach (var organisation in hearing.Distinct().Order(StringComparer.Ordinal))
            rows.Add(Row(organisation, saying.Room, saying.Type, saying.Kind, saying.Resource, saying.Status, aboutAccess: false));
        return rows;

        ExpectedRow Row(string organisation, string room, string type, string kind, Guid resource, string? status, bool aboutAccess)
        {
            var (last, hash) = ends.GetValueOrDefault((organisation, room), (0, []));
            var position = last + 1;
            // RFC 8785: members in order, no spaces. No value has a character that needs an escape.
            var entry = $$"""
                {"data":{"kind":"{{kind}}"{{(status is null ? "" : $",\"status\":\"{status}\"")}}},"dataref":"/v1/{{kind}}{{(kind == "match" ? "es" : "s")}}/{{resource}}","id":"{{NamedId(eventId, $"{type}|{resource}")}}","sequence":"{{position.ToString("D20", CultureInfo.InvariantCulture)}}","source":"{{source}}","specversion":"1.0","subject":"{{resource}}","time":"{{(saysDayOnly && room != "general" ? $"{time[..10]}T00:00:00Z" : time)}}","type":"{{type}}"}
                """;
            var commitment = SHA256.HashData(Encoding.UTF8.GetBytes(entry));
            var feedHash = SHA256.HashData([.. hash, .. commitment]);
            ends[(organisation, room)] = (position, feedHash);
            return new(organisation, room, position, sequence, resource, aboutAccess, entry, commitment, feedHash, DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The timeline cannot tell any more what it gave: what is stored is taken over.</summary>
    public void Take((string Organisation, string Room) feed, (long Position, byte[] Hash) end)
    {
        if (end.Position > 0) ends[feed] = end;
    }

    private bool HasAccess(AccessChange change) => HoldersOf(change.Resource, change.Room).Any(holder => holder.Organisation == change.Organisation);

    private HashSet<(string Organisation, string Role)> HoldersOf(Guid resource, string room) =>
        access.TryGetValue((resource, room), out var holders) ? holders : access[(resource, room)] = [];

    /// <summary>UUIDv5 (RFC 9562, section 5.5).</summary>
    internal static Guid NamedId(Guid space, string name)
    {
#pragma warning disable CA5350 // The standard prescribes SHA-1; nothing here depends on its strength.
        var hash = SHA1.HashData([.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}

using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Replay;

/// <param name="From">The earlier instant, as of the last seal at or before it.</param>
/// <param name="To">The later one; absent: all that is sealed.</param>
/// <param name="Room">Only this room; absent: all.</param>
public sealed record ReadDifferences(CaseId CaseId, DateTimeOffset From, DateTimeOffset? To = null, Room? Room = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(To is null || From <= To, "/from", "Must not be after to.");
}

/// <summary>What differs in a case between two moments.</summary>
/// <param name="FromPosition">Of the last fact of these rooms at the earlier moment.</param>
/// <param name="ToPosition">Of the last one at the later moment.</param>
public sealed record DifferencesView(CaseId CaseId, DateTimeOffset From, long FromPosition, DateTimeOffset To, long ToPosition, IReadOnlyList<RoomDifferences> Rooms);

/// <param name="Facts">What was recorded in between, in the order of the timeline.</param>
/// <param name="Members">Members of the state that differ, by their pointers.</param>
public sealed record RoomDifferences(Room Room, ResourceKind Kind, RecordId Id, IReadOnlyList<StoryLine> Facts, IReadOnlyList<MemberDifference> Members);

/// <param name="Pointer">Into the state of <c>GET /audit/replay</c> (RFC 6901).</param>
/// <param name="Before">Absent: the member was not there.</param>
/// <param name="After">Absent: the member is there no longer.</param>
public sealed record MemberDifference(string Pointer, JsonNode? Before, JsonNode? After);

public static class GetDifferencesEndpoint
{
    public static readonly AccessRule Rule = AuditReach.Rule("audit.differences");

    /// <summary>
    /// Tells what differs in a case and its tracks between two instants: the facts in between, and the members of the state that changed. For an
    /// auditor of one organisation in what that answered for at the later instant.
    /// </summary>
    [WolverineGet("/audit/differences"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<DifferencesView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ReadDifferences query, Gate gate, Pseudonyms pseudonyms, IDocumentStore store, NpgsqlDataSource source, TimeProvider clock) =>
        gate.Ask(
            Rule,
            async scope =>
            {
                var moments = new SealedMoments(source, clock);
                var (from, tooEarly) = await moments.FindAsync(new AskedMoment(query.From), scope.Token);
                var (to, tooLate) = await moments.FindAsync(new AskedMoment(query.To), scope.Token);
                if (from is null || to is null) return Shown.Refused(tooEarly ?? tooLate);
                var reach = AuditReach.Of(scope);
                var stored = new StoredEvents(store, source);
                if (await CaseLife.LoadAsync(query.CaseId, to, stored, source, scope.Token) is not { } life || !reach.Covers(life.Municipality)) return AuditReach.Nothing;

                var masked = new Masked(pseudonyms);
                var before = new Replaying(from, reach, store, source, pseudonyms);
                var after = new Replaying(to, reach, store, source, pseudonyms);
                List<RoomDifferences> rooms = [];
                var answered = life.Rooms.Where(one => reach.Within is not { } own || life.AnsweredFor(own, one.Resource, to)).ToList();
                var its = answered.Select(one => one.Room).ToList();
                foreach (var (room, kind, resource) in answered.Where(one => (query.Room ?? one.Room) == one.Room))
                {
                    rooms.Add(new RoomDifferences(
                        room, kind, RecordId.From(resource),
                        [.. life.Facts.Where(fact => fact.Resource == resource && fact.Stored.Sequence > from.Sequence).Select(fact => StoryLine.Of(fact, masked, pseudonyms, details: true))],
                        Differences.Between(await before.StateOfAsync(kind, resource, its, scope.Token), await after.StateOfAsync(kind, resource, its, scope.Token))));
                }

                Guid[] shown = [.. rooms.Select(room => room.Id.Value)];
                return rooms.Count == 0 ? AuditReach.Nothing
                    : new Shown(new DifferencesView(query.CaseId, from.Clock, life.LastIn(shown, from.Sequence), to.Clock, life.LastIn(shown), rooms));
            },
            new Matter(query.CaseId.Value));
}

/// <summary>Compares states, member by member and item by item.</summary>
internal static class Differences
{
    /// <returns>In the order of the pointers. What is new or gone as a whole is one difference.</returns>
    public static IReadOnlyList<MemberDifference> Between(JsonNode? before, JsonNode? after) =>
        [.. Between("", before, after).OrderBy(difference => difference.Pointer, StringComparer.Ordinal)];

    private static IEnumerable<MemberDifference> Between(string pointer, JsonNode? before, JsonNode? after) => (before, after) switch
    {
        (JsonObject was, JsonObject becomes) => was.Concat(becomes).Select(member => member.Key).Distinct()
            .SelectMany(name => Between($"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", was[name], becomes[name])),
        (JsonArray was, JsonArray becomes) => Enumerable.Range(0, Math.Max(was.Count, becomes.Count))
            .SelectMany(item => Between($"{pointer}/{item}", item < was.Count ? was[item] : null, item < becomes.Count ? becomes[item] : null)),
        _ => JsonNode.DeepEquals(before, after) ? [] : [new MemberDifference(pointer, before?.DeepClone(), after?.DeepClone())],
    };
}

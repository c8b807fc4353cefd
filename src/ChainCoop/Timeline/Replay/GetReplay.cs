using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Access.Replay;
using ChainCoop.Audit;
using ChainCoop.Municipalities;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Replay;

/// <summary>One of <c>caseId</c>, <c>signalId</c> and <c>municipality</c>.</summary>
/// <param name="AsOf">As of the last seal at or before this instant; absent, like the position: all that is sealed.</param>
/// <param name="Position">As of this event: its sequence number in the timeline.</param>
/// <param name="Municipality">Its caseload and overview.</param>
/// <param name="Room">Only this room; absent: all.</param>
/// <param name="Cursor">The member <c>caseload.next</c> of the page before.</param>
/// <param name="Limit">At most so many lines of a caseload; default 50.</param>
public sealed record ReadReplay(
    DateTimeOffset? AsOf = null,
    [property: Range(1, double.MaxValue)] long? Position = null,
    CaseId? CaseId = null,
    SignalId? SignalId = null,
    MunicipalityCode? Municipality = null,
    Room? Room = null,
    string? Cursor = null,
    [property: Range(1, 200)] int Limit = 50) : IChecked
{
    public AskedMoment Moment => new(AsOf, Position);

    public void Check(Faults faults)
    {
        Moment.Check(faults);
        faults.Require(new object?[] { CaseId, SignalId, Municipality }.Count(named => named is not null) == 1, "/caseId", "Exactly one of caseId, signalId and municipality must be given.");
    }
}

/// <summary>What the timeline had at a moment.</summary>
/// <param name="AsOf">By this clock deadlines are over or not.</param>
/// <param name="Position">Of the last fact in it: as of that position it is the same.</param>
/// <param name="Records">Of a signal or case.</param>
/// <param name="Overview">Of a municipality, like <c>caseload</c>.</param>
public sealed record ReplayView(
    DateTimeOffset AsOf, long Position, MunicipalityCode Municipality, IReadOnlyList<ReplayedRecord>? Records, IReadOnlyList<RoomOverview>? Overview, Page<CaseloadItem>? Caseload);

/// <param name="State">As the program folds it from the facts: ids and codes. Officers and data subjects are pseudonyms, and of what is in the vault there is the id.</param>
public sealed record ReplayedRecord(Room Room, ResourceKind Kind, RecordId Id, JsonObject State);

public static class GetReplayEndpoint
{
    public static readonly AccessRule Rule = AuditReach.Rule("audit.replay");

    /// <summary>
    /// Replays the sealed timeline up to a moment: the state of a signal, of a case with its tracks, or the caseload and overview of a municipality.
    /// An auditor of one organisation gets what that answered for at the moment; one with a mandate for all municipalities gets all.
    /// </summary>
    [WolverineGet("/audit/replay"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<ReplayView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ReadReplay query, Gate gate, Pseudonyms pseudonyms, Secrets secrets, IDocumentStore store, NpgsqlDataSource source, TimeProvider clock)
    {
        var list = $"replay: {query with { Cursor = null, Limit = 0 }}";
        var start = new Cursor(DateTimeOffset.MaxValue, Guid.AllBitsSet);
        if (query.Cursor is { } given && !Cursor.TryRead(given, list, secrets, out start))
            return Task.FromResult(Problems.InvalidInput([new Fault("query:cursor", Cursor.Fault)]).ToResult());
        return gate.Ask(
            Rule,
            async scope =>
            {
                var (moment, refusal) = await new SealedMoments(source, clock).FindAsync(query.Moment, scope.Token);
                if (moment is null) return Shown.Refused(refusal);
                var replay = new Replaying(moment, AuditReach.Of(scope), store, source, pseudonyms);
                var view = query.Municipality is { } municipality
                    ? await replay.OfMunicipalityAsync(municipality, query.Room, start, query.Limit, cursor => cursor.Write(list, secrets), scope.Token)
                    : await replay.OfRecordsAsync(query.CaseId, query.SignalId, query.Room, scope.Token);
                return view is null ? AuditReach.Nothing : new Shown(view);
            },
            query.Municipality is { } named ? OrganisationRegister.Current.Find(named) is { } known ? new Matter(Municipality: known.Code) : null : new Matter(query.CaseId?.Value ?? query.SignalId?.Value));
    }
}

/// <summary>Folds what an auditor asks for, up to one moment.</summary>
internal sealed class Replaying(SealedMoment moment, AuditReach reach, IDocumentStore store, NpgsqlDataSource source, Pseudonyms pseudonyms)
{
    private readonly StoredEvents stored = new(store, source);
    private readonly PastStates states = new(store, source);
    private readonly Masked masked = new(pseudonyms);

    /// <returns>Null where there is nothing for this auditor.</returns>
    public async Task<ReplayView?> OfRecordsAsync(CaseId? of, SignalId? signal, Room? room, CancellationToken token)
    {
        var (municipality, rooms, last) = of is { } id ? await RoomsOfAsync(id, token) : await RoomsOfAsync(signal!.Value, token);
        List<ReplayedRecord> records = [];
        foreach (var (its, kind, resource) in rooms.Where(one => (room ?? one.Room) == one.Room))
        {
            if (await StateOfAsync(kind, resource, rooms.Select(one => one.Room), token) is { } state) records.Add(new ReplayedRecord(its, kind, RecordId.From(resource), state));
        }

        return records.Count == 0 ? null : new ReplayView(moment.Clock, last, municipality, records, null, null);
    }

    public async Task<ReplayView?> OfMunicipalityAsync(MunicipalityCode code, Room? room, Cursor start, int limit, Func<Cursor, string> next, CancellationToken token)
    {
        if (OrganisationRegister.Current.Find(code) is not { } municipality || !reach.CoversAllOf(municipality)) return null;
        var past = await PastCaseload.AtAsync(code, moment, stored, source, token);
        var rows = past.Rows.Where(item => (room ?? item.Room) == item.Room && (item.OpenedAt, item.Id).CompareTo((start.At, start.Id)) < 0).Take(limit + 1).ToList();
        var page = rows.Take(limit).ToList();
        return new ReplayView(
            moment.Clock, past.Last, code, null, [.. past.Rooms.Where(one => (room ?? one.Room) == one.Room)],
            new Page<CaseloadItem>(page, rows.Count > limit ? next(new Cursor(page[^1].OpenedAt, page[^1].Id)) : null));
    }

    /// <param name="answered">The rooms that this auditor looks into: a case names in its state who is in the others.</param>
    public async Task<JsonObject?> StateOfAsync(ResourceKind kind, Guid resource, IEnumerable<Room> answered, CancellationToken token)
    {
        var state = (JsonObject?)masked.Of(await states.OfKindAsync(kind.ToString(), resource, moment.Sequence, token));
        return state is not null && kind == ResourceKind.Case ? OfRooms(state, answered.ToHashSet()) : state;
    }

    /// <summary>The state of a case without what it says of other rooms: members, conferences, and the id of the track.</summary>
    internal static JsonObject OfRooms(JsonObject state, IReadOnlySet<Room> rooms)
    {
        if (!rooms.Contains(Room.Care)) state.Remove("victimTrack");
        if (!rooms.Contains(Room.Security)) state.Remove("securityTrack");
        foreach (var items in state.Select(member => member.Value).OfType<JsonArray>())
            items.RemoveAll(item => (string?)(item as JsonObject)?["room"] is { } room && !rooms.Contains(Kebab.Parse<Room>(room)));
        return state;
    }

    private async Task<(MunicipalityCode, IReadOnlyList<(Room Room, ResourceKind Kind, Guid Resource)>, long Last)> RoomsOfAsync(CaseId id, CancellationToken token)
    {
        if (await CaseLife.LoadAsync(id, moment, stored, source, token) is not { } life || !reach.Covers(life.Municipality)) return (default, [], 0);
        var rooms = life.Rooms.Where(room => reach.Within is not { } own || life.AnsweredFor(own, room.Resource, moment)).ToList();
        return (life.Municipality, rooms, life.LastIn([.. rooms.Select(room => room.Resource)]));
    }

    private async Task<(MunicipalityCode, IReadOnlyList<(Room Room, ResourceKind Kind, Guid Resource)>, long Last)> RoomsOfAsync(SignalId id, CancellationToken token)
    {
        var facts = await stored.OfStreamsAsync([id.Value], token, moment.Sequence);
        var owner = facts.SelectMany(fact => GrantRules.Of(fact.Data)).FirstOrDefault(change => change.Kind == ResourceKind.Signal && change.Role == GrantRole.Owner);
        if (owner is null || !reach.Covers(owner.Municipality)) return (default, [], 0);
        if (reach.Within is { } own && !CaseLife.Answers(new AccessHistory(facts.Select(RecordedFact.Of)), own, id.Value, moment)) return (default, [], 0);
        return (owner.Municipality, [(Room.General, ResourceKind.Signal, id.Value)], facts[^1].Sequence);
    }
}

using ChainCoop.Access;
using ChainCoop.Access.Replay;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Timeline.Replay;

/// <summary>A fact of a case, of one of its tracks, or of what gave access to one of them.</summary>
/// <param name="Resource">The case or the track whose room it is in.</param>
internal sealed record LifeFact(StoredEvent Stored, Room Room, Guid Resource)
{
    public DateTimeOffset At => ((IFact)Stored.Data).At;

    /// <summary>Null: time did it.</summary>
    public ActorRef? By { get; } = Stored.Data.GetType().GetProperty("By")?.GetValue(Stored.Data) as ActorRef;

    public bool Concerns(Oin organisation) => By?.Organisation == organisation || GrantRules.Of(Stored.Data).Any(change => change.Organisation == organisation);
}

/// <summary>All that the sealed timeline has of one case up to a moment, in its order.</summary>
internal sealed record CaseLife(MunicipalityCode Municipality, IReadOnlyList<(Room Room, ResourceKind Kind, Guid Resource)> Rooms, IReadOnlyList<LifeFact> Facts, AccessHistory History)
{
    /// <summary>Null: there was no such case yet, or its term was over and its facts are gone.</summary>
    public static async Task<CaseLife?> LoadAsync(CaseId id, SealedMoment moment, StoredEvents stored, NpgsqlDataSource source, CancellationToken token)
    {
        var own = await stored.OfStreamsAsync([id.Value], token, moment.Sequence);
        if (CaseRooms.Of([.. own.Select(RecordedFact.Of)], id, moment.Known) is not { } known) return null;

        var rooms = known.Rooms.Select(room => room.Resource).ToArray();
        var all = own.Concat(await stored.OfStreamsAsync([.. rooms, .. await AroundAsync(rooms, source, token)], token, moment.Sequence))
            .DistinctBy(@event => @event.Sequence).OrderBy(@event => @event.Sequence).ToList();
        var placed = known.Rooms.ToDictionary(room => room.Resource, room => (room.Room, room.Resource));
        List<LifeFact> facts = [];
        foreach (var stream in all.GroupBy(@event => @event.Stream))
        {
            // What stands beside a room is in it from its first fact on: a disclosure, a use of emergency access, an erasure.
            var place = placed.TryGetValue(stream.Key, out var own2) ? own2 : PlaceOf(stream.First().Data, known);
            facts.AddRange(stream.Select(@event => RoomOf(@event.Data) is { } room && known.Rooms.Where(one => one.Room == room).ToList() is [var named]
                ? new LifeFact(@event, room, named.Resource)
                : new LifeFact(@event, place.Room, place.Resource)));
        }

        return new CaseLife(known.Municipality, known.Rooms, [.. facts.OrderBy(fact => fact.Stored.Sequence)], new AccessHistory(all.Select(RecordedFact.Of)));
    }

    /// <summary>The place in the timeline of the last fact of these streams themselves: what happened elsewhere is not to be seen by it.</summary>
    public long LastIn(IReadOnlyCollection<Guid> streams, long until = long.MaxValue) =>
        Facts.LastOrDefault(fact => fact.Stored.Sequence <= until && streams.Contains(fact.Stored.Stream))?.Stored.Sequence ?? 0;

    /// <summary>Whether the organisation had anything of the room by then.</summary>
    public bool Had(Oin organisation, Guid room, SealedMoment moment) => History.GivenTo(organisation, room, moment.Known).Count > 0;

    /// <summary>Whether it answered for the room at the moment.</summary>
    public bool AnsweredFor(Oin organisation, Guid room, SealedMoment moment) => Answers(History, organisation, room, moment);

    public static bool Answers(AccessHistory history, Oin organisation, Guid resource, SealedMoment moment) =>
        history.GivenTo(organisation, resource, moment.Known).Any(grant => grant.Role is GrantRole.Owner or GrantRole.Lead && grant.HoldsAt(moment.Clock));

    private static async Task<Guid[]> AroundAsync(Guid[] rooms, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select stream from access.grant_streams where resource = any($1) union select id from chaincoop.mt_doc_erasure where (data ->> 'record')::uuid = any($1)");
        command.Parameters.Add(new() { Value = rooms });
        List<Guid> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(reader.GetGuid(0));
        return [.. found];
    }

    private static (Room Room, Guid Resource) PlaceOf(object first, CaseRooms known)
    {
        var record = (first.GetType().GetProperty("Record")?.GetValue(first) as RecordId?)?.Value;
        var (room, _, resource) = known.Rooms.FirstOrDefault(one => one.Resource == record, known.Rooms[0]);
        return (room, resource);
    }

    private static Room? RoomOf(object fact) => fact.GetType().GetProperty("Room")?.GetValue(fact) as Room?;
}

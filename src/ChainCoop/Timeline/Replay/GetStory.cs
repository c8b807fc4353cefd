using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Replay;

/// <param name="AsOf">As of the last seal at or before this instant; absent, like the position: all that is sealed.</param>
/// <param name="Position">As of this event: its sequence number in the timeline.</param>
/// <param name="Room">Only this room; absent: all.</param>
public sealed record ReadStory(CaseId CaseId, DateTimeOffset? AsOf = null, [property: Range(1, double.MaxValue)] long? Position = null, Room? Room = null) : IChecked
{
    public AskedMoment Moment => new(AsOf, Position);

    public void Check(Faults faults) => Moment.Check(faults);
}

/// <summary>A fact of the timeline, or a request of the access log.</summary>
public enum StoryLineKind { Fact, Request }

/// <summary>One thing that happened.</summary>
/// <param name="Position">Of a fact: its sequence number in the timeline.</param>
/// <param name="Organisation">Who did it; absent, like the officer, when time did.</param>
/// <param name="Officer">The same pseudonym as in the access log.</param>
/// <param name="Resource">The case or the track whose room it is in.</param>
/// <param name="Type">The alias of the fact, or the action of the request.</param>
/// <param name="What">In words of the vocabulary.</param>
public sealed record StoryLine(
    StoryLineKind Kind, DateTimeOffset At, long? Position, Oin? Organisation, Pseudonym? Officer, Room Room, RecordId Resource, string Type, string What)
{
    internal static StoryLine Of(LifeFact fact, Masked masked, Pseudonyms pseudonyms, bool details) => new(
        StoryLineKind.Fact, fact.At, fact.Stored.Sequence, fact.By?.Organisation, fact.By is { } by ? pseudonyms.Of(by) : null, fact.Room, RecordId.From(fact.Resource),
        fact.Stored.Type, masked.InWords(fact.Stored.Type, fact.Stored.Data, details));
}

public static class GetStoryEndpoint
{
    public static readonly AccessRule Rule = AuditReach.Rule("audit.story");

    /// <summary>
    /// Tells the life of one case: every fact of the case, its tracks and what gave access to them, in the order of the timeline, one JSON object a
    /// line; then every request about them. An auditor of one organisation gets what that did and what it was given.
    /// </summary>
    [WolverineGet("/audit/story"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<StoryLine>(StatusCodes.Status200OK, Ndjson.Media)]
    public static Task<IResult> Get([Query] ReadStory query, Gate gate, Pseudonyms pseudonyms, IDocumentStore store, NpgsqlDataSource source, TimeProvider clock) =>
        gate.Ask(
            Rule,
            async scope =>
            {
                var (moment, refusal) = await new SealedMoments(source, clock).FindAsync(query.Moment, scope.Token);
                if (moment is null) return Shown.Refused(refusal);
                return await new Story(store, source, pseudonyms).OfAsync(query.CaseId, query.Room, moment, AuditReach.Of(scope), scope.Token) is { } lines
                    ? new Shown(new Ndjson<StoryLine>(lines))
                    : AuditReach.Nothing;
            },
            new Matter(query.CaseId.Value));
}

internal sealed class Story(IDocumentStore store, NpgsqlDataSource source, Pseudonyms pseudonyms)
{
    private readonly Masked masked = new(pseudonyms);

    /// <returns>Null where there is nothing for this auditor.</returns>
    public async Task<IReadOnlyList<StoryLine>?> OfAsync(CaseId id, Room? room, SealedMoment moment, AuditReach reach, CancellationToken token)
    {
        if (await CaseLife.LoadAsync(id, moment, new StoredEvents(store, source), source, token) is not { } life || !reach.Covers(life.Municipality)) return null;
        var rooms = life.Rooms.Where(one => (room ?? one.Room) == one.Room && (reach.Within is not { } own || life.Had(own, one.Resource, moment))).ToDictionary(one => one.Resource, one => one.Room);
        if (rooms.Count == 0) return null;

        // Of what others did an organisation's auditor hears that it concerned his own, not with whom else.
        var facts = life.Facts.Where(fact => rooms.ContainsKey(fact.Resource) && (reach.Within is not { } own || fact.Concerns(own)))
            .Select(fact => StoryLine.Of(fact, masked, pseudonyms, details: reach.Within is not { } own || fact.By?.Organisation == own));
        return [.. facts, .. await RequestsAsync(rooms, moment, reach, token)];
    }

    private async Task<IReadOnlyList<StoryLine>> RequestsAsync(Dictionary<Guid, Room> rooms, SealedMoment moment, AuditReach reach, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select at, organisation, officer, resource, action, status, decision from access.log
            where resource = any(@resources) and at <= @at and decision is not null and (@within is null or organisation = @within)
            order by at, id
            """);
        command.Parameters.AddWithValue("resources", rooms.Keys.ToArray());
        command.Parameters.AddWithValue("at", moment.Clock.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("within", reach.Within?.Value));
        List<StoryLine> lines = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            ActorRef? by = reader.IsDBNull(1) || reader.IsDBNull(2) ? null : new(new Oin(reader.GetString(1)), new OfficerId(reader.GetString(2)));
            var (resource, action, status) = (reader.GetGuid(3), reader.GetString(4), reader.GetInt32(5));
            lines.Add(new StoryLine(
                StoryLineKind.Request, reader.GetFieldValue<DateTimeOffset>(0), null, by?.Organisation, by is null ? null : pseudonyms.Of(by), rooms[resource], RecordId.From(resource),
                action, $"Asked for {action}: {(status < 400 ? "given" : "refused")} ({status})"));
        }

        return lines;
    }

    /// <summary>For people: one line each.</summary>
    public static string Text(StoryLine line) => string.Join(
        "  ",
        InstantForm.Write(line.At), line.Position is { } position ? $"#{position}" : "-", Kebab.Of(line.Room),
        line.Organisation is { } organisation ? $"{Masked.Name(organisation)} ({line.Officer})" : "(time)", line.What);
}

using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Replay;

/// <param name="Org">The organisation whose knowledge is asked for.</param>
/// <param name="From">Only what came at or after this instant; absent: from the start.</param>
/// <param name="To">As of the last seal at or before this instant; absent: all that is sealed.</param>
public sealed record ReadKnowledge(Oin Org, CaseId CaseId, DateTimeOffset? From = null, DateTimeOffset? To = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(From is null || To is null || From <= To, "/from", "Must not be after to.");
}

/// <summary>How something came to be known, or was to be known no longer.</summary>
public enum KnowledgeKind
{
    /// <summary>It was given access to a room or a record.</summary>
    AccessGiven,

    /// <summary>Its access to a room or a record ended.</summary>
    AccessEnded,

    /// <summary>An entry in its feed.</summary>
    FeedEntry,

    /// <summary>It asked for the record and got it.</summary>
    Opened,

    /// <summary>Some of a record was disclosed to it.</summary>
    Disclosed,

    /// <summary>A disclosure to it ended.</summary>
    DisclosureEnded,

    /// <summary>It was asked to destroy what it had.</summary>
    DestructionAsked,

    /// <summary>It said that it destroyed what it had.</summary>
    Receipt,
}

/// <summary>One thing that an organisation got to know, or was to know no longer.</summary>
/// <param name="Position">Of the fact behind it: its sequence number in the timeline.</param>
/// <param name="Resource">The case, the track, or what the entry in the feed is about.</param>
/// <param name="Type">The alias of the fact, the type of the entry, or the action of the request.</param>
public sealed record KnowledgeLine(KnowledgeKind Kind, DateTimeOffset At, long? Position, Room Room, RecordId Resource, string Type)
{
    /// <summary>Of the entry in the feed: its position there.</summary>
    public long? FeedPosition { get; init; }

    /// <summary>Of an entry in the feed: since when its content is withheld.</summary>
    public DateTimeOffset? WithheldSince { get; init; }

    /// <summary>Who opened it; a pseudonym as in the access log.</summary>
    public Pseudonym? Officer { get; init; }

    /// <summary>Who disclosed it.</summary>
    public Oin? Sharer { get; init; }

    /// <summary>What was disclosed.</summary>
    public IReadOnlyList<DisclosableField>? Fields { get; init; }

    /// <summary>When access ends that was given, as it was known at the later instant.</summary>
    public DateTimeOffset? Until { get; init; }
}

public static class GetKnowledgeEndpoint
{
    public static readonly AccessRule Rule = AuditReach.Rule("audit.knowledge");

    /// <summary>
    /// Tells who knew what when: what an organisation was given of a case, what its feed held and what of it is withheld since, what it opened, what
    /// was disclosed to it, ended and confirmed as destroyed. In the order of instants, one JSON object a line. Another organisation than the own is
    /// for auditors with a mandate for all municipalities.
    /// </summary>
    [WolverineGet("/audit/knowledge"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<KnowledgeLine>(StatusCodes.Status200OK, Ndjson.Media)]
    public static Task<IResult> Get([Query] ReadKnowledge query, Gate gate, Pseudonyms pseudonyms, IDocumentStore store, NpgsqlDataSource source, TimeProvider clock) =>
        gate.Ask(
            Rule,
            async scope =>
            {
                var (moment, refusal) = await new SealedMoments(source, clock).FindAsync(new AskedMoment(query.To), scope.Token);
                if (moment is null) return Shown.Refused(refusal);
                var reach = AuditReach.Of(scope);
                if ((reach.Within ?? query.Org) != query.Org || OrganisationRegister.Current.Find(query.Org) is null) return AuditReach.Nothing;
                return await new Knowledge(query, moment, store, source, pseudonyms).ReadAsync(reach, scope.Token) is { } lines
                    ? new Shown(new Ndjson<KnowledgeLine>(lines))
                    : AuditReach.Nothing;
            },
            new Matter(query.CaseId.Value));
}

internal sealed class Knowledge(ReadKnowledge query, SealedMoment moment, IDocumentStore store, NpgsqlDataSource source, Pseudonyms pseudonyms)
{
    /// <returns>Null where there is nothing for this auditor.</returns>
    public async Task<IReadOnlyList<KnowledgeLine>?> ReadAsync(AuditReach reach, CancellationToken token)
    {
        if (await CaseLife.LoadAsync(query.CaseId, moment, new StoredEvents(store, source), source, token) is not { } life || !reach.Covers(life.Municipality)) return null;
        if (reach.Within is { } own && !life.Rooms.Any(room => life.Had(own, room.Resource, moment))) return null;
        IEnumerable<KnowledgeLine> lines =
        [
            .. life.Facts.SelectMany(fact => OfFact(fact, query.Org)), .. await FeedAsync(life, token), .. await OpenedAsync(life, token),
        ];
        return [.. lines.Where(line => query.From is null || line.At >= query.From).OrderBy(line => line.At).ThenBy(line => line.Position).ThenBy(line => line.Kind).ThenBy(line => line.FeedPosition)];
    }

    /// <summary>What a fact gave to the organisation or took from it.</summary>
    internal static IEnumerable<KnowledgeLine> OfFact(LifeFact fact, Oin organisation)
    {
        var line = new KnowledgeLine(default, fact.At, fact.Stored.Sequence, fact.Room, RecordId.From(fact.Resource), fact.Stored.Type);
        switch (fact.Stored.Data)
        {
            case DisclosureMade made when made.Receiver == organisation:
                return [line with { Kind = KnowledgeKind.Disclosed, Sharer = made.By.Organisation, Fields = made.Fields, Until = made.ExpiresAt }];
            case DisclosureEnded ended when ended.Receiver == organisation:
                return [line with { Kind = KnowledgeKind.DisclosureEnded, Until = ended.Until }];
            case ErasureOrdered ordered when ordered.Receivers.Contains(organisation):
                return [line with { Kind = KnowledgeKind.DestructionAsked }];
            case DisclosureConfirmed confirmed when confirmed.By.Organisation == organisation:
            case ErasureConfirmed erased when erased.Organisation == organisation:
                return [line with { Kind = KnowledgeKind.Receipt }];
            default:
                return GrantRules.Of(fact.Stored.Data).Where(change => change.Organisation == organisation)
                    .Select(change => line with { Kind = change.Given ? KnowledgeKind.AccessGiven : KnowledgeKind.AccessEnded, Room = change.Room, Resource = RecordId.From(change.Resource), Until = change.Until });
        }
    }

    private async Task<IReadOnlyList<KnowledgeLine>> FeedAsync(CaseLife life, CancellationToken token)
    {
        var resources = life.Facts.Select(fact => fact.Stored.Stream).Concat(life.Rooms.Select(room => room.Resource)).Distinct().ToArray();
        await using var command = source.CreateCommand(
            """
            select recorded_at, event_seq, room, resource, entry::jsonb ->> 'type', position, about_access from feeds.entries
            where organisation = $1 and resource = any($2) and event_seq <= $3 order by event_seq, position
            """);
        command.Parameters.Add(new() { Value = query.Org.Value });
        command.Parameters.Add(new() { Value = resources });
        command.Parameters.Add(new() { Value = moment.Sequence });
        List<KnowledgeLine> lines = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var resource = reader.GetGuid(3);
            lines.Add(new KnowledgeLine(
                KnowledgeKind.FeedEntry, reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1), Kebab.Parse<Room>(reader.GetString(2)), RecordId.From(resource), reader.GetString(4))
            {
                FeedPosition = reader.GetInt64(5),
                WithheldSince = reader.GetBoolean(6) ? null : WithheldSince(life, resource),
            });
        }

        return lines;
    }

    /// <summary>As the feed itself decides it (<see cref="Grants.Visible"/>): when the last of what gave the resource as a whole ended.</summary>
    private DateTimeOffset? WithheldSince(CaseLife life, Guid resource)
    {
        var given = life.History.GivenTo(query.Org, resource, moment.Known).Where(grant => grant.Role is not (GrantRole.Disclosed or GrantRole.Offered)).ToList();
        return given.Exists(grant => grant.HoldsAt(moment.Clock)) ? null : given.Max(grant => grant.Until);
    }

    private async Task<IReadOnlyList<KnowledgeLine>> OpenedAsync(CaseLife life, CancellationToken token)
    {
        var rooms = life.Rooms.ToDictionary(room => room.Resource, room => room.Room);
        await using var command = source.CreateCommand(
            """
            select at, resource, action, officer from access.log
            where organisation = $1 and resource = any($2) and kind = any($4) and at <= $3 and decision = 'allow' and method = 'GET' and status between 200 and 299
            order by at, id
            """);
        command.Parameters.Add(new() { Value = query.Org.Value });
        command.Parameters.Add(new() { Value = rooms.Keys.ToArray() });
        command.Parameters.Add(new() { Value = moment.Clock.ToUniversalTime() });
        command.Parameters.Add(new() { Value = life.Rooms.Select(room => Kebab.Of(room.Kind)).ToArray() });
        List<KnowledgeLine> lines = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var resource = reader.GetGuid(1);
            lines.Add(new KnowledgeLine(KnowledgeKind.Opened, reader.GetFieldValue<DateTimeOffset>(0), null, rooms[resource], RecordId.From(resource), reader.GetString(2))
            {
                Officer = pseudonyms.Of(new ActorRef(query.Org, new OfficerId(reader.GetString(3)))),
            });
        }

        return lines;
    }
}

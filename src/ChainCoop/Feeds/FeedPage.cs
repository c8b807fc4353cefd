using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Contracts;
using ChainCoop.Platform;
using ChainCoop.Shared;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Marten.Subscriptions;

namespace ChainCoop.Feeds;

/// <summary>A page of events in strict order, with the session whose commit also moves the progress. Never serialised.</summary>
public sealed record FeedPage(IReadOnlyList<IEvent> Events, IDocumentOperations Operations);

/// <summary>Its name is the key of its progress: renaming it would replay everything.</summary>
internal sealed class FeedPages : BatchSubscription
{
    public FeedPages() : base("feeds")
    {
        Options.BatchSize = 1000;
        Options.MaximumHopperSize = 5000;
        Options.SubscribeFromSequence(0);
    }

    public override Task ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, IMessageBus bus, CancellationToken cancellationToken) =>
        bus.InvokeAsync(new FeedPage(page.Events, operations), cancellationToken);
}

/// <summary>Writes the entries that a page of events yields, to the feed of every organisation that is entitled.</summary>
public static class FeedPageHandler
{
    public static async Task Handle(FeedPage page, NpgsqlDataSource source, District district, TimeProvider clock, CancellationToken token)
    {
        // Only this handler writes these tables, page after page, so that what is committed is what the page before left.
        var ledger = await LoadAsync(source, page.Events, token);
        foreach (var @event in page.Events) Project(@event, ledger, district);
        Write(ledger, page.Operations);
        if (page.Events.Count > 0 && page.Events[^1].Data is IFact last)
            ChainCoopMeters.FeedLag.Record((clock.GetUtcNow() - last.At).TotalSeconds);
    }

    internal static void Project(IEvent @event, FeedLedger ledger, District district)
    {
        if (@event.Data is not IFact happened) return;
        var fact = FeedRules.Of(@event.Data);
        var changes = FeedRules.AccessIn(@event.Data);

        foreach (var change in changes)
        {
            var before = ledger.IsEntitled(change.Resource, change.Organisation, change.Room);
            ledger.Fold(change);
            var after = ledger.IsEntitled(change.Resource, change.Organisation, change.Room);
            if (before == after || fact is { Starts: true } && fact.Resource == change.Resource) continue;
            Append(after ? FeedRules.AccessGranted : FeedRules.AccessEnded, change.Kind, change.Resource, change.Organisation, change.Room, null, aboutAccess: true);
        }

        if (fact is null) return;
        foreach (var organisation in ledger.EntitledTo(fact.Resource, fact.Room, fact.Audience))
            Append(fact.Type, fact.Kind, fact.Resource, organisation, fact.Room, fact.Status, aboutAccess: false);

        void Append(string type, ResourceKind kind, Guid resource, Oin organisation, Room room, string? status, bool aboutAccess)
        {
            var position = ledger.NextPosition(organisation, room);
            JsonObject entry = new()
            {
                ["specversion"] = "1.0",
                ["id"] = NewId.Named(@event.Id, $"{type}|{resource}").ToString(),
                ["source"] = district.Source,
                ["type"] = type,
                ["time"] = InstantForm.Write(FeedRules.TimeOf(happened, room)),
                ["subject"] = resource.ToString(),
                ["dataref"] = FeedLinks.To(kind, resource),
                ["sequence"] = FeedLinks.Sequence(position),
                ["data"] = status is null ? new JsonObject { ["kind"] = Kebab.Of(kind) } : new JsonObject { ["kind"] = Kebab.Of(kind), ["status"] = status },
            };
            var canonical = CanonicalJson.Of(JsonSerializer.SerializeToElement(entry));
            ledger.Append(organisation, room, position, @event.Sequence, resource, aboutAccess, canonical, happened.At);
        }
    }

    private static async Task<FeedLedger> LoadAsync(NpgsqlDataSource source, IReadOnlyList<IEvent> events, CancellationToken token)
    {
        var resources = events.SelectMany(@event => FeedRules.AccessIn(@event.Data).Select(change => change.Resource).Append(FeedRules.Of(@event.Data)?.Resource ?? Guid.Empty)).Distinct().ToArray();
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select organisation, room, position, feedhash from feeds.heads"));
        var access = new NpgsqlBatchCommand("select resource, organisation, room, role from feeds.access where resource = any($1)");
        access.Parameters.Add(new() { Value = resources });
        batch.BatchCommands.Add(access);

        var ledger = new FeedLedger();
        await using var reader = await batch.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            ledger.Restore(new Oin(reader.GetString(0)), RoomOf(reader.GetString(1)), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3));
        await reader.NextResultAsync(token);
        while (await reader.ReadAsync(token))
            ledger.Restore(reader.GetGuid(0), new Oin(reader.GetString(1)), RoomOf(reader.GetString(2)), Kebab.TryParse<GrantRole>(reader.GetString(3), out var role) ? role : throw new InvalidDataException("Unknown grant role in feeds.access."));
        return ledger;
    }

    private static Room RoomOf(string text) => Kebab.TryParse<Room>(text, out var room) ? room : throw new InvalidDataException("Unknown room in feeds.");

    private static void Write(FeedLedger ledger, IDocumentOperations operations)
    {
        var added = ledger.Added;
        if (added.Count > 0)
        {
            operations.QueueSqlCommand(
                """
                insert into feeds.entries (organisation, room, position, event_seq, resource, about_access, entry, commitment, feedhash, recorded_at)
                select * from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::uuid[], ?::boolean[], ?::text[], ?::bytea[], ?::bytea[], ?::timestamptz[])
                """,
                added.Select(x => x.Organisation.Value).ToArray(), added.Select(x => Kebab.Of(x.Room)).ToArray(), added.Select(x => x.Position).ToArray(),
                added.Select(x => x.EventSequence).ToArray(), added.Select(x => x.Resource).ToArray(), added.Select(x => x.AboutAccess).ToArray(),
                added.Select(x => Encoding.UTF8.GetString(x.Canonical)).ToArray(), added.Select(x => x.Commitment).ToArray(), added.Select(x => x.FeedHash).ToArray(),
                added.Select(x => x.At.ToUniversalTime()).ToArray());

            var heads = ledger.MovedHeads;
            operations.QueueSqlCommand(
                """
                insert into feeds.heads (organisation, room, position, feedhash)
                select * from unnest(?::text[], ?::text[], ?::bigint[], ?::bytea[])
                on conflict (organisation, room) do update set position = excluded.position, feedhash = excluded.feedhash
                """,
                heads.Select(x => x.Organisation.Value).ToArray(), heads.Select(x => Kebab.Of(x.Room)).ToArray(),
                heads.Select(x => x.Position).ToArray(), heads.Select(x => x.FeedHash).ToArray());
        }

        var given = ledger.Given;
        if (given.Count > 0)
        {
            operations.QueueSqlCommand(
                "insert into feeds.access (resource, organisation, room, role) select * from unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) on conflict do nothing",
                given.Select(x => x.Resource).ToArray(), given.Select(x => x.Organisation.Value).ToArray(), given.Select(x => Kebab.Of(x.Room)).ToArray(), given.Select(x => Kebab.Of(x.Role)).ToArray());
        }

        var ended = ledger.Ended;
        if (ended.Count > 0)
        {
            operations.QueueSqlCommand(
                """
                delete from feeds.access a using unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) as gone (resource, organisation, room, role)
                where (a.resource, a.organisation, a.room, a.role) = (gone.resource, gone.organisation, gone.room, gone.role)
                """,
                ended.Select(x => x.Resource).ToArray(), ended.Select(x => x.Organisation.Value).ToArray(), ended.Select(x => Kebab.Of(x.Room)).ToArray(), ended.Select(x => Kebab.Of(x.Role)).ToArray());
        }
    }
}

/// <summary>The forms that feed entries promise to receivers.</summary>
public static class FeedLinks
{
    /// <summary>A feed position, zero-padded to 20 digits, so that it also sorts as text.</summary>
    public static string Sequence(long position) => position.ToString("D20", System.Globalization.CultureInfo.InvariantCulture);

    public static string To(ResourceKind kind, Guid resource) => $"/v1/{(kind == ResourceKind.Match ? "matches" : Kebab.Of(kind) + "s")}/{resource}";
}

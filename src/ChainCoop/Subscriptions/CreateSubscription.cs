using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Subscriptions.Delivery;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

/// <summary>Asks that the entries of a feed of the own organisation are pushed to a system of its own.</summary>
/// <param name="Sink">Address of the receiver: https, with a public host.</param>
/// <param name="Secret"><c>whsec_</c> and 24 to 64 bytes in base64 (Standard Webhooks). Deliveries are signed with it; it is never given back.</param>
/// <param name="Room">Which feed; default general.</param>
/// <param name="Types">Only entries of one of these types.</param>
/// <param name="Filters">Only entries that fit each of these (CloudEvents Subscriptions: dialects exact and prefix).</param>
/// <param name="Municipality">Only entries about records of this municipality.</param>
/// <param name="CaseId">Only entries about this case; in the care or security room about this track.</param>
/// <param name="After">Feed position to begin after; absent: what comes from now on.</param>
/// <param name="CanaryMinutes">So often a canary is sent, which is no entry and has no position: when none comes, something is broken.</param>
public sealed record CreateSubscription(
    [property: MinLength(1), MaxLength(2000)] string Sink,
    [property: MinLength(1), MaxLength(100)] string Secret,
    Room Room = Room.General,
    SinkProtocol Protocol = SinkProtocol.Http,
    [property: MinLength(1), MaxLength(100)] IReadOnlyList<FeedType>? Types = null,
    [property: MaxLength(20)] IReadOnlyList<SubscriptionFilter>? Filters = null,
    MunicipalityCode? Municipality = null,
    RecordId? CaseId = null,
    [property: Range(0, double.MaxValue)] long? After = null,
    [property: Range(1, 1440)] int? CanaryMinutes = null) : IChecked
{
    public void Check(Faults faults)
    {
        if (!faults.Has("/secret") && SinkSecret.FaultIn(Secret, Protocol) is { } fault) faults.Add("/secret", fault);
        for (var i = 0; i < (Filters ?? []).Count; i++) faults.Require(Filters![i] is not { Exact: null, Prefix: null }, $"/filters/{i}", "The dialects are exact and prefix.");
    }
}

/// <param name="Exact">The attribute has exactly this value.</param>
/// <param name="Prefix">The attribute begins with this.</param>
public sealed record SubscriptionFilter(ExactFilter? Exact = null, PrefixFilter? Prefix = null);

public sealed record ExactFilter(FeedType Type);

/// <param name="Type">As far as a dot, with it.</param>
public sealed record PrefixFilter(FeedTypeFamily Type);

public sealed record SubscriptionStanding(SubscriptionId Id, SubscriptionStatus Status);

public static class CreateSubscriptionEndpoint
{
    /// <summary>Begins a subscription. Nothing is delivered before the receiver consented: ask for that with <c>verifications</c>.</summary>
    [WolverinePost("/subscriptions"), Scope("subscriptions.write"), Idempotent(Required = true)]
    [ProducesResponseType<SubscriptionStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(CreateSubscription command, Gate gate, SinkAddresses addresses, NpgsqlDataSource source, CancellationToken token) =>
        gate.Create<SubscriptionStanding>(SubscriptionRules.CreateIn(command.Room), async entry =>
        {
            if (addresses.FaultIn(command.Sink) is { } fault) return Problems.InvalidInput([new Fault("/sink", fault)]);
            var (head, isSeen) = await FindAsync(command, entry, source, token);
            if (!isSeen) return Problems.InvalidInput([new Fault("/caseId", "There is no such record, or you may not see it.")]);
            if (command.After > head) return Problems.InvalidInput([new Fault("/after", $"The position is beyond the end of the feed, which is {head}.")]);
            var held = await entry.Seal(Of(command.Sink), Of(command.Secret));
            return Decide(SubscriptionId.New(), command, head, held[0], held[1], entry.Acting, entry.Mandated[0], entry.By, entry.Now);
        });

    /// <param name="head">Position of the last entry of the feed.</param>
    /// <param name="acting">Roles in which the caller may read the feed.</param>
    public static Decision Decide(
        SubscriptionId id, CreateSubscription command, long head, PayloadRef sink, PayloadRef secret, IReadOnlyList<Role> acting, MunicipalityCode municipality, ActorRef by, DateTimeOffset now)
    {
        var filters = command.Filters ?? [];
        var created = new SubscriptionCreated(
            id, command.Room, command.Protocol, sink, secret,
            command.Types, [.. filters.Select(one => one.Exact?.Type).OfType<FeedType>()], [.. filters.Select(one => one.Prefix?.Type).OfType<FeedTypeFamily>()],
            command.Municipality, command.CaseId, command.After ?? head, command.CanaryMinutes, acting, municipality, by, now);
        return new Decision
        {
            Starts = [new NewStream(typeof(Subscription), id.Value, [created])],
            Answer = new SubscriptionStanding(id, SubscriptionStatus.Unverified),
            Location = $"/subscriptions/{id}",
        };
    }

    /// <summary>It is about no person; like an agreement it is kept as long as a file.</summary>
    internal static Unsealed Of(string text, string eventType = "subscription_created") =>
        new(KeyScope.OfProse(new Purpose("synchronisation"), new RetentionClass("case-file")), eventType, new Held(text));

    /// <returns>Position of the last entry, and whether the caller may see the record that the command names, if it names one.</returns>
    private static async Task<(long Head, bool IsSeen)> FindAsync(CreateSubscription command, Entry entry, NpgsqlDataSource source, CancellationToken token)
    {
        await using var find = source.CreateCommand(
            $"""
            select {FeedEntries.Head},
                   @resource is null or {Grants.IsVisible("@resource")}
            """);
        find.Parameters.AddWithValue("organisation", entry.By.Organisation.Value);
        find.Parameters.AddWithValue("room", Kebab.Of(command.Room));
        find.Parameters.AddWithValue("municipalities", entry.Mandated.Select(municipality => municipality.Value).ToArray());
        find.Parameters.AddWithValue("now", entry.Now.ToUniversalTime());
        find.Parameters.Add(new NpgsqlParameter<Guid?>("resource", NpgsqlTypes.NpgsqlDbType.Uuid) { TypedValue = command.CaseId?.Value });
        await using var reader = await find.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return (reader.GetInt64(0), reader.GetBoolean(1));
    }
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

/// <summary>Has everything delivered once more from somewhere on: exactly one of the members says where.</summary>
/// <param name="FromSequence">The first position that is delivered.</param>
/// <param name="FromTime">The first moment whose entries are.</param>
/// <param name="CaseId">The record with whose first entry it begins; one that the caller may see.</param>
public sealed record RewindSubscription([property: Range(1, double.MaxValue)] long? FromSequence = null, DateTimeOffset? FromTime = null, RecordId? CaseId = null) : IChecked
{
    public void Check(Faults faults)
    {
        if (faults.Has("/fromSequence") || faults.Has("/fromTime") || faults.Has("/caseId")) return;
        faults.Require(
            (FromSequence is null ? 0 : 1) + (FromTime is null ? 0 : 1) + (CaseId is null ? 0 : 1) == 1, "", "Exactly one of fromSequence, fromTime and caseId has to be given.");
        faults.Require(FromTime is not { } from || from <= faults.Now, "/fromTime", "Must not be in the future.");
    }
}

/// <param name="After">Deliveries go on after this position of the feed.</param>
public sealed record SubscriptionPosition(SubscriptionId Id, long After);

public static class RewindSubscriptionEndpoint
{
    /// <summary>So often in <see cref="Window"/>.</summary>
    public const int Quota = 10;

    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>
    /// Delivers again, with the same ids. Not forward: what was not delivered yet will be. Ten times in 24 hours.
    /// </summary>
    [WolverinePost("/subscriptions/{subscriptionId}/rewinds"), Scope("subscriptions.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<SubscriptionPosition>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubscriptionId subscriptionId, RewindSubscription command, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Subscription>(subscriptionId.Value, SubscriptionRules.Rewind, async (subscription, entry) =>
        {
            var (taken, first) = await FindAsync(subscription, command, entry, source, token);
            return Decide(subscription, command, taken, first, entry.By, entry.Now);
        });

    /// <param name="taken">Feed position up to which entries have become deliveries.</param>
    /// <param name="first">Of the entry that the command means; null: there is none.</param>
    public static Decision Decide(Subscription subscription, RewindSubscription command, long taken, long? first, ActorRef by, DateTimeOffset now)
    {
        if (!subscription.Steps.Contains("rewinds")) return SubscriptionProblems.Forbids(subscription, "Nothing was delivered yet, or nothing will be.");
        var counted = subscription.Rewinds.Where(at => at > now - Window).ToList();
        if (counted.Count >= Quota) return Problems.RewindQuotaUsed(Quota, (int)Math.Ceiling((counted[^Quota] + Window - now).TotalSeconds));
        if (command.FromSequence is { } from && from > taken + 1)
            return Problems.InvalidInput([new Fault("/fromSequence", $"The position is beyond what was taken up, which is {taken}.")]);
        if (first is null && command.CaseId is not null) return Problems.InvalidInput([new Fault("/caseId", "No entry of this feed is about it.")]);

        var after = Math.Min(taken, (first ?? taken + 1) - 1);
        return Decision.Of(new SubscriptionRewound(subscription.Id, after, by, now)) with { Answer = new SubscriptionPosition(subscription.Id, after) };
    }

    private static async Task<(long Taken, long? First)> FindAsync(
        Subscription subscription, RewindSubscription command, Entry entry, NpgsqlDataSource source, CancellationToken token)
    {
        await using var find = source.CreateCommand(
            $"""
            select s.taken, case
                when @position is not null then @position
                when @resource is not null then (
                    select min(e.position) from feeds.entries e
                    where e.organisation = s.organisation and e.room = s.room and e.resource = @resource and {Grants.IsVisible("@resource")})
                else (select min(e.position) from feeds.entries e where e.organisation = s.organisation and e.room = s.room and e.recorded_at >= @time) end
            from subscriptions.endpoints s where s.subscription = @subscription
            """);
        find.Parameters.AddWithValue("subscription", subscription.Id.Value);
        find.Parameters.AddWithValue("organisation", entry.By.Organisation.Value);
        find.Parameters.AddWithValue("room", Kebab.Of(subscription.Room));
        find.Parameters.AddWithValue("municipalities", entry.Mandated.Where(municipality => entry.Enters(subscription.Room, municipality)).Select(municipality => municipality.Value).ToArray());
        find.Parameters.AddWithValue("now", entry.Now.ToUniversalTime());
        find.Parameters.Add(new NpgsqlParameter<long?>("position", NpgsqlTypes.NpgsqlDbType.Bigint) { TypedValue = command.FromSequence });
        find.Parameters.Add(new NpgsqlParameter<Guid?>("resource", NpgsqlTypes.NpgsqlDbType.Uuid) { TypedValue = command.CaseId?.Value });
        find.Parameters.Add(new NpgsqlParameter<DateTimeOffset?>("time", NpgsqlTypes.NpgsqlDbType.TimestampTz) { TypedValue = command.FromTime?.ToUniversalTime() });
        await using var reader = await find.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? (reader.GetInt64(0), await reader.IsDBNullAsync(1, token) ? null : reader.GetInt64(1)) : (0, null);
    }
}

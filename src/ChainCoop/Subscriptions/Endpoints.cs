using ChainCoop.Feeds;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Subscriptions;

/// <summary>The table of endpoints: written in the transaction of the event.</summary>
public static class Endpoints
{
    /// <summary>The condition that the filter of the endpoint <c>s</c> lets the entry <c>e</c> of its feed through.</summary>
    internal const string Fits =
        """
        (s.types is null or e.entry::jsonb ->> 'type' = any(s.types)) and e.entry::jsonb ->> 'type' = all(s.exact)
        and not exists (select from unnest(s.prefixes) prefix where not starts_with(e.entry::jsonb ->> 'type', prefix))
        and (s.record is null or e.resource = s.record)
        and (s.municipality is null or exists (
            select from access.grants g
            where g.organisation = s.organisation and g.room = s.room and g.resource = e.resource and g.municipality = s.municipality))
        """;

    /// <summary>In place of the position of the last delivery: it is to be looked up.</summary>
    internal const int NotKnown = -1;

    public static void Fold(IDocumentOperations operations, object @event)
    {
        switch (@event)
        {
            case SubscriptionCreated e:
                operations.QueueSqlCommand(
                    """
                    insert into subscriptions.endpoints
                        (subscription, organisation, room, status, version, types, exact, prefixes, municipality, record, begun_after, taken, last_delivery, canary_at)
                    values (?, ?, ?, 'unverified', 1, nullif(?, '{}'::text[]), ?, ?, nullif(?, ''), nullif(?, '00000000-0000-0000-0000-000000000000'::uuid), ?, ?, ?, nullif(?, 'infinity'::timestamptz))
                    """,
                    e.SubscriptionId.Value, e.By.Organisation.Value, Kebab.Of(e.Room), Texts(e.Types), Texts(e.Exact),
                    e.Prefixes.Select(prefix => prefix.Value).ToArray(), e.About?.Value ?? "", e.Record?.Value ?? Guid.Empty, e.After, e.After, e.After,
                    e.Canary is { } minutes ? e.At.AddMinutes(minutes).ToUniversalTime() : DateTimeOffset.MaxValue.ToUniversalTime());
                break;
            case SubscriptionVerified e:
                Change(operations, e.SubscriptionId, "status = case status when 'unverified' then 'active' else status end");
                break;
            case SubscriptionPaused e:
                Change(operations, e.SubscriptionId, "status = 'paused'");
                break;
            case SubscriptionSuspended e:
                Change(operations, e.SubscriptionId, e.Reason == SuspensionReason.NoConsent ? "status = 'unverified'" : "status = 'suspended'");
                break;
            case SubscriptionResumed e:
                Change(operations, e.SubscriptionId, "status = 'active', failing_since = null, closed_until = null");
                break;
            case SubscriptionSecretRotated e:
                Change(operations, e.SubscriptionId);
                break;
            case SubscriptionRewound e:
                Rewind(operations, e);
                break;
            case SubscriptionEnded e:
                Change(operations, e.SubscriptionId, "status = 'ended'");
                break;
            case SubscriptionRetired e:
                Change(operations, e.SubscriptionId, "status = 'retired'");
                break;
        }
    }

    /// <summary>
    /// What was taken up after the position is taken up anew, with the same ids. Behind which delivery is found by who takes up. The fence makes what is
    /// under way meanwhile count for nothing.
    /// </summary>
    private static void Rewind(IDocumentOperations operations, SubscriptionRewound e)
    {
        Change(operations, e.SubscriptionId, "fence = fence + 1, node = null, leased_until = null");
        operations.QueueSqlCommand("delete from subscriptions.deliveries where subscription = ? and position > ?", e.SubscriptionId.Value, e.After);
        operations.QueueSqlCommand(
            $"update subscriptions.endpoints set taken = least(taken, ?), last_delivery = {NotKnown} where subscription = ?", e.After, e.SubscriptionId.Value);
    }

    /// <summary>Whoever holds settings of it in memory sees by the version that they changed.</summary>
    private static void Change(IDocumentOperations operations, SubscriptionId subscription, params string[] set) =>
        operations.QueueSqlCommand($"update subscriptions.endpoints set {string.Join(", ", [.. set, "version = version + 1"])} where subscription = ?", subscription.Value);

    private static string[] Texts(IReadOnlyList<FeedType>? types) => [.. (types ?? []).Select(type => type.Value)];
}

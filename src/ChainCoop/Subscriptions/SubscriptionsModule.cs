using ChainCoop.Platform;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Subscriptions;

/// <summary>Everything the store must know about subscriptions. The aliases are the storage format.</summary>
internal static class SubscriptionsModule
{
    public static StoreOptions AddSubscriptions(this StoreOptions store)
    {
        store.Events.MapEventType<SubscriptionCreated>("subscription_created");
        store.Events.MapEventType<SubscriptionVerified>("subscription_verified");
        store.Events.MapEventType<SubscriptionPaused>("subscription_paused");
        store.Events.MapEventType<SubscriptionSuspended>("subscription_suspended");
        store.Events.MapEventType<SubscriptionResumed>("subscription_resumed");
        store.Events.MapEventType<SubscriptionSecretRotated>("subscription_secret_rotated");
        store.Events.MapEventType<SubscriptionRewound>("subscription_rewound");
        store.Events.MapEventType<SubscriptionEnded>("subscription_ended");
        store.Events.MapEventType<SubscriptionRetired>("subscription_retired");

        store.Projections.Snapshot<Subscription>(SnapshotLifecycle.Inline);
        return store.AddTables("subscriptions", "endpoints", "subscriptions.sql");
    }
}

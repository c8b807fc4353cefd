using ChainCoop.Platform;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Privacy.Holds;

/// <summary>Everything the store must know about legal holds. The aliases are the storage format.</summary>
internal static class HoldsModule
{
    public static StoreOptions AddHolds(this StoreOptions store)
    {
        store.Events.MapEventType<LegalHoldPlaced>("legal_hold_placed");
        store.Events.MapEventType<LegalHoldReviewed>("legal_hold_reviewed");
        store.Events.MapEventType<LegalHoldReviewDue>("legal_hold_review_due");
        store.Events.MapEventType<LegalHoldEnded>("legal_hold_ended");

        store.Projections.Snapshot<LegalHold>(SnapshotLifecycle.Inline);
        return store.AddTables("privacy", "holds", "holds.sql");
    }
}

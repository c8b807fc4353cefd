using ChainCoop.Platform;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Privacy.Lists;

/// <summary>Everything the store must know about destruction lists. The aliases are the storage format.</summary>
internal static class ListsModule
{
    public static StoreOptions AddLists(this StoreOptions store)
    {
        store.Events.MapEventType<DestructionListProposed>("destruction_list_proposed");
        store.Events.MapEventType<DestructionListReviewed>("destruction_list_reviewed");
        store.Events.MapEventType<DestructionListApproved>("destruction_list_approved");
        store.Events.MapEventType<DestructionListCarriedOut>("destruction_list_carried_out");
        store.Events.MapEventType<StandingApprovalGiven>("standing_approval_given");
        store.Events.MapEventType<StandingApprovalEnded>("standing_approval_ended");

        store.Projections.Snapshot<DestructionList>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<StandingApproval>(SnapshotLifecycle.Inline);
        return store.AddTables("privacy", "listed_records", "lists.sql");
    }
}

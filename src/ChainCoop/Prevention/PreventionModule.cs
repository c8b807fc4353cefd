using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Prevention;

/// <summary>Everything the store must know about prevention. The aliases are the storage format.</summary>
internal static class PreventionModule
{
    public static StoreOptions AddPrevention(this StoreOptions store)
    {
        store.Events.MapEventType<PreventionActivityPlanned>("prevention_activity_planned");
        store.Events.MapEventType<PreventionActivityHeld>("prevention_activity_held");
        store.Events.MapEventType<PreventionActivityCancelled>("prevention_activity_cancelled");
        store.Events.MapEventType<TrainingHeld>("training_held");
        store.Events.MapEventType<TrainingTargetSet>("training_target_set");

        store.Projections.Snapshot<PreventionActivity>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<Training>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<TrainingTarget>(SnapshotLifecycle.Inline);
        return store;
    }
}

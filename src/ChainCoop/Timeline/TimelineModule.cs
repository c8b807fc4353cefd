using ChainCoop.Platform;
using ChainCoop.Timeline.Witnesses;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Timeline;

/// <summary>Everything the store must know about the sealed timeline. The aliases are the storage format.</summary>
internal static class TimelineModule
{
    public static StoreOptions AddTimeline(this StoreOptions store)
    {
        store.Events.MapEventType<WitnessRegistered>("witness_registered");
        store.Events.MapEventType<WitnessEnded>("witness_ended");

        store.Projections.Snapshot<Witness>(SnapshotLifecycle.Inline);
        return store.AddTables("timeline", "leaves", "timeline.sql");
    }
}

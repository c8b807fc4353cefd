using ChainCoop.Platform;
using ChainCoop.Timeline.Bundles;
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
        store.Events.MapEventType<EvidenceBundleRequested>("evidence_bundle_requested");
        store.Events.MapEventType<EvidenceBundleApproved>("evidence_bundle_approved");
        store.Events.MapEventType<EvidenceBundleRefused>("evidence_bundle_refused");
        store.Events.MapEventType<EvidenceBundlePrepared>("evidence_bundle_prepared");

        store.Projections.Snapshot<Witness>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<EvidenceBundle>(SnapshotLifecycle.Inline);
        return store.AddTables("timeline", "leaves", "timeline.sql").AddTables("timeline", "bundle_progress", "evidence-bundles.sql");
    }
}

using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Norms;

/// <summary>Everything the store must know about the norm framework. The aliases are the storage format.</summary>
internal static class NormsModule
{
    public static StoreOptions AddNorms(this StoreOptions store)
    {
        store.Events.MapEventType<EvidenceRecorded>("evidence_recorded");
        store.Events.MapEventType<EvidenceWithdrawn>("evidence_withdrawn");

        store.Projections.Snapshot<Evidence>(SnapshotLifecycle.Inline);
        store.Schema.For<Evidence>().Index(evidence => evidence.Municipality);
        return store;
    }
}

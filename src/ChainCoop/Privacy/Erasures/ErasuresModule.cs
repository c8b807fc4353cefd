using ChainCoop.Platform;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Privacy.Erasures;

/// <summary>Everything the store must know about erasures. The aliases are the storage format.</summary>
internal static class ErasuresModule
{
    public static StoreOptions AddErasures(this StoreOptions store)
    {
        store.Events.MapEventType<ErasureProposed>("erasure_proposed");
        store.Events.MapEventType<ErasureOrdered>("erasure_ordered");
        store.Events.MapEventType<ErasureWithdrawn>("erasure_withdrawn");
        store.Events.MapEventType<ErasureLapsed>("erasure_lapsed");
        store.Events.MapEventType<ErasureDropped>("erasure_dropped");
        store.Events.MapEventType<ErasureHeld>("erasure_held");
        store.Events.MapEventType<ErasureCarriedOut>("erasure_carried_out");
        store.Events.MapEventType<ErasureConfirmed>("erasure_confirmed");
        store.Events.MapEventType<ErasureUnconfirmed>("erasure_unconfirmed");
        store.Events.MapEventType<SignalContentErased>("signal_content_erased");
        store.Events.MapEventType<CaseContentErased>("case_content_erased");
        store.Events.MapEventType<VictimContentErased>("victim_content_erased");
        store.Events.MapEventType<SecurityContentErased>("security_content_erased");
        store.Events.MapEventType<SignalDestroyed>("signal_destroyed");
        store.Events.MapEventType<CaseDestroyed>("case_destroyed");
        store.Events.MapEventType<VictimTrackDestroyed>("victim_track_destroyed");
        store.Events.MapEventType<SecurityTrackDestroyed>("security_track_destroyed");
        store.Events.MapEventType<SubjectRequestDestroyed>("subject_request_destroyed");
        store.Events.MapEventType<SubjectLinkDestroyed>("subject_link_destroyed");

        store.Projections.Snapshot<Erasure>(SnapshotLifecycle.Inline);
        store.Schema.For<Erasure>().Index(erasure => erasure.Record, index =>
        {
            index.Name = ErasureStart.OnePerRecord;
            index.IsUnique = true;
            // As PostgreSQL writes it down: db-assert compares the texts.
            index.Predicate = "((data ->> 'status'::text) = ANY (ARRAY['proposed'::text, 'ordered'::text]))";
        });
        return store.AddTables("privacy", "destructions", "destructions.sql").AddTables("privacy", "destroyed_payloads", "destroyed-payloads.sql");
    }
}

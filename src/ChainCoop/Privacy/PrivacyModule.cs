using ChainCoop.Platform;
using ChainCoop.Privacy.Erasures;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Privacy;

/// <summary>Everything the store must know about the vault and about retention. The key database has its own schema (<see cref="KeyDatabaseSchema"/>).</summary>
internal static class PrivacyModule
{
    public static StoreOptions AddPrivacy(this StoreOptions store)
    {
        store.Events.MapEventType<ErasureProposed>("erasure_proposed");
        store.Events.MapEventType<ErasureOrdered>("erasure_ordered");
        store.Events.MapEventType<ErasureWithdrawn>("erasure_withdrawn");
        store.Events.MapEventType<ErasureHeld>("erasure_held");
        store.Events.MapEventType<ErasureCarriedOut>("erasure_carried_out");
        store.Events.MapEventType<ErasureConfirmed>("erasure_confirmed");
        store.Events.MapEventType<ErasureUnconfirmed>("erasure_unconfirmed");
        store.Events.MapEventType<ContentErased>("content_erased");
        store.Events.MapEventType<RecordDestroyed>("record_destroyed");

        store.Projections.Snapshot<Erasure>(SnapshotLifecycle.Inline);
        store.Schema.For<Erasure>().Index(erasure => erasure.Record, index =>
        {
            index.Name = ErasureStart.OnePerRecord;
            index.IsUnique = true;
            index.Predicate = "data ->> 'status' in ('proposed', 'ordered')";
        });
        return store.AddTables("vault", "payloads", "vault.sql").AddTables("privacy", "retention", "retention.sql").AddTables("privacy", "destructions", "destructions.sql");
    }
}

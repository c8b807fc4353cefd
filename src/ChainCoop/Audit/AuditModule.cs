using ChainCoop.Audit.Unmaskings;
using ChainCoop.Platform;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Audit;

/// <summary>Everything the store must know about oversight. The aliases are the storage format.</summary>
internal static class AuditModule
{
    public static StoreOptions AddAudit(this StoreOptions store)
    {
        store.Events.MapEventType<UnmaskingProposed>("unmasking_proposed");
        store.Events.MapEventType<UnmaskingApproved>("unmasking_approved");
        store.Events.MapEventType<UnmaskingRefused>("unmasking_refused");

        store.Projections.Snapshot<Unmasking>(SnapshotLifecycle.Inline);
        return store.AddTables("access", "processing_export", "processing-log.sql");
    }
}

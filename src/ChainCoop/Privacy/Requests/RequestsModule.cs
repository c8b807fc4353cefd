using ChainCoop.Platform;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Privacy.Requests;

/// <summary>Everything the store must know about requests of data subjects. The aliases are the storage format.</summary>
internal static class RequestsModule
{
    public static StoreOptions AddRequests(this StoreOptions store)
    {
        store.Events.MapEventType<SubjectRequestReceived>("subject_request_received");
        store.Events.MapEventType<SubjectRequestExtended>("subject_request_extended");
        store.Events.MapEventType<SubjectRequestPartDecided>("subject_request_part_decided");
        store.Events.MapEventType<SubjectRequestAnswered>("subject_request_answered");
        store.Events.MapEventType<SubjectRequestBecameOverdue>("subject_request_became_overdue");

        store.Projections.Snapshot<SubjectRequest>(SnapshotLifecycle.Inline);
        return store.AddTables("privacy", "request_details", "request-details.sql");
    }
}

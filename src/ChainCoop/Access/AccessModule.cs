using ChainCoop.Platform;
using Marten;

namespace ChainCoop.Access;

/// <summary>Everything the store must know about access.</summary>
internal static class AccessModule
{
    public static StoreOptions AddAccess(this StoreOptions store)
    {
        store.AddTables("access", "grants", "grants.sql");
        store.AddTables("access", "unread_disclosures", "disclosure-grants.sql");
        store.AddTables("access", "grants_disclosed", "disclosure-purposes.sql");
        store.AddTables("access", "log", "access-log.sql");
        store.AddTables("access", "log_order", "access-log-views.sql");
        store.AddTables("access", "grant_streams", "grant-streams.sql");
        store.AddTables("access", "grants_of_sharing", "sharing-lists.sql");
        store.AddTables("access", "grants_of_enrichment", "enrichment-lists.sql");
        return store;
    }
}

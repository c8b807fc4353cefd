using ChainCoop.Platform;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Holds;
using ChainCoop.Privacy.Links;
using ChainCoop.Privacy.Lists;
using ChainCoop.Privacy.Requests;
using Marten;

namespace ChainCoop.Privacy;

/// <summary>
/// Everything the store must know about the vault, retention, erasures, legal holds, destruction lists, and what data subjects ask. The key
/// database has its own schema (<see cref="KeyDatabaseSchema"/>).
/// </summary>
internal static class PrivacyModule
{
    public static StoreOptions AddPrivacy(this StoreOptions store) =>
        store.AddTables("vault", "payloads", "vault.sql").AddTables("privacy", "retention", "retention.sql").AddHolds().AddErasures().AddRequests().AddLinks().AddLists();
}

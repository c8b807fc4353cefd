using ChainCoop.Platform;
using Marten;

namespace ChainCoop.Municipalities;

/// <summary>Everything the store must know about the read models of municipalities.</summary>
internal static class MunicipalitiesModule
{
    public static StoreOptions AddMunicipalities(this StoreOptions store)
    {
        store.AddTables("municipalities", "caseload", "municipalities.sql");
        store.AddTables("municipalities", "deadlines_rules", "deadline-rules.sql");
        return store;
    }
}

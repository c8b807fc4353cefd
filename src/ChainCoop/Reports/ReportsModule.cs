using ChainCoop.Platform;
using Marten;

namespace ChainCoop.Reports;

/// <summary>Everything the store must know about what is counted.</summary>
internal static class ReportsModule
{
    public static StoreOptions AddReports(this StoreOptions store) => store.AddTables("reports", "facts", "facts.sql");
}

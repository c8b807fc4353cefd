using ChainCoop.Platform;
using Marten;

namespace ChainCoop.Feeds;

/// <summary>Everything the store must know about feeds.</summary>
internal static class FeedsModule
{
    public static StoreOptions AddFeeds(this StoreOptions store) => store.AddTables("feeds", "entries", "feeds.sql").AddTables("feeds", "entries_of_resource", "feed-resources.sql");
}

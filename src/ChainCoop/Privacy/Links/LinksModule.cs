using ChainCoop.Platform;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Privacy.Links;

/// <summary>Everything the store must know about links of subjects. The aliases are the storage format.</summary>
internal static class LinksModule
{
    public static StoreOptions AddLinks(this StoreOptions store)
    {
        store.Events.MapEventType<SubjectsLinked>("subjects_linked");
        store.Events.MapEventType<SubjectLinkEnded>("subject_link_ended");

        store.Projections.Snapshot<SubjectLink>(SnapshotLifecycle.Inline);
        return store.AddTables("privacy", "subject_links", "subject-links.sql");
    }
}

using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Organisations;

/// <summary>Everything the store must know about organisations and mandates. The aliases are the storage format.</summary>
internal static class OrganisationsModule
{
    public static StoreOptions AddOrganisations(this StoreOptions store)
    {
        store.Events.MapEventType<OrganisationRegistered>("organisation_registered");
        store.Events.MapEventType<OrganisationEnded>("organisation_ended");
        store.Events.MapEventType<MandateGiven>("mandate_given");
        store.Events.MapEventType<MandateEnded>("mandate_ended");

        store.Projections.Snapshot<RegisteredOrganisation>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<Mandate>(SnapshotLifecycle.Inline);
        return store;
    }
}

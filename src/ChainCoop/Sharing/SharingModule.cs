using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Sharing;

/// <summary>Everything the store must know about sharing. The aliases are the storage format.</summary>
internal static class SharingModule
{
    public static StoreOptions AddSharing(this StoreOptions store)
    {
        store.Events.MapEventType<AgreementMade>("agreement_made");
        store.Events.MapEventType<AgreementAccepted>("agreement_accepted");
        store.Events.MapEventType<AgreementEnded>("agreement_ended");
        store.Events.MapEventType<LegalBasisRecorded>("legal_basis_recorded");
        store.Events.MapEventType<LegalBasisWithdrawn>("legal_basis_withdrawn");
        store.Events.MapEventType<DisclosureMade>("disclosure_made");
        store.Events.MapEventType<DisclosureEnded>("disclosure_ended");
        store.Events.MapEventType<DisclosureConfirmed>("disclosure_confirmed");
        store.Events.MapEventType<DisclosureUnconfirmed>("disclosure_unconfirmed");

        store.Events.MapEventType<ObjectionRaised>("objection_raised");
        store.Events.MapEventType<ObjectionDecided>("objection_decided");

        store.Projections.Snapshot<Objection>(SnapshotLifecycle.Inline);
        store.Schema.For<Objection>().Index([objection => objection.Record, objection => objection.Subject], index =>
        {
            index.Name = RaiseObjectionEndpoint.OnePerPerson;
            index.IsUnique = true;
            // As PostgreSQL writes it down: db-assert compares the texts.
            index.Predicate = "((data ->> 'status'::text) = ANY (ARRAY['open'::text, 'granted'::text]))";
        });
        store.Projections.Snapshot<Agreement>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<LegalBasis>(SnapshotLifecycle.Inline);
        store.Schema.For<LegalBasis>().Index(basis => basis.Record);
        store.Projections.Snapshot<Disclosure>(SnapshotLifecycle.Inline);
        store.Schema.For<Disclosure>()
            .Index([disclosure => disclosure.Record, disclosure => disclosure.Receiver], index =>
            {
                index.Name = MakeDisclosureEndpoint.OnePerReceiver;
                index.IsUnique = true;
                // As PostgreSQL writes it down: db-assert compares the texts.
                index.Predicate = "((data ->> 'status'::text) = 'in-force'::text)";
            })
            .Index(disclosure => disclosure.Record)
            .Index(disclosure => disclosure.LegalBasisId)
            .Index(disclosure => disclosure.AgreementId);
        return store;
    }
}

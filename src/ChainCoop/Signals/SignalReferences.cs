using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Signals;

/// <summary>
/// Which references are in use, of signals and of what is done with them. Written in the transaction of the fact, so that of two requests
/// with the same reference one loses, however close they are.
/// </summary>
internal static class SignalReferences
{
    /// <summary>The constraint that the second one violates.</summary>
    public const string Constraint = "external_references_pkey";

    public static void Fold(IDocumentOperations operations, object @event)
    {
        switch (@event)
        {
            case SignalReceived { ExternalReference: { } reference } e:
                Write(e.From, reference, e.SignalId);
                break;
            case IReferencedStep { ExternalReference: { } reference } e:
                Write(e.By.Organisation, reference, e.SignalId);
                break;
        }

        void Write(Oin organisation, ExternalReference reference, SignalId signal) =>
            operations.QueueSqlCommand("insert into signals.external_references (organisation, reference, signal) values (?, ?, ?)", organisation.Value, reference.Value, signal.Value);
    }
}

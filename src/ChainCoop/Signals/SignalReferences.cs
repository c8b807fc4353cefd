using Marten;

namespace ChainCoop.Signals;

/// <summary>
/// Which references are in use. Written in the transaction that receives the signal, so that of two requests with the same
/// reference one loses, however close they are.
/// </summary>
internal static class SignalReferences
{
    /// <summary>The constraint that the second one violates.</summary>
    public const string Constraint = "external_references_pkey";

    public static void Fold(IDocumentOperations operations, object @event)
    {
        if (@event is not SignalReceived { ExternalReference: { } reference } received) return;
        operations.QueueSqlCommand(
            "insert into signals.external_references (organisation, reference, signal) values (?, ?, ?)",
            received.From.Value, reference.Value, received.SignalId.Value);
    }
}

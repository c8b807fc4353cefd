using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>By what an organisation knows a task or a goal in its own system. For nobody else to see.</summary>
public sealed record OwnReference(Oin Organisation, ExternalReference Reference)
{
    public ExternalReference? For(Oin caller) => caller == Organisation ? Reference : null;
}

/// <summary>
/// Which references are in use, written in the transaction that brings in the item: of two requests with the same reference one loses,
/// however close they are.
/// </summary>
internal static class CaseReferences
{
    private static readonly Race Race = new("item_references_pkey", Problems.ItemReferenceInUse);

    /// <summary>The decision, and these references with it.</summary>
    public static Decision Naming(this Decision decision, CaseId id, Oin organisation, IReadOnlyList<(ExternalReference Reference, Guid Item)> items) =>
        items.Count == 0 ? decision : decision with
        {
            Race = Race,
            Also = operations =>
            {
                foreach (var (reference, item) in items)
                    operations.QueueSqlCommand("insert into cases.item_references (organisation, reference, case_id, item) values (?, ?, ?, ?)", organisation.Value, reference.Value, id.Value, item);
            },
        };
}

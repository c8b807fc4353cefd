using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Privacy.Lists;

/// <summary>The table that holds a record to one open list: written in the transaction of the event.</summary>
public static class ListedRecords
{
    /// <summary>Refuses the second of two lists of one record.</summary>
    public const string Constraint = "listed_records_pkey";

    /// <summary>After so many days what a list kept is proposed again (policy of the district).</summary>
    private const int DaysKept = 90;

    public static void Fold(IDocumentOperations operations, object @event)
    {
        switch (@event)
        {
            case DestructionListProposed e:
                operations.QueueSqlCommand(
                    "insert into privacy.listed_records (record, kind, list) select record, ?, ? from unnest(?::uuid[]) record",
                    ListRules.RetentionOf(e.Kind), e.ListId.Value, e.Items.Select(item => item.Record.Value).ToArray());
                break;
            case DestructionListCarriedOut e:
                operations.QueueSqlCommand(
                    "delete from privacy.kept_records k using privacy.listed_records l where l.list = ? and (l.record, l.kind) = (k.record, k.kind)", e.ListId.Value);
                operations.QueueSqlCommand(
                    """
                    insert into privacy.kept_records (record, kind, again_on)
                    select record, kind, ? from privacy.listed_records l
                    where l.list = ? and not exists (
                        select from chaincoop.mt_doc_erasure e
                        where e.data ->> 'list' = l.list::text and e.data ->> 'record' = l.record::text and e.data ->> 'status' = 'carried-out')
                    """,
                    DutchTime.DayOf(e.At).AddDays(DaysKept), e.ListId.Value);
                operations.QueueSqlCommand("delete from privacy.listed_records where list = ?", e.ListId.Value);
                break;
        }
    }
}

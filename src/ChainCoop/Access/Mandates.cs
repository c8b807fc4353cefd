using ChainCoop.Organisations;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Access;

/// <summary>The mandates table: written in the transaction of the event, read with the clock.</summary>
public static class Mandates
{
    public static void Fold(IDocumentOperations operations, object @event)
    {
        switch (@event)
        {
            case MandateGiven e:
                operations.QueueSqlCommand(
                    """
                    insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from, valid_until)
                    select ?, ?, ?, ?, municipality, ?, nullif(?, 'infinity'::date) from unnest(?) municipality
                    """,
                    e.MandateId.Value, e.Organisation.Value, e.Officer.Value, Kebab.Of(e.Role), e.From, e.Until ?? DateOnly.MaxValue,
                    e.Municipalities.Select(municipality => municipality.Value).ToArray());
                break;
            case MandateEnded e:
                operations.QueueSqlCommand("update access.mandates set valid_until = ? where mandate = ?", e.Until, e.MandateId.Value);
                break;
        }
    }
}

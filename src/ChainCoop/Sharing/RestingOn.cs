using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Sharing;

/// <summary>
/// The disclosures that rest on a basis or an agreement, and what becomes of them when that holds no longer. They lapse in the
/// transaction that ends it: nobody has access for a moment longer, and the timeline says why.
/// </summary>
public sealed record RestingOn(Guid Ground, IReadOnlyList<Disclosure> Disclosures)
{
    /// <summary>What the commit violates when there is a disclosure that was not read.</summary>
    private const string Constraint = "none_unread";

    /// <summary>Of the ground's id, twice: each half runs along its own index.</summary>
    internal const string Condition = "data ->> 'status' = 'in-force' and ((data ->> 'legalBasisId')::uuid = ? or (data ->> 'agreementId')::uuid = ?)";

    /// <summary>As committed now; the commit fails when somebody disclosed on the same ground meanwhile.</summary>
    public static async Task<RestingOn> FindAsync(Guid ground, IDocumentStore store, CancellationToken token)
    {
        await using var session = store.QuerySession();
        return new RestingOn(ground, await session.QueryAsync<Disclosure>(
            "where " + Condition, token, ground, ground));
    }

    /// <summary>Adds to the decision that ends the ground what that means for them.</summary>
    public Decision Lapse(Decision decision, DisclosureEndReason reason, ActorRef by, DateTimeOffset now)
    {
        if (decision.Events.Count == 0) return decision;
        return decision.Lapsing(Disclosures, reason, by, now) with
        {
            Race = new Race(Constraint, Problems.ChangedMeanwhile),
            Also = operations => Guard(operations, Ground, [.. Disclosures.Select(disclosure => disclosure.Id.Value)]),
        };
    }

    /// <summary>The row of the ground's stream is locked first: who discloses on it (<see cref="Decision.Premises"/>) came before and is seen, or comes after and fails.</summary>
    private static void Guard(IDocumentOperations operations, Guid ground, Guid[] known)
    {
        operations.QueueSqlCommand("update chaincoop.mt_streams set version = version where id = ?", ground);
        operations.QueueSqlCommand(
            $"insert into access.unread_disclosures (disclosure) select id from chaincoop.mt_doc_disclosure where {Condition} and id <> all(?)",
            ground, ground, known);
    }
}

internal static class Lapses
{
    /// <summary>The decision, and that these disclosures end with it.</summary>
    public static Decision Lapsing(this Decision decision, IReadOnlyList<Disclosure> disclosures, DisclosureEndReason reason, ActorRef by, DateTimeOffset now)
    {
        var ended = disclosures.Select(disclosure => (disclosure.Id, disclosure.Version, Event: disclosure.Ended(DisclosureEnding.Lapsed, reason, null, by, now))).ToList();
        return decision with
        {
            Others = [.. ended.Select(lapsed => new OtherStream(lapsed.Id.Value, lapsed.Version, [lapsed.Event]))],
            Timers = [.. ended.Select(lapsed => new Access.Timer(new DisclosureReceiptDue(lapsed.Id), lapsed.Event.ReceiptDueAt))],
        };
    }
}

/// <summary>Reasons that the program gives itself.</summary>
public static class DisclosureEndReasons
{
    public static readonly DisclosureEndReason Expired = new("expired");
    public static readonly DisclosureEndReason BasisWithdrawn = new("legal-basis-withdrawn");
    public static readonly DisclosureEndReason AgreementEnded = new("agreement-ended");
    public static readonly DisclosureEndReason RecordRetracted = new("record-retracted");

    /// <summary>The person objected, and that was granted.</summary>
    public static readonly DisclosureEndReason SubjectObjected = new("subject-objected");

    /// <summary>A person cannot give these.</summary>
    public static readonly IReadOnlySet<DisclosureEndReason> OfTheProgram = new HashSet<DisclosureEndReason> { Expired, BasisWithdrawn, AgreementEnded, RecordRetracted, SubjectObjected };
}

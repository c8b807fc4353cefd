using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Holds;

/// <summary>The last day of a review passed. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record LegalHoldReviewEnds(LegalHoldId HoldId, DateOnly ReviewOn) : IDueMessage;

public static class LegalHoldReviewEndsHandler
{
    public static async Task Handle(LegalHoldReviewEnds due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<LegalHold>(due.HoldId.Value, token);
        stream.AppendMany(Decide(due, stream.Aggregate, clock.GetUtcNow()));
    }

    /// <summary>The review may have been done, the hold may have ended, and a message may come twice.</summary>
    public static IReadOnlyList<object> Decide(LegalHoldReviewEnds due, LegalHold? hold, DateTimeOffset now) =>
        hold is { ReviewIsDue: false } && hold.ReviewOn == due.ReviewOn && hold.IsOverdue(now)
            ? [new LegalHoldReviewDue(hold.Id, hold.ReviewOn, now)]
            : [];
}

/// <summary>Reviews of holds in force whose last day has passed, and nothing says so.</summary>
internal static class MissedHoldReviews
{
    public static async Task<IReadOnlyList<LegalHoldReviewEnds>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select h.hold, h.review_on from privacy.holds h
            where h.ended_at is null and h.review_on < $1
              and exists (select from chaincoop.mt_doc_legalhold s where s.id = h.hold and not (s.data ->> 'reviewIsDue')::boolean)
            """);
        command.Parameters.Add(new() { Value = DutchTime.DayOf(until) });
        List<LegalHoldReviewEnds> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(new LegalHoldReviewEnds(LegalHoldId.From(reader.GetGuid(0)), reader.GetFieldValue<DateOnly>(1)));
        return found;
    }
}

using ChainCoop.Shared;

namespace ChainCoop.Signals.Anonymous;

/// <summary>
/// How long an anonymous reporter can follow a signal up, as versioned data (<c>follow-up-terms.data.json</c>). A version is never edited, a
/// later one added: it holds for what is received from its first day on, so that a token can be made again at any time.
/// </summary>
/// <param name="Months">From the day of the receipt, in the Netherlands.</param>
/// <param name="Source">The law or policy.</param>
public sealed record FollowUpTerm(string Version, DateOnly ValidFrom, int Months, string Source)
{
    private static readonly IReadOnlyList<FollowUpTerm> Versions =
        [.. EmbeddedData.Read<TermData>("follow-up-terms.data.json").Versions.OrderBy(version => version.ValidFrom)];

    /// <summary>The last day on which a signal that was received at this moment can be followed up.</summary>
    public static DateOnly LastDayOf(DateTimeOffset receivedAt)
    {
        var day = DutchTime.DayOf(receivedAt);
        return day.AddMonths((Versions.LastOrDefault(version => version.ValidFrom <= day) ?? Versions[0]).Months);
    }

    /// <summary>Whether it can still be followed up: until the midnight that ends the last day.</summary>
    public static bool IsOver(Signal signal, DateTimeOffset now) => now >= DutchTime.EndOf(LastDayOf(signal.ReceivedAt));

    private sealed record TermData(IReadOnlyList<FollowUpTerm> Versions);
}

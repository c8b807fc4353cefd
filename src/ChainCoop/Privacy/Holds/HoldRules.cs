using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Privacy.Holds;

/// <summary>A legal hold is a matter of the keepers of the organisation that answers for the record.</summary>
internal static class HoldRules
{
    private static readonly Role[] Keepers = [.. PrivacyRules.Keepers];

    public static readonly AccessRule Place = PrivacyRules.Of("legal-hold.place", ResourceKind.LegalHold, [], Keepers);
    public static readonly AccessRule List = PrivacyRules.Of("legal-hold.list", ResourceKind.LegalHold, [], Keepers);
    public static readonly AccessRule Read = PrivacyRules.Of("legal-hold.read", ResourceKind.LegalHold, [GrantRole.Owner], Keepers);
    public static readonly AccessRule Review = PrivacyRules.Of("legal-hold.review", ResourceKind.LegalHold, [GrantRole.Owner], Keepers);
    public static readonly AccessRule End = PrivacyRules.Of("legal-hold.end", ResourceKind.LegalHold, [GrantRole.Owner], Keepers);

    /// <summary>A note goes with the record that it is about.</summary>
    public static Task<PayloadRef?> SealNote(this Entry entry, string? note, RecordName record, string eventType)
    {
        var (purpose, retention) = RecordContents.TermsOf(record.Resource);
        return entry.SealNote(note, purpose, retention, eventType, record.Id);
    }
}

/// <summary>Which days a review may be put to.</summary>
internal static class ReviewDays
{
    private const int EndOfTime = 2200;

    public const string Form = "Must be after today and before the year 2200.";

    public static bool MayBe(DateOnly day, DateTimeOffset now) => day > DutchTime.DayOf(now) && day.Year < EndOfTime;
}

using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using ChainCoop.Signals;

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

    public static ResourceKind KindOf(HeldRecord record) => record switch
    {
        HeldRecord.Signal => ResourceKind.Signal,
        HeldRecord.Case => ResourceKind.Case,
        HeldRecord.VictimTrack => ResourceKind.VictimTrack,
        HeldRecord.SecurityTrack => ResourceKind.SecurityTrack,
        _ => throw new ArgumentOutOfRangeException(nameof(record)),
    };

    /// <summary>A note is sealed with the key of the record's own prose: when the record is destroyed one day, it goes with it.</summary>
    public static Task<PayloadRef?> SealNote(this Entry entry, string? note, HeldRecord kind, RecordId record, string eventType)
    {
        var (purpose, retention) = kind switch
        {
            HeldRecord.Signal => (SignalData.Purpose, SignalData.Retention),
            HeldRecord.Case => (CaseData.Purpose, CaseData.Retention),
            HeldRecord.VictimTrack => (VictimAccess.Purpose, VictimAccess.Retention),
            HeldRecord.SecurityTrack => (SecurityAccess.Purpose, SecurityAccess.Retention),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return entry.SealNote(note, record.Value, purpose, retention, eventType);
    }
}

/// <summary>Which days a review may be put to.</summary>
internal static class ReviewDays
{
    private const int EndOfTime = 2200;

    public const string Form = "Must be after today and before the year 2200.";

    public static bool MayBe(DateOnly day, DateTimeOffset now) => day > DutchTime.DayOf(now) && day.Year < EndOfTime;
}

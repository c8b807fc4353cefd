using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Sharing;

public enum DisclosureStatus { InForce, Revoked, Expired, Lapsed }

/// <summary>What was disclosed to whom and why, whether it holds, and whether the receiver destroyed what it had.</summary>
public sealed record Disclosure(
    DisclosureId Id,
    ResourceKind Kind,
    RecordId Record,
    SubjectId? Subject,
    Room Room,
    MunicipalityCode Municipality,
    Oin Receiver,
    IReadOnlyList<DisclosableField> Fields,
    LegalBasisKind Basis,
    LegalBasisId LegalBasisId,
    AgreementId AgreementId,
    Purpose Purpose,
    PayloadRef Interest,
    PayloadRef Conditions,
    DataRegime Regime,
    bool FurtherUseBanned,
    DateTimeOffset ExpiresAt,
    ActorRef MadeBy,
    DateTimeOffset MadeAt)
{
    public long Version { get; init; }

    public DisclosureEnd? End { get; init; }

    public DisclosureReceipt? Receipt { get; init; }

    /// <summary>That the term for the receipt passed is a fact already.</summary>
    public bool Unconfirmed { get; init; }

    public DisclosureStatus Status => End?.Ending switch
    {
        null => DisclosureStatus.InForce,
        DisclosureEnding.Revoked => DisclosureStatus.Revoked,
        DisclosureEnding.Expired => DisclosureStatus.Expired,
        DisclosureEnding.Lapsed => DisclosureStatus.Lapsed,
        _ => throw new InvalidOperationException("Unknown ending."),
    };

    public static Disclosure Create(DisclosureMade e) => new(
        e.DisclosureId, e.Kind, e.Record, e.Subject, e.Room, e.Municipality, e.Receiver, e.Fields, e.Basis, e.LegalBasisId, e.AgreementId, e.Purpose,
        e.Interest, e.Conditions, e.Regime, e.FurtherUseBanned, e.ExpiresAt, e.By, e.At);

    public Disclosure Apply(DisclosureEnded e) => this with { End = new DisclosureEnd(e.Ending, e.Reason, e.Note, e.Until, e.ReceiptDueAt, e.By) };

    public Disclosure Apply(DisclosureConfirmed e) => this with { Receipt = new DisclosureReceipt(e.By, e.At) };

    public Disclosure Apply(DisclosureUnconfirmed _) => this with { Unconfirmed = true };

    /// <summary>As the clock says it, also where nothing recorded yet that its time came.</summary>
    public DisclosureStatus StatusAt(DateTimeOffset now) => Status == DisclosureStatus.InForce && ExpiresAt <= now ? DisclosureStatus.Expired : Status;

    /// <summary>It gives access no longer, and the receiver is asked for a receipt.</summary>
    public DisclosureEnded Ended(DisclosureEnding ending, DisclosureEndReason reason, PayloadRef? note, ActorRef? by, DateTimeOffset now)
    {
        var until = ExpiresAt < now ? ExpiresAt : now;
        return new(Id, Kind, Record, Room, Municipality, Receiver, ending, reason, note, until, DisclosureRules.ReceiptDueAt(now), by, now);
    }

    /// <summary>The receiver has not said that it destroyed what it had, and the term for that is over.</summary>
    public bool IsOverdue(DateTimeOffset now) => End is { } end && Receipt is null && end.ReceiptDueAt <= now;
}

public sealed record DisclosureEnd(
    DisclosureEnding Ending, DisclosureEndReason Reason, PayloadRef? Note, DateTimeOffset Until, DateTimeOffset ReceiptDueAt, ActorRef? By);

public sealed record DisclosureReceipt(ActorRef By, DateTimeOffset At);

using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Sharing;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.
// A basis and a disclosure name one record, and so one room of a case; an agreement names none.

/// <summary>An organisation proposes that some share for these purposes (convenant). It holds when every party has accepted it.</summary>
/// <param name="Parties">Who made it among them.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day after it; null: until somebody ends it.</param>
/// <param name="Municipality">For which who made it is mandated.</param>
public sealed record AgreementMade(
    AgreementId AgreementId,
    IReadOnlyList<Oin> Parties,
    IReadOnlyList<Purpose> Purposes,
    DateOnly From,
    DateOnly? Until,
    PayloadRef? Note,
    MunicipalityCode Municipality,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A party accepts an agreement.</summary>
public sealed record AgreementAccepted(AgreementId AgreementId, Oin Party, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A party ends an agreement for all: what rests on it lapses in the same transaction.</summary>
public sealed record AgreementEnded(AgreementId AgreementId, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>On what an organisation may share from a record (grondslag). Consent is one of the bases, and never required (domain, section 6).</summary>
/// <param name="Kind">What <paramref name="Record"/> is.</param>
/// <param name="Subject">Whose data it is about; null: of everybody in the record.</param>
/// <param name="Scope">For which purposes data may be shared on it; empty: for whichever the agreement has.</param>
/// <param name="Consent">Of a consent, its terms.</param>
/// <param name="Evidence">Where it can be read, in the vault.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day after it; null: until it is withdrawn.</param>
/// <param name="Municipality">Of the record, or for which who recorded it is mandated.</param>
public sealed record LegalBasisRecorded(
    LegalBasisId LegalBasisId,
    ResourceKind Kind,
    RecordId Record,
    SubjectId? Subject,
    LegalBasisKind Basis,
    IReadOnlyList<Purpose> Scope,
    ConsentTerms? Consent,
    PayloadRef? Evidence,
    DateOnly From,
    DateOnly? Until,
    Room Room,
    MunicipalityCode Municipality,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>Who consented, and to which text (art. 7 AVG).</summary>
/// <param name="TextVersion">Which text was signed.</param>
public sealed record ConsentTerms(ConsentSigner Signer, SignerCapacity Capacity, ConsentText TextVersion, DateOnly GivenOn);

/// <summary>A basis holds no longer: what rests on it lapses in the same transaction. What was shared before was lawful (art. 7(3) AVG).</summary>
public sealed record LegalBasisWithdrawn(LegalBasisId LegalBasisId, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Some of a record was disclosed to an organisation (verstrekking), with all that art. 20 Wpg asks.</summary>
/// <param name="Kind">What <paramref name="Record"/> is.</param>
/// <param name="Subject">Of the persons in the record this one alone; null: all.</param>
/// <param name="Municipality">Of the record, or for which who made it is mandated.</param>
/// <param name="LegalBasisId">The ground.</param>
/// <param name="AgreementId">The cooperation.</param>
/// <param name="Interest">The weighty interest, in the vault.</param>
/// <param name="Conditions">Under which the receiver has it, in the vault.</param>
/// <param name="Regime">The law that goes with the data.</param>
/// <param name="FurtherUseBanned">The receiver does not pass it on: whoever needs it asks the source.</param>
/// <param name="Owner">Who answers for the record, where that is another than who made it: it can end it, too.</param>
public sealed record DisclosureMade(
    DisclosureId DisclosureId,
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
    ActorRef By,
    DateTimeOffset At,
    SourceOwner? Owner = null) : IFact;

/// <summary>Who answers for a record.</summary>
/// <param name="Municipality">Of the record: a role of the owner's officers counts that is mandated for it.</param>
public sealed record SourceOwner(Oin Organisation, MunicipalityCode Municipality);

/// <summary>How a disclosure ended: somebody revoked it, its time came, or what it rests on holds no longer.</summary>
public enum DisclosureEnding { Revoked, Expired, Lapsed }

/// <summary>A disclosure gives access no longer; the receiver is asked to destroy what it has.</summary>
/// <param name="Until">When access ended: an agreed end is earlier than the moment at which it was recorded.</param>
/// <param name="ReceiptDueAt">Until when the receiver says that it destroyed what it had.</param>
/// <param name="By">Null: its time came.</param>
public sealed record DisclosureEnded(
    DisclosureId DisclosureId,
    ResourceKind Kind,
    RecordId Record,
    Room Room,
    MunicipalityCode Municipality,
    Oin Receiver,
    DisclosureEnding Ending,
    DisclosureEndReason Reason,
    PayloadRef? Note,
    DateTimeOffset Until,
    DateTimeOffset ReceiptDueAt,
    ActorRef? By,
    DateTimeOffset At) : IFact;

/// <summary>The receiver says that it destroyed what it had.</summary>
public sealed record DisclosureConfirmed(DisclosureId DisclosureId, Room Room, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The term for the receipt passed. A normal state that everybody involved can see, not an error.</summary>
public sealed record DisclosureUnconfirmed(DisclosureId DisclosureId, Room Room, DateTimeOffset At) : IFact;

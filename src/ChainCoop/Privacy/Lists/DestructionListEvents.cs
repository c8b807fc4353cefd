using ChainCoop.Shared;

namespace ChainCoop.Privacy.Lists;

// Stored for decades: they are what is left of the records. Never rename or retype a member: add a new event and a golden file.

/// <summary>
/// What a list is of. Never several: tracks beside their case would tell which belong together. <see cref="Contact"/>: name
/// and contact of who sent a signal. Its names are stored.
/// </summary>
public enum ListKind { Signal, Contact, Case, VictimTrack, SecurityTrack, SubjectRequest, SubjectLink }

/// <summary>What a reviewer says of one item. Its names are stored.</summary>
public enum ListDecision { Destroy, Keep }

/// <param name="Record">Of a contact the signal.</param>
/// <param name="DestroyAfter">The first day, in the Netherlands, on which it may be destroyed.</param>
public sealed record ListItem(RecordId Record, RetentionClass Class, DateOnly DestroyAfter);

/// <param name="Reason">Why it is kept; null when it is destroyed.</param>
public sealed record ItemReview(RecordId Record, ListDecision Decision, KeepReason? Reason);

/// <summary>How many records of a class were destroyed.</summary>
public sealed record ClassCount(RetentionClass Class, int Records);

/// <summary>The term of these records is over: they are to be looked at, and then destroyed.</summary>
/// <param name="Owner">The organisation that answers for all of them.</param>
/// <param name="Rules">The version of the rules of retention by which their term is over.</param>
/// <param name="Position">Sequence of the last event that the terms were computed with.</param>
/// <param name="Items">In the order of their ids.</param>
/// <param name="By">Null: nobody, the daily look at what is due.</param>
public sealed record DestructionListProposed(
    DestructionListId ListId,
    MunicipalityCode Municipality,
    Oin Owner,
    ListKind Kind,
    RetentionRulesVersion Rules,
    long Position,
    IReadOnlyList<ListItem> Items,
    ActorRef? By,
    DateTimeOffset At) : IFact;

/// <summary>Somebody looked at some of the items. Of an item that was looked at twice the last one counts.</summary>
/// <param name="By">Null: nobody, the approval is a standing one.</param>
public sealed record DestructionListReviewed(DestructionListId ListId, IReadOnlyList<ItemReview> Items, ActorRef? By, DateTimeOffset At) : IFact;

/// <summary>Who did not propose the list agrees: an erasure of each item to destroy began in the same transaction, but of these.</summary>
/// <param name="Held">A legal hold stands in the way.</param>
/// <param name="Kept">Their term is over no longer, or something else erases from them, or did.</param>
/// <param name="By">Null: <paramref name="Standing"/> says it.</param>
/// <param name="Standing">The approval that was given beforehand.</param>
public sealed record DestructionListApproved(
    DestructionListId ListId, IReadOnlyList<RecordId> Held, IReadOnlyList<RecordId> Kept, ActorRef? By, StandingApprovalId? Standing, DateTimeOffset At) : IFact;

/// <summary>All of it is done: the certificate of destruction.</summary>
/// <param name="Kept">How many of its records were kept, by a reviewer or because their term was over no longer.</param>
/// <param name="Held">How many were kept by a legal hold. Those that it stopped after the approval go when it ends, if they are due then.</param>
/// <param name="Position">Sequence of the last event that says of one of the records that it was destroyed; without any, that of the proposal.</param>
public sealed record DestructionListCarriedOut(
    DestructionListId ListId,
    MunicipalityCode Municipality,
    ListKind Kind,
    RetentionRulesVersion Rules,
    IReadOnlyList<ClassCount> Destroyed,
    int Kept,
    int Held,
    ActorRef? ApprovedBy,
    StandingApprovalId? Standing,
    long Position,
    DateTimeOffset At) : IFact;

/// <summary>Dismissed signals of a municipality are destroyed at the end of their term without another look.</summary>
/// <param name="From">First day, in the Netherlands.</param>
/// <param name="Until">First day on which it holds no longer.</param>
public sealed record StandingApprovalGiven(
    StandingApprovalId ApprovalId, MunicipalityCode Municipality, Oin Owner, RetentionClass Class, DateOnly From, DateOnly Until, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>It holds no longer, from this moment on.</summary>
public sealed record StandingApprovalEnded(StandingApprovalId ApprovalId, ActorRef By, DateTimeOffset At) : IFact;

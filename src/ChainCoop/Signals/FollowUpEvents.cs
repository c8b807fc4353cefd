using ChainCoop.Shared;

namespace ChainCoop.Signals;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.

/// <summary>The rules find a signal serious: it is to go to these kinds of organisations in parallel (domain, section 5).</summary>
/// <param name="Deadline">By when the municipality tells them.</param>
public sealed record NoticesAsked(
    SignalId SignalId, RuleVersion RuleVersion, IReadOnlyList<OrganisationKind> Kinds, Deadline Deadline, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The municipality told an organisation of a serious signal: it reads the signal and does nothing with it.</summary>
/// <param name="Kind">For which of the kinds that were asked.</param>
/// <param name="Municipality">For which the receiver's officers are mandated.</param>
/// <param name="Last">Nobody is left to be told.</param>
public sealed record NoticeGiven(
    SignalId SignalId, Oin To, OrganisationKind Kind, MunicipalityCode Municipality, bool Last, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The municipality asks an organisation for information about a signal, which that organisation does not get to see.</summary>
/// <param name="Municipality">Of the signal.</param>
/// <param name="ToMunicipality">For which the officers of the asked organisation are mandated.</param>
/// <param name="Question">In the vault.</param>
/// <param name="Deadline">By when it is asked to answer.</param>
public sealed record EnrichmentRequested(
    SignalId SignalId, EnrichmentRequestId EnrichmentRequestId, Oin To, MunicipalityCode Municipality, MunicipalityCode ToMunicipality, PayloadRef Question,
    Deadline Deadline, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The organisation gave what it knows.</summary>
/// <param name="Information">In the vault; for the municipality that asked, nobody else.</param>
public sealed record EnrichmentAnswered(SignalId SignalId, EnrichmentRequestId EnrichmentRequestId, PayloadRef Information, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The organisation gives nothing.</summary>
public sealed record EnrichmentDeclined(
    SignalId SignalId, EnrichmentRequestId EnrichmentRequestId, DeclineReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The municipality asks no longer, before the organisation had answered: that sees the question no longer.</summary>
/// <param name="To">Who was asked.</param>
/// <param name="Municipality">Of the signal.</param>
public sealed record EnrichmentWithdrawn(
    SignalId SignalId, EnrichmentRequestId EnrichmentRequestId, Oin To, MunicipalityCode Municipality, EnrichmentWithdrawalReason Reason, PayloadRef? Note, ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>The outcome of a signal holds no longer: it is looked at again, from step W3.</summary>
/// <param name="TakenFrom">The party that had taken it by a referral, and sees it no longer.</param>
/// <param name="Deadline">By when it is to be assessed, counted anew.</param>
public sealed record SignalReopened(
    SignalId SignalId, SignalReopeningReason Reason, Oin? TakenFrom, MunicipalityCode Municipality, Deadline Deadline, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The moment passed by which others were to be told, or to answer. A normal state that everybody involved can see, not an error.</summary>
public sealed record SignalFollowUpMissed(SignalId SignalId, DeadlineId DeadlineId, DateTimeOffset DueAt, DateTimeOffset At) : IFact;

/// <summary>Later rules of deadlines gave another moment to what was open. It is not missed by those, whatever it was before.</summary>
public sealed record SignalFollowUpMoved(SignalId SignalId, DeadlineId DeadlineId, DateTimeOffset DueAt, DeadlineRulesVersion Rules, DateTimeOffset At) : IFact;

/// <summary>Who sent a signal, or the municipality, took it back for good. Its stream stays; who got it otherwise sees it no longer.</summary>
/// <param name="ReferredTo">Who had it by a referral.</param>
/// <param name="Notified">Who had it by a notice.</param>
/// <param name="Asked">Requests for information that end with it.</param>
public sealed record SignalRetracted(
    SignalId SignalId, RetractionReason Reason, Oin? ReferredTo, IReadOnlyList<Oin> Notified, IReadOnlyList<AskedOrganisation> Asked, MunicipalityCode Municipality,
    PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

public sealed record AskedOrganisation(EnrichmentRequestId EnrichmentRequestId, Oin Organisation);

/// <summary>Everybody who had a signal, or some of it, in whatever way and whenever that was, hears that it was retracted.</summary>
public sealed record RetractionSent(
    SignalId SignalId, RetractionId RetractionId, Oin Owner, IReadOnlyList<Oin> Receivers, MunicipalityCode Municipality, ActorRef By, DateTimeOffset At) : IFact;

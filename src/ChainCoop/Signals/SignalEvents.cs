using ChainCoop.Shared;
using ChainCoop.Signals.Rules;

namespace ChainCoop.Signals;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.

public enum Urgency { Normal, Urgent }

public enum ReporterKind { Organisation, Professional, Citizen, Anonymous }

/// <summary>What a person can dispute. The last two are facts of one person in the signal.</summary>
public enum SignalFact { ExploitationType, ObservedOn, Observation, SubjectRole, SubjectIdentifiers }

public enum SignalDeadline { Acknowledgement, Assessment }

/// <summary>A reporter's observation came in.</summary>
/// <param name="Owner">The municipality's organisation at that time: it assesses.</param>
/// <param name="From">The organisation that sent it, itself or on behalf of a professional, citizen or anonymous reporter.</param>
/// <param name="Observation">The narrative, in the vault.</param>
/// <param name="Reporter">Name and contact of the reporter, in the vault; absent when none was given.</param>
/// <param name="ReporterSubject">The reporter as a data subject, under an id of this signal alone; absent without name and contact, and before it was kept.</param>
/// <param name="AcknowledgeBy">Policy term: one working day; urgent: the same day (domain, section 7).</param>
/// <param name="AssessBy">Policy term: five working days; urgent: the same day.</param>
public sealed record SignalReceived(
    SignalId SignalId,
    MunicipalityCode Municipality,
    Oin Owner,
    Oin From,
    ExploitationType ExploitationType,
    Urgency Urgency,
    DateOnly? ObservedOn,
    ReportingChannel Channel,
    ReporterKind ReporterKind,
    PayloadRef Observation,
    PayloadRef? Reporter,
    IReadOnlyList<SignalSubject> Subjects,
    ExternalReference? ExternalReference,
    DateTimeOffset AcknowledgeBy,
    DateTimeOffset AssessBy,
    ActorRef By,
    DateTimeOffset At,
    SubjectId? ReporterSubject = null) : IFact;

/// <summary>A person in a signal, known by an id of this signal alone; who it is stands in the vault.</summary>
public sealed record SignalSubject(SubjectId SubjectId, SubjectRole Role, PayloadRef Identifiers);

/// <summary>The municipality confirmed that it has the signal.</summary>
public sealed record SignalAcknowledged(SignalId SignalId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>One step of the assessment protocol (weging) was taken.</summary>
/// <param name="Minor">Whether a possible victim is a minor; null: as it was said before.</param>
/// <param name="Advice">What the rules say after it; null in steps from before it was recorded.</param>
/// <param name="ExternalReference">By what the organisation that took the step knows it; in the steps below, too.</param>
public sealed record SignalAssessed(
    SignalId SignalId,
    AssessmentStep Step,
    RuleVersion RuleVersion,
    IReadOnlyList<ObservedIndicator> Indicators,
    AssessmentConclusion Conclusion,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At,
    IndicatorValue? Minor = null,
    IReadOnlyList<AssessmentFinding>? Advice = null,
    ExternalReference? ExternalReference = null) : IReferencedStep;

/// <summary>What an organisation did with a signal, under a reference of its own system or without.</summary>
public interface IReferencedStep : IFact
{
    SignalId SignalId { get; }

    ActorRef By { get; }

    ExternalReference? ExternalReference { get; }
}

/// <summary>What was seen of one indicator. Not observed and unknown are different findings.</summary>
public sealed record ObservedIndicator(IndicatorCode Code, IndicatorValue Value, Reliability? Reliability = null);

/// <summary>Nothing in it for anybody; kept for one year, then destroyed (domain, section 5).</summary>
/// <param name="Against">What of the rules' advice it goes against; null: nothing, or from before it was recorded.</param>
public sealed record SignalDismissed(
    SignalId SignalId, RuleVersion? RuleVersion, OutcomeReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At, IReadOnlyList<FindingCode>? Against = null,
    ExternalReference? ExternalReference = null) : IReferencedStep;

/// <summary>Sent on to another party; final when that party accepts.</summary>
public sealed record SignalReferred(
    SignalId SignalId, Oin To, MunicipalityCode Municipality, RuleVersion? RuleVersion, OutcomeReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At,
    ExternalReference? ExternalReference = null) : IReferencedStep;

/// <summary>Added to a case that exists.</summary>
public sealed record SignalLinked(
    SignalId SignalId, CaseId CaseId, RuleVersion? RuleVersion, OutcomeReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At,
    ExternalReference? ExternalReference = null) : IReferencedStep;

/// <summary>Became a case.</summary>
public sealed record SignalEscalated(
    SignalId SignalId, CaseId CaseId, RuleVersion? RuleVersion, OutcomeReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At,
    ExternalReference? ExternalReference = null) : IReferencedStep;

/// <summary>Interim outcome: back to step W3.</summary>
public sealed record SignalNeedsFurtherAnalysis(
    SignalId SignalId, RuleVersion? RuleVersion, OutcomeReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At,
    ExternalReference? ExternalReference = null) : IReferencedStep;

/// <summary>The party that a signal was referred to takes it: the referral is final.</summary>
public sealed record ReferralAccepted(
    SignalId SignalId, Oin To, PayloadRef? Note, ActorRef By, DateTimeOffset At, ExternalReference? ExternalReference = null) : IReferencedStep;

/// <summary>The party that a signal was referred to does not take it: it is back with the municipality.</summary>
public sealed record ReferralDeclined(
    SignalId SignalId, Oin To, MunicipalityCode Municipality, OutcomeReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At,
    ExternalReference? ExternalReference = null) : IReferencedStep;

/// <summary>The municipality took a signal back before the party that it was referred to had answered.</summary>
public sealed record ReferralWithdrawn(
    SignalId SignalId, Oin To, MunicipalityCode Municipality, OutcomeReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A term passed and the step was not taken. A normal state that everybody involved can see, not an error.</summary>
public sealed record SignalBecameOverdue(SignalId SignalId, SignalDeadline Deadline, DateTimeOffset DueAt, DateTimeOffset At) : IFact;

/// <summary>Later rules of deadlines gave another moment to a step that was not taken yet. It is not overdue by those, whatever it was before.</summary>
public sealed record SignalDeadlineMoved(SignalId SignalId, SignalDeadline Deadline, DateTimeOffset DueAt, DeadlineRulesVersion Rules, DateTimeOffset At) : IFact;

/// <summary>What was recorded is put right: the values here hold from now on, those before stay in the stream (art. 16 AVG, art. 28 Wpg).</summary>
/// <param name="ExploitationType">As are the others: null where it was not corrected.</param>
/// <param name="Observation">The narrative, in the vault.</param>
/// <param name="ReporterSubject">The reporter as a data subject; null unless name and contact were corrected.</param>
/// <param name="Reporter">Name and contact of the reporter, in the vault.</param>
/// <param name="ContestId">The contest that led to it.</param>
public sealed record SignalCorrected(
    SignalId SignalId,
    CorrectionReason Reason,
    ExploitationType? ExploitationType,
    DateOnly? ObservedOn,
    PayloadRef? Observation,
    IReadOnlyList<CorrectedSubject> Subjects,
    SubjectId? ReporterSubject,
    PayloadRef? Reporter,
    ContestId? ContestId,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>What holds of a person from now on; null where it was not corrected.</summary>
public sealed record CorrectedSubject(SubjectId SubjectId, SubjectRole? Role, PayloadRef? Identifiers);

/// <summary>A person disputes a fact of a signal. It is marked until that is decided (art. 18(1)(a) AVG, art. 28 Wpg).</summary>
/// <param name="SubjectId">Whose role or identifiers; null for a fact of the signal as a whole.</param>
/// <param name="Statement">What the person says, in the vault.</param>
public sealed record SignalFactContested(
    SignalId SignalId, ContestId ContestId, SignalFact Fact, SubjectId? SubjectId, PayloadRef Statement, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Somebody else than who lodged a contest decided it. The fact itself stays as it is: a correction changes it.</summary>
public sealed record SignalContestDecided(
    SignalId SignalId, ContestId ContestId, ContestDecision Decision, ContestReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

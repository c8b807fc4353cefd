using ChainCoop.Shared;

namespace ChainCoop.Signals;

public enum Urgency { Normal, Urgent }

public enum ReporterKind { Organisation, Professional, Citizen, Anonymous }

/// <summary>W1: what is it, is it on theme? W2a: a task of the municipality? W2b: its territory? W3: how concrete and recent, a trend?</summary>
public enum AssessmentStep { W1, W2a, W2b, W3 }

public enum AssessmentConclusion { Continue, Stop }

public enum IndicatorValue { Observed, NotObserved, Unknown }

public enum SignalDeadline { Acknowledgement, Assessment }

public enum SignalStatus { Received, Acknowledged, InAssessment, Dismissed, Referred, Linked, Escalated, Retracted, Destroyed }

/// <summary>What must be known to decide about a signal, and where its content is.</summary>
public sealed record Signal(
    SignalId Id,
    MunicipalityCode Municipality,
    Oin Owner,
    Oin From,
    SignalStatus Status,
    ExploitationType ExploitationType,
    Urgency Urgency,
    DateOnly? ObservedOn,
    ReportingChannel Channel,
    ReporterKind ReporterKind,
    DateTimeOffset ReceivedAt,
    DateTimeOffset AcknowledgeBy,
    DateTimeOffset AssessBy,
    PayloadRef Observation,
    PayloadRef? Reporter,
    IReadOnlyList<SignalSubject> Subjects,
    ExternalReference? ExternalReference)
{
    public long Version { get; init; }

    /// <summary>Whose name and contact <see cref="Reporter"/> is; null in signals from before it was kept.</summary>
    public SubjectId? ReporterSubject { get; init; }

    public bool Acknowledged { get; init; }

    /// <summary>In the order taken. After a conclusion to stop, or W3, only an outcome follows.</summary>
    public IReadOnlyList<StepTaken> Steps { get; init; } = [];

    /// <summary>W3 is to be taken (again), also where the assessment had stopped before it.</summary>
    public bool AwaitsFurtherAnalysis { get; init; }

    public IReadOnlyList<SignalDeadline> Overdue { get; init; } = [];

    public Oin? ReferredTo { get; init; }

    public bool ReferralFinal { get; init; }

    public CaseId? CaseId { get; init; }

    public OutcomeReason? OutcomeReason { get; init; }

    public static Signal Create(SignalReceived e) => new(
        e.SignalId, e.Municipality, e.Owner, e.From, SignalStatus.Received, e.ExploitationType, e.Urgency, e.ObservedOn, e.Channel,
        e.ReporterKind, e.At, e.AcknowledgeBy, e.AssessBy, e.Observation, e.Reporter, e.Subjects, e.ExternalReference)
    {
        ReporterSubject = e.ReporterSubject,
    };

    public Signal Apply(SignalAcknowledged _) =>
        this with { Acknowledged = true, Status = Status == SignalStatus.Received ? SignalStatus.Acknowledged : Status };

    public Signal Apply(SignalAssessed e) => this with
    {
        Status = Status is SignalStatus.Received or SignalStatus.Acknowledged ? SignalStatus.InAssessment : Status,
        Steps = [.. Steps, new StepTaken(e.Step, e.Conclusion, e.RuleVersion)],
        AwaitsFurtherAnalysis = false,
    };

    public Signal Apply(SignalDismissed e) => this with { Status = SignalStatus.Dismissed, OutcomeReason = e.Reason };

    public Signal Apply(SignalReferred e) => this with { Status = SignalStatus.Referred, ReferredTo = e.To, OutcomeReason = e.Reason };

    public Signal Apply(SignalLinked e) => this with { Status = SignalStatus.Linked, CaseId = e.CaseId, OutcomeReason = e.Reason };

    public Signal Apply(SignalEscalated e) => this with { Status = SignalStatus.Escalated, CaseId = e.CaseId, OutcomeReason = e.Reason };

    public Signal Apply(SignalNeedsFurtherAnalysis _) => this with { Status = SignalStatus.InAssessment, AwaitsFurtherAnalysis = true };

    public Signal Apply(SignalBecameOverdue e) => this with { Overdue = [.. Overdue, e.Deadline] };

    public Signal Apply(ReferralAccepted _) => this with { ReferralFinal = true };

    public Signal Apply(ReferralDeclined _) =>
        this with { Status = SignalStatus.InAssessment, ReferredTo = null, OutcomeReason = null };
}

public sealed record StepTaken(AssessmentStep Step, AssessmentConclusion Conclusion, RuleVersion RuleVersion);

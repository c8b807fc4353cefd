using System.Text.Json.Serialization;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Signals;

public enum Urgency { Normal, Urgent }

public enum ReporterKind { Organisation, Professional, Citizen, Anonymous }

/// <summary>W1: what is it, is it on theme? W2a: a task of the municipality? W2b: its territory? W3: how concrete and recent, a trend?</summary>
public enum AssessmentStep { W1, W2a, W2b, W3 }

public enum AssessmentConclusion { Continue, Stop }

public enum IndicatorValue { Observed, NotObserved, Unknown }

/// <summary>What a person can dispute. The last two are facts of one person in the signal.</summary>
public enum SignalFact { ExploitationType, ObservedOn, Observation, SubjectRole, SubjectIdentifiers }

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

    /// <summary>Of every outcome and answer so far, in their order: a declined referral comes back with its reason.</summary>
    public IReadOnlyList<OutcomeTaken> Outcomes { get; init; } = [];

    /// <summary>In the order made. The values before are in the stream.</summary>
    public IReadOnlyList<CorrectionMade> Corrections { get; init; } = [];

    public IReadOnlyList<Contest<SignalFact>> Contests { get; init; } = [];

    /// <summary>What corrections replaced: no longer what holds, and not out of reach of what destroys data.</summary>
    public IReadOnlyList<SupersededPayload> Superseded { get; init; } = [];

    /// <summary>Narratives that corrections replaced, the oldest first.</summary>
    [JsonIgnore]
    public IReadOnlyList<PayloadRef> SupersededProse => [.. Superseded.Where(before => before.SubjectId is null).Select(before => before.Payload)];

    /// <summary>Everybody whose data is in it, the reporter included.</summary>
    [JsonIgnore]
    public IReadOnlyList<SubjectId> SubjectsInIt =>
        [.. Subjects.Select(subject => subject.SubjectId), .. ReporterSubject is { } reporter ? [reporter] : Array.Empty<SubjectId>()];

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
        Steps = [.. Steps, new StepTaken(e.Step, e.Conclusion, e.RuleVersion) { Indicators = e.Indicators, Note = e.Note, By = e.By, At = e.At }],
        AwaitsFurtherAnalysis = false,
    };

    public Signal Apply(SignalDismissed e) => Concluded(new(OutcomeStep.Dismissed, e.Reason, null, e.Note, e.By, e.At), SignalStatus.Dismissed);

    public Signal Apply(SignalReferred e) =>
        Concluded(new(OutcomeStep.Referred, e.Reason, e.To, e.Note, e.By, e.At), SignalStatus.Referred) with { ReferredTo = e.To };

    public Signal Apply(SignalLinked e) =>
        Concluded(new(OutcomeStep.Linked, e.Reason, null, e.Note, e.By, e.At), SignalStatus.Linked) with { CaseId = e.CaseId };

    public Signal Apply(SignalEscalated e) =>
        Concluded(new(OutcomeStep.Escalated, e.Reason, null, e.Note, e.By, e.At), SignalStatus.Escalated) with { CaseId = e.CaseId };

    public Signal Apply(SignalNeedsFurtherAnalysis e) =>
        Took(new(OutcomeStep.FurtherAnalysis, e.Reason, null, e.Note, e.By, e.At)) with { Status = SignalStatus.InAssessment, AwaitsFurtherAnalysis = true };

    public Signal Apply(SignalBecameOverdue e) => this with { Overdue = [.. Overdue, e.Deadline] };

    public Signal Apply(SignalDeadlineMoved e) => this with
    {
        AcknowledgeBy = e.Deadline == SignalDeadline.Acknowledgement ? e.DueAt : AcknowledgeBy,
        AssessBy = e.Deadline == SignalDeadline.Assessment ? e.DueAt : AssessBy,
        Overdue = [.. Overdue.Where(deadline => deadline != e.Deadline)],
    };

    public Signal Apply(ReferralAccepted e) =>
        Took(new(OutcomeStep.ReferralAccepted, null, e.To, e.Note, e.By, e.At)) with { ReferralFinal = true };

    public Signal Apply(ReferralDeclined e) => Returned(new(OutcomeStep.ReferralDeclined, e.Reason, e.To, e.Note, e.By, e.At));

    public Signal Apply(ReferralWithdrawn e) => Returned(new(OutcomeStep.ReferralWithdrawn, e.Reason, e.To, e.Note, e.By, e.At));

    public Signal Apply(SignalCorrected e) => this with
    {
        ExploitationType = e.ExploitationType ?? ExploitationType,
        ObservedOn = e.ObservedOn ?? ObservedOn,
        Observation = e.Observation ?? Observation,
        Reporter = e.Reporter ?? Reporter,
        ReporterSubject = e.ReporterSubject ?? ReporterSubject,
        Subjects = [.. Subjects.Select(subject => e.Subjects.FirstOrDefault(corrected => corrected.SubjectId == subject.SubjectId) is { } now
            ? subject with { Role = now.Role ?? subject.Role, Identifiers = now.Identifiers ?? subject.Identifiers }
            : subject)],
        Corrections = [.. Corrections, new CorrectionMade(e.Reason, e.Note, e.By, e.At)],
        Superseded = [.. Superseded, .. ReplacedBy(e)],
    };

    public Signal Apply(SignalFactContested e) =>
        this with { Contests = [.. Contests, new Contest<SignalFact>(e.ContestId, e.Fact, e.SubjectId, e.Statement, e.By, e.At)] };

    public Signal Apply(SignalContestDecided e) => this with { Contests = Contests.Decided(e.ContestId, e.Decision, e.Reason, e.Note) };

    private IEnumerable<SupersededPayload> ReplacedBy(SignalCorrected e)
    {
        if (e.Observation is not null) yield return new SupersededPayload(null, Observation);
        if (e.Reporter is not null && Reporter is { } reporter) yield return new SupersededPayload(ReporterSubject ?? e.ReporterSubject, reporter);
        foreach (var subject in Subjects.Where(subject => e.Subjects.Any(corrected => corrected.SubjectId == subject.SubjectId && corrected.Identifiers is not null)))
            yield return new SupersededPayload(subject.SubjectId, subject.Identifiers);
    }

    public Signal Apply(SignalContentErased e) => this with
    {
        Observation = e.InPlaceOf(Observation)!,
        Steps = [.. Steps.Select(step => step with { Note = e.InPlaceOf(step.Note) })],
        Outcomes = [.. Outcomes.Select(outcome => outcome with { Note = e.InPlaceOf(outcome.Note) })],
        Corrections = [.. Corrections.Select(correction => correction with { Note = e.InPlaceOf(correction.Note) })],
        Contests = [.. Contests.Select(contest => contest with { Statement = e.InPlaceOf(contest.Statement)!, Note = e.InPlaceOf(contest.Note) })],
        Superseded = [.. Superseded.Select(before => before with { Payload = e.InPlaceOf(before.Payload)! })],
    };

    /// <summary>The bodies of the events before it may be empty by now: nothing is taken over from them but what is needed to answer.</summary>
    public Signal Apply(SignalDestroyed e) => this with
    {
        Id = SignalId.From(e.Record.Value),
        Municipality = e.Municipality,
        Status = SignalStatus.Destroyed,
        ObservedOn = null,
        Reporter = null,
        ReporterSubject = null,
        Subjects = [],
        Steps = [],
        Outcomes = [],
        Corrections = [],
        Contests = [],
        Superseded = [],
        Overdue = [],
        ExternalReference = null,
        OutcomeReason = null,
    };

    private Signal Concluded(OutcomeTaken outcome, SignalStatus status) => Took(outcome) with { Status = status, OutcomeReason = outcome.Reason };

    private Signal Returned(OutcomeTaken outcome) => Took(outcome) with { Status = SignalStatus.InAssessment, ReferredTo = null, OutcomeReason = null };

    private Signal Took(OutcomeTaken outcome) => this with { Outcomes = [.. Outcomes, outcome] };
}

public sealed record StepTaken(AssessmentStep Step, AssessmentConclusion Conclusion, RuleVersion RuleVersion)
{
    public IReadOnlyList<ObservedIndicator> Indicators { get; init; } = [];

    public PayloadRef? Note { get; init; }

    public ActorRef? By { get; init; }

    public DateTimeOffset? At { get; init; }
}

public enum OutcomeStep { Dismissed, Referred, Linked, Escalated, FurtherAnalysis, ReferralAccepted, ReferralDeclined, ReferralWithdrawn }

/// <param name="To">The other party of a referral.</param>
public sealed record OutcomeTaken(OutcomeStep Step, OutcomeReason? Reason, Oin? To, PayloadRef? Note, ActorRef By, DateTimeOffset At);

public sealed record CorrectionMade(CorrectionReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At);

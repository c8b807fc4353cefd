using System.Text.Json.Serialization;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Merging;
using ChainCoop.Signals.Origins;

namespace ChainCoop.Signals;

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

    /// <summary>Null: the rules found it not serious, or it is police data, which the source passes on itself.</summary>
    public AskedNotices? AskedNotices { get; init; }

    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>Requests to others for information, in the order made.</summary>
    public IReadOnlyList<EnrichmentRequest> EnrichmentRequests { get; init; } = [];

    /// <summary>By when others are to be told, or to answer; those of acknowledgement and assessment stand above.</summary>
    public IReadOnlyList<OpenDeadline> Deadlines { get; init; } = [];

    /// <summary>Since when it waits for its assessment; null: since the receipt.</summary>
    public DateTimeOffset? AssessFrom { get; init; }

    public Retraction? Retraction { get; init; }

    /// <summary>What the reporter was told, in that order.</summary>
    public IReadOnlyList<GivenFeedback> Feedback { get; init; } = [];

    /// <summary>To an anonymous reporter, in the order asked.</summary>
    public IReadOnlyList<ReporterQuestion> Questions { get; init; } = [];

    /// <summary>Null: it is no duplicate of another.</summary>
    public Merge? Merge { get; init; }

    /// <summary>That were taken back.</summary>
    public IReadOnlyList<MergeId> ReversedMerges { get; init; } = [];

    /// <summary>Others that are duplicates of it.</summary>
    public IReadOnlyList<Duplicate> Duplicates { get; init; } = [];

    /// <summary>Kinds of organisations that are still to be told that it is serious.</summary>
    [JsonIgnore]
    public IReadOnlyList<OrganisationKind> MissingNotices => [.. (AskedNotices?.Kinds ?? []).Except(Notices.Select(notice => notice.Kind))];

    /// <summary>What it came out of, as far as the municipality said so.</summary>
    public IReadOnlyList<SignalOrigin> Origins { get; init; } = [];

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
        Steps = [.. Steps, new StepTaken(e.Step, e.Conclusion, e.RuleVersion) { Indicators = e.Indicators, Note = e.Note, By = e.By, At = e.At, Minor = e.Minor, Advice = e.Advice, Reference = e.ExternalReference }],
        AwaitsFurtherAnalysis = false,
    };

    public Signal Apply(SignalDismissed e) => Concluded(new(OutcomeStep.Dismissed, e.Reason, null, e.Note, e.By, e.At) { Against = e.Against, Reference = e.ExternalReference }, SignalStatus.Dismissed) with { Deadlines = [] };

    public Signal Apply(SignalReferred e) =>
        Concluded(new(OutcomeStep.Referred, e.Reason, e.To, e.Note, e.By, e.At) { Reference = e.ExternalReference }, SignalStatus.Referred) with { ReferredTo = e.To };

    public Signal Apply(SignalLinked e) =>
        Concluded(new(OutcomeStep.Linked, e.Reason, null, e.Note, e.By, e.At) { Reference = e.ExternalReference }, SignalStatus.Linked) with { CaseId = e.CaseId, Deadlines = StillAsked };

    public Signal Apply(SignalEscalated e) =>
        Concluded(new(OutcomeStep.Escalated, e.Reason, null, e.Note, e.By, e.At) { Reference = e.ExternalReference }, SignalStatus.Escalated) with { CaseId = e.CaseId, Deadlines = StillAsked };

    public Signal Apply(SignalNeedsFurtherAnalysis e) =>
        Took(new(OutcomeStep.FurtherAnalysis, e.Reason, null, e.Note, e.By, e.At) { Reference = e.ExternalReference }) with { Status = SignalStatus.InAssessment, AwaitsFurtherAnalysis = true };

    public Signal Apply(SignalBecameOverdue e) => this with { Overdue = [.. Overdue, e.Deadline] };

    public Signal Apply(SignalDeadlineMoved e) => this with
    {
        AcknowledgeBy = e.Deadline == SignalDeadline.Acknowledgement ? e.DueAt : AcknowledgeBy,
        AssessBy = e.Deadline == SignalDeadline.Assessment ? e.DueAt : AssessBy,
        Overdue = [.. Overdue.Where(deadline => deadline != e.Deadline)],
    };

    public Signal Apply(ReferralAccepted e) =>
        Took(new(OutcomeStep.ReferralAccepted, null, e.To, e.Note, e.By, e.At) { Reference = e.ExternalReference }) with { ReferralFinal = true, Deadlines = StillAsked };

    public Signal Apply(ReferralDeclined e) => Returned(new(OutcomeStep.ReferralDeclined, e.Reason, e.To, e.Note, e.By, e.At) { Reference = e.ExternalReference });

    public Signal Apply(ReferralWithdrawn e) => Returned(new(OutcomeStep.ReferralWithdrawn, e.Reason, e.To, e.Note, e.By, e.At));

    public Signal Apply(NoticesAsked e) => this with { AskedNotices = new(e.RuleVersion, e.Kinds), Deadlines = Deadlines.With(e.Deadline) };

    public Signal Apply(NoticeGiven e) => this with
    {
        Notices = [.. Notices, new Notice(e.To, e.Kind, e.Note, e.By, e.At)],
        Deadlines = e.Last ? Deadlines.Without(SignalDeadlines.OfNotice(Id)) : Deadlines,
    };

    public Signal Apply(EnrichmentRequested e) => this with
    {
        EnrichmentRequests = [.. EnrichmentRequests, new EnrichmentRequest(e.EnrichmentRequestId, e.To, e.Question, e.Deadline.DueAt, e.By, e.At)],
        Deadlines = Deadlines.With(e.Deadline),
    };

    public Signal Apply(EnrichmentAnswered e) =>
        Answered(e.EnrichmentRequestId, request => request with { Status = EnrichmentStatus.Answered, Answer = e.Information, AnsweredAt = e.At });

    public Signal Apply(EnrichmentDeclined e) =>
        Answered(e.EnrichmentRequestId, request => request with { Status = EnrichmentStatus.Declined, Reason = e.Reason, Answer = e.Note, AnsweredAt = e.At });

    public Signal Apply(EnrichmentWithdrawn e) =>
        Answered(e.EnrichmentRequestId, request => request with { Status = EnrichmentStatus.Withdrawn, Withdrawn = e.Reason, Answer = e.Note, AnsweredAt = e.At });

    public Signal Apply(SignalReopened e) => Returned(new(OutcomeStep.Reopened, null, e.TakenFrom, e.Note, e.By, e.At)) with
    {
        ReferralFinal = false,
        CaseId = null,
        AwaitsFurtherAnalysis = true,
        AssessBy = e.Deadline.DueAt,
        AssessFrom = e.At,
        Overdue = [.. Overdue.Where(deadline => deadline != SignalDeadline.Assessment)],
    };

    public Signal Apply(SignalFollowUpMissed e) => this with { Deadlines = Deadlines.Missed(e.DeadlineId) };

    /// <summary>A request shows its deadline.</summary>
    public Signal Apply(SignalFollowUpMoved e) => this with
    {
        Deadlines = Deadlines.Moved(e.DeadlineId, e.DueAt, e.Rules),
        EnrichmentRequests = [.. EnrichmentRequests.Select(request => request.Id.Value == e.DeadlineId.Value ? request with { AnswerBy = e.DueAt } : request)],
    };

    public Signal Apply(SignalRetracted e) => Took(new(OutcomeStep.Retracted, null, null, e.Note, e.By, e.At)) with
    {
        Status = SignalStatus.Retracted,
        Deadlines = [],
        ReferredTo = null,
        ReferralFinal = false,
        OutcomeReason = null,
        Retraction = new Retraction(null, e.Reason, e.At),
        Merge = null,
        Duplicates = [],
    };

    public Signal Apply(RetractionSent e) => this with { Retraction = Retraction! with { Id = e.RetractionId } };

    public Signal Apply(FeedbackAsked e) => this with { Deadlines = Deadlines.Without(e.Deadline.Id).With(e.Deadline) };

    public Signal Apply(FeedbackGiven e) => this with
    {
        Feedback = [.. Feedback, new GivenFeedback(e.Told, e.Way, e.Note, e.By, e.At)],
        Deadlines = Deadlines.Without(SignalDeadlines.OfFeedback(Id)),
    };

    public Signal Apply(ReporterAsked e) => this with { Questions = [.. Questions, new ReporterQuestion(e.QuestionId, e.Text, e.By, e.At)] };

    public Signal Apply(ReporterAnswered e) =>
        this with { Questions = [.. Questions.Select(question => question.Id == e.QuestionId ? question with { Answer = e.Text, AnsweredAt = e.At } : question)] };

    public Signal Apply(SignalMerged e) => this with
    {
        Merge = new Merge(e.MergeId, e.Into, Status, Deadlines),
        Status = e.Outcome ?? Status,
        ReferralFinal = e.Outcome == SignalStatus.Referred,
        Deadlines = [],
        Overdue = [],
    };

    public Signal Apply(OutcomeFollowed e) => this with { Status = e.Status, ReferralFinal = e.Status == SignalStatus.Referred };

    public Signal Apply(SignalUnmerged e) => this with
    {
        Merge = null,
        ReversedMerges = [.. ReversedMerges, e.MergeId],
        Status = e.Status,
        ReferralFinal = false,
        AcknowledgeBy = e.Deadlines.FirstOrDefault(asked => asked.Id == SignalDeadlines.OfAcknowledgement(Id))?.DueAt ?? AcknowledgeBy,
        AssessBy = e.Deadlines.Single(asked => asked.Id == SignalDeadlines.OfAssessment(Id)).DueAt,
        Deadlines = [.. e.Deadlines.Where(SignalDeadlines.IsFollowUp).Select(asked => new OpenDeadline(asked.Id, asked.Kind, asked.From, asked.DueAt, asked.Rules, Missed: false))],
    };

    public Signal Apply(DuplicateMerged e) => this with { Duplicates = [.. Duplicates, new Duplicate(e.MergeId, e.Duplicate)] };

    public Signal Apply(DuplicateUnmerged e) => this with { Duplicates = [.. Duplicates.Where(duplicate => duplicate.Id != e.MergeId)] };

    public Signal Apply(SignalOriginRecorded e) => this with { Origins = [.. Origins, new SignalOrigin(e.ActivityId, e.Inspection)] };

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
        Notices = [.. Notices.Select(notice => notice with { Note = e.InPlaceOf(notice.Note) })],
        Feedback = [.. Feedback.Select(given => given with { Note = e.InPlaceOf(given.Note) })],
        Questions = [.. Questions.Select(question => question with { Text = e.InPlaceOf(question.Text)!, Answer = e.InPlaceOf(question.Answer) })],
        EnrichmentRequests = [.. EnrichmentRequests.Select(request => request with { Question = e.InPlaceOf(request.Question)!, Answer = e.InPlaceOf(request.Answer) })],
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
        AskedNotices = null,
        Notices = [],
        EnrichmentRequests = [],
        Feedback = [],
        Questions = [],
        Origins = [],
        Deadlines = [],
        Retraction = null,
        Merge = null,
        ReversedMerges = [],
        Duplicates = [],
        Overdue = [],
        ExternalReference = null,
        OutcomeReason = null,
    };

    /// <summary>After an outcome: others are told in parallel to whatever the signal becomes.</summary>
    private IReadOnlyList<OpenDeadline> StillAsked => [.. Deadlines.Where(deadline => deadline.Kind == SignalDeadlines.Notice)];

    private Signal Concluded(OutcomeTaken outcome, SignalStatus status) => Took(outcome) with { Status = status, OutcomeReason = outcome.Reason };

    private Signal Returned(OutcomeTaken outcome) => Took(outcome) with { Status = SignalStatus.InAssessment, ReferredTo = null, OutcomeReason = null };

    private Signal Answered(EnrichmentRequestId id, Func<EnrichmentRequest, EnrichmentRequest> answer) =>
        this with
        {
            EnrichmentRequests = [.. EnrichmentRequests.Select(request => request.Id == id ? answer(request) : request)],
            Deadlines = Deadlines.Without(DeadlineId.From(id.Value)),
        };

    private Signal Took(OutcomeTaken outcome) => this with { Outcomes = [.. Outcomes, outcome] };
}

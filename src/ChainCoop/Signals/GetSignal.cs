using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Matching;
using ChainCoop.Signals.Merging;
using ChainCoop.Signals.Origins;
using ChainCoop.Signals.Rules;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>A signal as this caller may see it. Who only sent it sees its own contribution, the status and the feedback, nothing of the assessment.</summary>
public sealed record SignalView(
    SignalId Id,
    MunicipalityCode Municipality,
    SignalStatus Status,
    ExploitationType ExploitationType,
    Urgency Urgency,
    DateOnly? ObservedOn,
    DateTimeOffset ReceivedAt,
    ReportingChannel Channel,
    ReporterView Reporter,
    string Observation,
    IReadOnlyList<SubjectView> Subjects,
    ExternalReference? ExternalReference)
{
    /// <summary>Facts of the signal, or of a person in it, that somebody disputes and nobody decided on yet; absent when there are none.</summary>
    public IReadOnlyList<SignalFact>? Contested { get; init; }

    /// <summary>Every contest so far, in the order lodged. Not for who only sent it.</summary>
    public IReadOnlyList<ContestView<SignalFact>>? Contests { get; init; }

    /// <summary>Every correction so far, in the order made; what is shown is what holds after them. Not for who only sent it.</summary>
    public IReadOnlyList<CorrectionView>? Corrections { get; init; }

    /// <summary>Narratives that corrections replaced, the oldest first. For the municipality alone.</summary>
    public IReadOnlyList<string>? Superseded { get; init; }

    /// <summary>Terms and whether they were kept. Not for who only sent it.</summary>
    public IReadOnlyList<DeadlineView>? Deadlines { get; init; }

    public IReadOnlyList<StepView>? Assessment { get; init; }

    /// <summary>Every outcome and every answer to a referral so far, in their order; a party that it was referred to sees its own referral.</summary>
    public IReadOnlyList<OutcomeView>? Outcomes { get; init; }

    /// <summary>Kinds of organisations that the rules ask to tell and that nobody told yet, until when, and what was told so far. For the municipality alone.</summary>
    public NoticesView? Notices { get; init; }

    /// <summary>Requests to others for information, in the order made. For the municipality alone.</summary>
    public IReadOnlyList<EnrichmentView>? EnrichmentRequests { get; init; }

    /// <summary>What an anonymous reporter was asked and answered, in the order asked; absent when nothing. Not for who only sent it.</summary>
    public IReadOnlyList<ReporterQuestionView>? Questions { get; init; }

    /// <summary>Activities and inspections that it came out of; absent when none. For the municipality alone.</summary>
    public IReadOnlyList<SignalOrigin>? Origins { get; init; }

    /// <summary>What the reporter was told, for who sent it and the municipality; for the latter also by when there is something to tell.</summary>
    public FeedbackView? Feedback { get; init; }

    /// <summary>Absent unless it was retracted.</summary>
    public RetractedView? Retracted { get; init; }

    /// <summary>The signal that it is a duplicate of, whose outcome it has. Like the two after it for the municipality alone.</summary>
    public SignalId? MergedInto { get; init; }

    /// <summary>With which it can be taken back that it is a duplicate.</summary>
    public MergeId? MergeId { get; init; }

    /// <summary>Signals that are duplicates of it.</summary>
    public IReadOnlyList<Duplicate>? Duplicates { get; init; }

    public OutcomeReason? OutcomeReason { get; init; }

    public Oin? ReferredTo { get; init; }

    public CaseId? CaseId { get; init; }

    /// <summary>Steps that this state allows next.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }
}

public sealed record ReporterView(ReporterKind Kind, string? Name, string? Contact);

/// <param name="Identifiers">Null when erased.</param>
public sealed record SubjectView(SubjectId Id, SubjectRole Role, Identifiers? Identifiers)
{
    /// <summary>Which of it somebody disputes; absent when nothing.</summary>
    public IReadOnlyList<SignalFact>? Contested { get; init; }

    /// <summary>Identifiers by which nobody finds the person, as they could not be normalised; absent when there are none.</summary>
    public IReadOnlyList<IdentifierName>? NotMatchable { get; init; }
}

/// <param name="Note">Null when there was none; <c>[erased]</c> when it was destroyed.</param>
public sealed record CorrectionView(CorrectionReason Reason, string? Note, ActorRef By, DateTimeOffset At);

/// <param name="Note">Null when there was none; <c>[erased]</c> when it was destroyed.</param>
public sealed record StepView(
    AssessmentStep Step, RuleVersion RuleVersion, IReadOnlyList<ObservedIndicator> Indicators, AssessmentConclusion Conclusion, string? Note, ActorRef? By, DateTimeOffset? At)
{
    /// <summary>Of steps that the caller's own organisation took.</summary>
    public ExternalReference? ExternalReference { get; init; }

    /// <summary>Whether a possible victim is a minor, where the step said it.</summary>
    public IndicatorValue? Minor { get; init; }

    /// <summary>What the rules say after the step, each with the indicators that led to it. A person decides.</summary>
    public required IReadOnlyList<AssessmentFinding> Advice { get; init; }
}

/// <param name="To">The other party of a referral.</param>
/// <param name="Note">Null when there was none; <c>[erased]</c> when it was destroyed.</param>
public sealed record OutcomeView(OutcomeStep Step, OutcomeReason? Reason, Oin? To, string? Note, ActorRef By, DateTimeOffset At)
{
    /// <summary>Of what the caller's own organisation did.</summary>
    public ExternalReference? ExternalReference { get; init; }

    /// <summary>What of the advice it goes against; absent when nothing.</summary>
    public IReadOnlyList<FindingCode>? Against { get; init; }
}

/// <param name="DueAt">Absent when nobody is left to be told, or the signal was dismissed.</param>
public sealed record NoticesView(IReadOnlyList<OrganisationKind> Missing, DateTimeOffset? DueAt, bool Overdue, IReadOnlyList<NoticeView> Given);

public sealed record NoticeView(Oin To, OrganisationKind Kind, string? Note, ActorRef By, DateTimeOffset At);

/// <param name="DueAt">Absent when nothing is left to be told.</param>
public sealed record FeedbackView(IReadOnlyList<GivenFeedbackView> Given, DateTimeOffset? DueAt = null, bool? Overdue = null);

public sealed record GivenFeedbackView(FeedbackCode Told, FeedbackWay Way, string? Note, DateTimeOffset At);

public sealed record RetractedView(RetractionReason Reason, DateTimeOffset At);

public sealed record DeadlineView(SignalDeadline Kind, DateTimeOffset DueAt, bool Met, bool Overdue);

public static class GetSignalEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.read", ResourceKind.Signal, Room.General, [GrantRole.Owner, GrantRole.Reporter, GrantRole.Referred, GrantRole.Disclosed, GrantRole.Notified],
        [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner, .. SignalRectification.Keepers],
        "assessment", "casework", "care", "security", "synchronisation", SignalRectification.Purpose) with
    { Keepers = SignalRectification.Keepers };

    /// <summary>Reads one signal. Who received a disclosure reads its id, its municipality and the fields that were disclosed.</summary>
    [WolverineGet("/signals/{signalId}"), Scope("signals.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<SignalView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(SignalId signalId, HttpContext http, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<Signal>(
            signalId.Value,
            Rule,
            async (signal, verdict) =>
            {
                var part = SeesAssessment(verdict) ? null : verdict.Part;
                var opened = await vault.OpenAsync([.. ContributionOf(signal), .. SeesAssessment(verdict) || part is not null ? NotesOf(signal) : []], token);
                var view = View(signal, http.Actor().Organisation, verdict, opened, gate.Now);
                return part is null
                    ? new Shown(view, signal.SubjectsInIt) { HidesSteps = !verdict.Has(GrantRole.Owner) && !verdict.Has(GrantRole.Referred) }
                    : new Shown(
                        DisclosedView.Of(
                            View(signal, http.Actor().Organisation, verdict with { Grants = new HashSet<GrantRole> { GrantRole.Owner } }, opened, gate.Now), ResourceKind.Signal, part,
                            verdict.Has(GrantRole.Reporter) ? view : null),
                        part.Subject is { } subject ? [subject] : DisclosableFields.AreOfPersons(ResourceKind.Signal, part.Fields) ? [.. signal.Subjects.Select(one => one.SubjectId)] : [])
                    {
                        HidesSteps = true,
                    };
            },
            signal => signal.Version);

    public static SignalView View(Signal signal, Oin caller, Verdict verdict, Opened opened, DateTimeOffset now)
    {
        var reporter = opened.Find<ReporterIdentity>(signal.Reporter);
        var view = new SignalView(
            signal.Id, signal.Municipality, signal.Status, signal.ExploitationType, signal.Urgency, signal.ObservedOn, signal.ReceivedAt, signal.Channel,
            new ReporterView(signal.ReporterKind, reporter?.Name, reporter?.Contact), opened.Text(signal.Observation),
            [.. signal.Subjects.Select(SubjectOf)],
            signal.ExternalReference)
        {
            Contested = signal.Contests.Marked(),
            Retracted = signal.Retraction is { } retraction ? new RetractedView(retraction.Reason, retraction.At) : null,
        };
        var owns = verdict.Has(GrantRole.Owner);
        if ((owns || verdict.Has(GrantRole.Reporter)) && (signal.Feedback.Count > 0 || owns && SignalProtocol.MayGiveFeedback(signal)))
        {
            var open = owns ? signal.Deadlines.FirstOrDefault(deadline => deadline.Kind == SignalDeadlines.Feedback) : null;
            view = view with
            {
                Feedback = new FeedbackView(
                    [.. signal.Feedback.Select(given => new GivenFeedbackView(given.Told, given.Way, NoteIn(given.Note), given.At))], open?.DueAt, open is null ? null : now >= open.DueAt),
            };
        }
        if (!SeesAssessment(verdict)) return view;

        var pending = SignalProtocol.IsPending(signal);
        var noticeBy = signal.Deadlines.FirstOrDefault(deadline => deadline.Kind == SignalDeadlines.Notice)?.DueAt;
        return view with
        {
            Contests = [.. signal.Contests.Select(contest => ContestView<SignalFact>.Of(contest, opened))],
            Corrections = [.. signal.Corrections.Select(correction => new CorrectionView(correction.Reason, NoteIn(correction.Note), correction.By, correction.At))],
            Superseded = owns ? [.. signal.SupersededProse.Select(opened.Text)] : null,
            Deadlines = signal.Merge is not null ? [] :
            [
                new DeadlineView(SignalDeadline.Acknowledgement, signal.AcknowledgeBy, signal.Acknowledged, !signal.Acknowledged && pending && now >= signal.AcknowledgeBy),
                new DeadlineView(SignalDeadline.Assessment, signal.AssessBy, !pending, pending && now >= signal.AssessBy),
            ],
            Assessment = [.. signal.Steps.Select((step, taken) => new StepView(step.Step, step.RuleVersion, step.Indicators, step.Conclusion, NoteIn(step.Note), step.By, step.At)
            {
                ExternalReference = step.By?.Organisation == caller ? step.Reference : null,
                Minor = step.Minor,
                Advice = step.Advice ?? Advice.On(signal.Urgency, [.. signal.Steps.Take(taken + 1)]),
            })],
            Outcomes = [.. signal.Outcomes.Where(IsShown).Select(outcome => new OutcomeView(outcome.Step, outcome.Reason, outcome.To, NoteIn(outcome.Note), outcome.By, outcome.At)
            {
                ExternalReference = outcome.By.Organisation == caller ? outcome.Reference : null,
                Against = outcome.Against,
            })],
            Notices = owns && signal.AskedNotices is not null
                ? new NoticesView(
                    signal.MissingNotices, noticeBy, now >= noticeBy,
                    [.. signal.Notices.Select(notice => new NoticeView(notice.To, notice.Kind, NoteIn(notice.Note), notice.By, notice.At))])
                : null,
            EnrichmentRequests = owns ? [.. signal.EnrichmentRequests.Select(request => EnrichmentView.Of(signal, request, opened, now))] : null,
            Questions = signal.Questions.Count > 0 ? [.. signal.Questions.Select(question => ReporterQuestionView.Of(question, opened))] : null,
            Origins = owns && signal.Origins.Count > 0 ? signal.Origins : null,
            MergedInto = owns ? signal.Merge?.Into : null,
            MergeId = owns ? signal.Merge?.Id : null,
            Duplicates = owns && signal.Duplicates.Count > 0 ? signal.Duplicates : null,
            OutcomeReason = signal.OutcomeReason,
            ReferredTo = owns || verdict.Has(GrantRole.Referred) ? signal.ReferredTo : null,
            CaseId = signal.CaseId,
            Allowed = owns || verdict.Has(GrantRole.Referred) ? SignalProtocol.Allowed(signal, now) : null,
        };

        // Who was told beside it sees what became of the signal, not with whom else the municipality talked.
        bool IsShown(OutcomeTaken outcome) => owns || (verdict.Has(GrantRole.Referred) ? outcome.To == signal.ReferredTo : outcome.To is null);

        SubjectView SubjectOf(SignalSubject subject) => new(subject.SubjectId, subject.Role, opened.Find<Identifiers>(subject.Identifiers))
        {
            Contested = signal.Contests.Where(contest => contest.SubjectId == subject.SubjectId).Marked(),
            NotMatchable = opened.Find<Identifiers>(subject.Identifiers) is { } identifiers && MatchKeys.FormsOf(identifiers, signal.From).NotMatchable is { Count: > 0 } not ? not : null,
        };

        string? NoteIn(PayloadRef? note) => note is null ? null : opened.Text(note);
    }

    private static IEnumerable<PayloadRef> ContributionOf(Signal signal) =>
        new[] { signal.Observation, signal.Reporter }.Concat(signal.Feedback.Select(given => given.Note)).Concat(signal.Subjects.Select(subject => subject.Identifiers)).OfType<PayloadRef>();

    private static IEnumerable<PayloadRef> NotesOf(Signal signal) =>
        signal.Steps.Select(step => step.Note)
            .Concat(signal.Outcomes.Select(outcome => outcome.Note))
            .Concat(signal.Corrections.Select(correction => correction.Note))
            .Concat(signal.Contests.SelectMany(contest => new[] { contest.Statement, contest.Note }))
            .Concat(signal.SupersededProse)
            .Concat(signal.Notices.Select(notice => notice.Note))
            .Concat(ReporterQuestionView.TextsOf(signal.Questions))
            .Concat(EnrichmentView.TextsOf(signal.EnrichmentRequests)).OfType<PayloadRef>();

    private static bool SeesAssessment(Verdict verdict) => verdict.Has(GrantRole.Owner) || verdict.Has(GrantRole.Referred) || verdict.Has(GrantRole.Notified);
}

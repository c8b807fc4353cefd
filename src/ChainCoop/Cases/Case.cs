using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Plans;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Cases;

public enum CaseStatus { Proposed, Screened, Open, PlanAgreed, InExecution, Monitoring, Closed }

public enum ScreeningConclusion { Accepted, Rejected }

/// <summary>What must be known to decide about a case, and where its prose is.</summary>
public sealed record Case(
    CaseId Id,
    MunicipalityCode Municipality,
    CaseStatus Status,
    IReadOnlyList<ExploitationType> ExploitationTypes,
    SignalId? From,
    PayloadRef? Title,
    DateTimeOffset ProposedAt)
{
    public long Version { get; init; }

    public VictimTrackId? VictimTrack { get; init; }

    public SecurityTrackId? SecurityTrack { get; init; }

    /// <summary>Those that did not leave; the end of a period may have passed a moment ago.</summary>
    public IReadOnlyList<Membership> Members { get; init; } = [];

    /// <summary>The last one: a rejected case can be screened again.</summary>
    public Screening? Screening { get; init; }

    /// <summary>Signals that were linked to it after it was proposed.</summary>
    public IReadOnlyList<SignalId> LinkedSignals { get; init; } = [];

    /// <summary>Of those that it grew from or that were linked to it.</summary>
    public IReadOnlyList<SignalId> RetractedSignals { get; init; } = [];

    public IReadOnlyList<CaseTask> Tasks { get; init; } = [];

    /// <summary>What is still asked by a moment.</summary>
    public IReadOnlyList<OpenDeadline> Deadlines { get; init; } = [];

    /// <summary>The last one.</summary>
    public CasePlan? Plan { get; init; }

    public ClosureProposal? Closure { get; init; }

    /// <summary>The last one.</summary>
    public Reopening? Reopening { get; init; }

    /// <summary>In the order planned.</summary>
    public IReadOnlyList<Conference> Conferences { get; init; } = [];

    /// <summary>In the order requested.</summary>
    public IReadOnlyList<Handover> Handovers { get; init; } = [];

    /// <summary>Of the last request to hand the case over; it never falls. 0: there was none.</summary>
    public int Epoch { get; init; }

    public Handover? OpenHandover => Handovers is [.., { Answer: null } last] ? last : null;

    /// <summary>Prose of what a later step replaced: not out of reach of what destroys data.</summary>
    public IReadOnlyList<PayloadRef> Superseded { get; init; } = [];

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Its term was over: nothing but the end is left.</summary>
    public bool Destroyed { get; init; }

    public static Case Create(CaseProposed e) =>
        new(e.CaseId, e.Municipality, CaseStatus.Proposed, e.ExploitationTypes, e.From, e.Title, e.At);

    public Case Apply(MemberJoined e) => this with
    {
        Members = [.. Members, new Membership(e.Organisation, e.Room, e.Role, e.From, e.Until)],
        VictimTrack = e.VictimTrackId ?? VictimTrack,
        SecurityTrack = e.SecurityTrackId ?? SecurityTrack,
    };

    public Case Apply(MemberLeft e) =>
        this with { Members = [.. Members.Where(member => member.Organisation != e.Organisation || member.Room != e.Room)] };

    public Case Apply(CaseScreened e) =>
        With(Screening?.Note) with { Status = CaseStatus.Screened, Screening = new Screening(e.Criteria, e.Conclusion, e.Note, e.At) { Rules = e.Rules } };

    public Case Apply(CaseOpened _) => this with { Status = CaseStatus.Open };

    public Case Apply(SignalLinkedToCase e) => this with { LinkedSignals = [.. LinkedSignals, e.SignalId] };

    public Case Apply(LinkedSignalReopened e) => this with { LinkedSignals = [.. LinkedSignals.Where(signal => signal != e.SignalId)] };

    public Case Apply(LinkedSignalRetracted e) => this with { RetractedSignals = [.. RetractedSignals, e.SignalId] };

    public Case Apply(TaskAssigned e) =>
        this with
        {
            Tasks = [.. Tasks, new CaseTask(e.TaskId, e.Kind, e.Organisation, e.DueOn, e.Note, null, null) { Goal = e.Goal, Reference = e.ExternalReference is { } reference ? new(e.By.Organisation, reference) : null }],
            Deadlines = Deadlines.With(CaseDeadlines.OfTask(e)),
        };

    public Case Apply(TaskCompleted e) => this with
    {
        Tasks = [.. Tasks.Select(task => task.Id == e.TaskId ? task with { CompletedAt = e.At, CompletionNote = e.Note } : task)],
        Deadlines = Deadlines.Without(DeadlineId.From(e.TaskId.Value)),
    };

    public Case Apply(CaseDeadlineMissed e) => this with { Deadlines = Deadlines.Missed(e.DeadlineId) };

    public Case Apply(CaseDeadlineMoved e) => this with { Deadlines = Deadlines.Moved(e.DeadlineId, e.DueAt, e.Rules) };

    public Case Apply(PlanDrawnUp e) => With([.. Plan?.ReplacedBy(e) ?? [], Closure?.Note]) with
    {
        Status = CaseStatus.Open,
        Plan = new CasePlan(e.Plan, e.Goals, e.Note, e.At) { References = e.References ?? [] },
        Closure = null,
    };

    public Case Apply(PlanSupported e) => this with { Plan = Plan! with { Supporters = [.. Plan.Supporters, e.Organisation] } };

    public Case Apply(PlanAgreed e) => this with { Status = CaseStatus.PlanAgreed, Plan = Plan! with { AgreedAt = e.At } };

    public Case Apply(CasePhaseBegan e) => this with { Status = CaseProtocol.StatusOf(e.Phase) };

    public Case Apply(ClosureProposed e) =>
        With(Closure?.Note) with { Closure = new ClosureProposal(e.Outcome, e.Note, e.By, e.At) { Goals = e.Goals ?? [] } };

    public Case Apply(CaseClosed e) => this with { Status = CaseStatus.Closed, ClosedAt = e.At, Deadlines = [] };

    public Case Apply(CaseReopened e) => With(Closure?.Note, Reopening?.Note) with
    {
        Status = e.Status,
        ClosedAt = null,
        Closure = null,
        Plan = Plan is null ? null : Plan with { Supporters = [], AgreedAt = null },
        Reopening = new Reopening(e.Reason, e.Note, e.At),
        Deadlines = e.Tasks.Aggregate(Deadlines, (asked, task) => asked.With(CaseDeadlines.OfTask(task.Task, task.DueOn, e.At))),
    };

    public Case Apply(ConferencePlanned e) => this with { Conferences = [.. Conferences, new Conference(e.ConferenceId, e.Room, e.StartsAt, e.EndsAt, e.Agenda)] };

    public Case Apply(AttendeeInvited e) => With(e.ConferenceId, conference => conference with
    {
        Attendances = [.. conference.Attendances.Where(attendance => attendance.Organisation != e.Organisation), new Attendance(e.Organisation, e.From, e.Until)],
    });

    public Case Apply(AttendanceEnded e) => With(e.ConferenceId, conference => conference with
    {
        Attendances = [.. conference.Attendances.Select(attendance => attendance.Organisation == e.Organisation ? attendance with { Until = e.Until, Ended = true } : attendance)],
    });

    public Case Apply(ConferenceRecorded e) => With([.. Conferences.First(conference => conference.Id == e.ConferenceId).Recorded()]).With(
        e.ConferenceId, conference => conference with { Decisions = e.Decisions, Minutes = e.Minutes, RecordedAt = e.At });

    public Case Apply(ConferenceCancelled e) => With(e.ConferenceId, conference => conference with { Cancelled = true });

    public Case Apply(HandoverRequested e) => this with { Handovers = [.. Handovers, Handover.Of(e)], Epoch = e.Epoch };

    public Case Apply(HandoverDeclined e) => Answered(e.HandoverId, HandoverAnswer.Declined, e.Note, e.At);

    public Case Apply(HandoverWithdrawn e) => Answered(e.HandoverId, HandoverAnswer.Withdrawn, e.Note, e.At);

    public Case Apply(RoomHandedOver e) => this with
    {
        Members =
        [
            .. Members.Where(member => member.Room != e.Room),
            .. e.Continued.Concat(e.Begun).Select(member => new Membership(member.Organisation, e.Room, member.Role, member.From, member.Until)),
        ],
    };

    /// <summary>A proposal of the municipality before to close the case is not the new one's.</summary>
    public Case Apply(HandoverAccepted e) =>
        Answered(e.HandoverId, HandoverAnswer.Accepted, e.Note, e.At).With(Closure?.Note) with { Municipality = e.To, Closure = null };

    public Case Apply(CaseContentErased e) => this with
    {
        Title = e.InPlaceOf(Title),
        Screening = Screening is null ? null : Screening with { Note = e.InPlaceOf(Screening.Note) },
        Tasks = [.. Tasks.Select(task => task with { Note = e.InPlaceOf(task.Note), CompletionNote = e.InPlaceOf(task.CompletionNote) })],
        Plan = Plan is null ? null : Plan with
        {
            Note = e.InPlaceOf(Plan.Note),
            Goals = [.. Plan.Goals.Select(goal => goal with { Note = e.InPlaceOf(goal.Note) })],
        },
        Closure = Closure is null ? null : Closure with { Note = e.InPlaceOf(Closure.Note) },
        Reopening = Reopening is null ? null : Reopening with { Note = e.InPlaceOf(Reopening.Note) },
        Conferences =
        [
            .. Conferences.Select(conference => conference with
            {
                Agenda = [.. conference.Agenda.Select(item => item with { Note = e.InPlaceOf(item.Note) })],
                Decisions = [.. conference.Decisions.Select(decision => decision with { Note = e.InPlaceOf(decision.Note) })],
                Minutes = e.InPlaceOf(conference.Minutes),
            }),
        ],
        Handovers = [.. Handovers.Select(handover => handover with { Note = e.InPlaceOf(handover.Note), AnswerNote = e.InPlaceOf(handover.AnswerNote) })],
        Superseded = [.. Superseded.Select(payload => e.InPlaceOf(payload)!)],
    };

    /// <summary>The bodies of the events before it may be empty by now.</summary>
    public Case Apply(CaseDestroyed e) => this with
    {
        Id = CaseId.From(e.Record.Value),
        Municipality = e.Municipality,
        Status = CaseStatus.Closed,
        Destroyed = true,
        From = null,
        Members = [],
        LinkedSignals = [],
        RetractedSignals = [],
        Tasks = [],
        Deadlines = [],
        Plan = null,
        Closure = null,
        Reopening = null,
        Conferences = [],
        Handovers = [],
        Superseded = [],
    };

    private Case Answered(HandoverId id, HandoverAnswer answer, PayloadRef? note, DateTimeOffset at) => this with
    {
        Handovers = [.. Handovers.Select(handover => handover.Id == id ? handover with { Answer = answer, AnswerNote = note, AnsweredAt = at } : handover)],
    };

    private Case With(ConferenceId id, Func<Conference, Conference> change) =>
        this with { Conferences = [.. Conferences.Select(conference => conference.Id == id ? change(conference) : conference)] };

    private Case With(params IReadOnlyList<PayloadRef?> replaced) => this with { Superseded = [.. Superseded, .. replaced.OfType<PayloadRef>()] };

    public Membership? MemberOf(Room room, Oin organisation) =>
        Members.FirstOrDefault(member => member.Room == room && member.Organisation == organisation);
}

/// <param name="Until">Exclusive.</param>
public sealed record Membership(Oin Organisation, Room Room, MemberRole Role, DateTimeOffset From, DateTimeOffset? Until)
{
    public bool IsOver(DateTimeOffset now) => Until <= now;
}

public sealed record Screening(IReadOnlyList<ScreeningCriterion> Criteria, ScreeningConclusion Conclusion, PayloadRef? Note, DateTimeOffset At)
{
    /// <summary>That advised; null: none did.</summary>
    public ScreeningRulesVersion? Rules { get; init; }
}

public sealed record CaseTask(
    TaskId Id, TaskKind Kind, Oin Organisation, DateOnly DueOn, PayloadRef? Note, DateTimeOffset? CompletedAt, PayloadRef? CompletionNote)
{
    /// <summary>That it serves. A later plan may not have it any more.</summary>
    public GoalId? Goal { get; init; }

    public OwnReference? Reference { get; init; }
}

public sealed record ClosureProposal(CaseOutcome Outcome, PayloadRef? Note, ActorRef By, DateTimeOffset At)
{
    public IReadOnlyList<GoalOutcome> Goals { get; init; } = [];
}

public sealed record Reopening(ReopeningReason Reason, PayloadRef? Note, DateTimeOffset At);

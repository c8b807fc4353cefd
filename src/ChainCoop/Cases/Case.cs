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

    public ClosureProposal? Closure { get; init; }

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
        this with { Status = CaseStatus.Screened, Screening = new Screening(e.Criteria, e.Conclusion, e.Note, e.At) };

    public Case Apply(CaseOpened _) => this with { Status = CaseStatus.Open };

    public Case Apply(SignalLinkedToCase e) => this with { LinkedSignals = [.. LinkedSignals, e.SignalId] };

    public Case Apply(LinkedSignalReopened e) => this with { LinkedSignals = [.. LinkedSignals.Where(signal => signal != e.SignalId)] };

    public Case Apply(LinkedSignalRetracted e) => this with { RetractedSignals = [.. RetractedSignals, e.SignalId] };

    public Case Apply(TaskAssigned e) =>
        this with
        {
            Tasks = [.. Tasks, new CaseTask(e.TaskId, e.Kind, e.Organisation, e.DueOn, e.Note, null, null)],
            Deadlines = Deadlines.With(CaseDeadlines.OfTask(e)),
        };

    public Case Apply(TaskCompleted e) => this with
    {
        Tasks = [.. Tasks.Select(task => task.Id == e.TaskId ? task with { CompletedAt = e.At, CompletionNote = e.Note } : task)],
        Deadlines = Deadlines.Without(DeadlineId.From(e.TaskId.Value)),
    };

    public Case Apply(CaseDeadlineMissed e) => this with { Deadlines = Deadlines.Missed(e.DeadlineId) };

    public Case Apply(CaseDeadlineMoved e) => this with { Deadlines = Deadlines.Moved(e.DeadlineId, e.DueAt, e.Rules) };

    public Case Apply(ClosureProposed e) => this with { Closure = new ClosureProposal(e.Outcome, e.Note, e.By, e.At) };

    public Case Apply(CaseClosed e) => this with { Status = CaseStatus.Closed, ClosedAt = e.At, Deadlines = [] };

    public Case Apply(CaseContentErased e) => this with
    {
        Title = e.InPlaceOf(Title),
        Screening = Screening is null ? null : Screening with { Note = e.InPlaceOf(Screening.Note) },
        Tasks = [.. Tasks.Select(task => task with { Note = e.InPlaceOf(task.Note), CompletionNote = e.InPlaceOf(task.CompletionNote) })],
        Closure = Closure is null ? null : Closure with { Note = e.InPlaceOf(Closure.Note) },
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
        Closure = null,
    };

    public Membership? MemberOf(Room room, Oin organisation) =>
        Members.FirstOrDefault(member => member.Room == room && member.Organisation == organisation);
}

/// <param name="Until">Exclusive.</param>
public sealed record Membership(Oin Organisation, Room Room, MemberRole Role, DateTimeOffset From, DateTimeOffset? Until)
{
    public bool IsOver(DateTimeOffset now) => Until <= now;
}

public sealed record Screening(IReadOnlyList<ScreeningCriterion> Criteria, ScreeningConclusion Conclusion, PayloadRef? Note, DateTimeOffset At);

public sealed record CaseTask(
    TaskId Id, TaskKind Kind, Oin Organisation, DateOnly DueOn, PayloadRef? Note, DateTimeOffset? CompletedAt, PayloadRef? CompletionNote);

public sealed record ClosureProposal(CaseOutcome Outcome, PayloadRef? Note, ActorRef By, DateTimeOffset At);

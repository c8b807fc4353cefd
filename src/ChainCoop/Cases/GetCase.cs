using ChainCoop.Access;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Plans;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>A case as this caller may see it.</summary>
/// <param name="Title">Null when it has none; <c>[erased]</c> when it was destroyed.</param>
/// <param name="Members">Of the rooms that the caller may enter, and of those on whose members the caller decides.</param>
public sealed record CaseView(
    CaseId Id,
    MunicipalityCode Municipality,
    CaseStatus Status,
    IReadOnlyList<ExploitationType> ExploitationTypes,
    string? Title,
    DateTimeOffset ProposedAt,
    ScreeningView? Screening,
    IReadOnlyList<Membership> Members,
    IReadOnlyList<TaskView> Tasks,
    ClosureView? Closure)
{
    /// <summary>What the rules of today advise before anything is said of the criteria. Only for who leads a case that awaits its screening.</summary>
    public ScreeningAdvice? ScreeningRules { get; init; }

    /// <summary>The last one, with its goals.</summary>
    public PlanView? Plan { get; init; }

    /// <summary>The last time that it went on after a closure.</summary>
    public ReopeningView? Reopening { get; init; }

    /// <summary>Of the rooms that the caller may enter for the purpose of the request; of the general room, also those that it attends.</summary>
    public IReadOnlyList<ConferenceView> Conferences { get; init; } = [];

    /// <summary>Requests to other municipalities to take it over, in the order made. Only for who leads the case.</summary>
    public IReadOnlyList<HandoverView>? Handovers { get; init; }

    /// <summary>Prose of what a later step replaced, such as an earlier plan. Only for who leads the case.</summary>
    public IReadOnlyList<string>? Superseded { get; init; }

    /// <summary>The care room, if the caller may enter it.</summary>
    public VictimTrackId? VictimTrackId { get; init; }

    /// <summary>The security room, if the caller may enter it.</summary>
    public SecurityTrackId? SecurityTrackId { get; init; }

    /// <summary>The signal that it grew from. Only for who leads the case.</summary>
    public SignalId? FromSignal { get; init; }

    /// <summary>Signals that were linked to it. Only for who leads the case; whoever may see one can read it.</summary>
    public IReadOnlyList<SignalId>? LinkedSignals { get; init; }

    /// <summary>Of those, what was retracted as false or sent by mistake. Only for who leads the case.</summary>
    public IReadOnlyList<SignalId>? RetractedSignals { get; init; }

    /// <summary>Steps that this state allows next. Only for who leads the case.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }
}

public sealed record ScreeningView(ScreeningConclusion Conclusion, IReadOnlyList<ScreeningCriterion> Criteria, string? Note, DateTimeOffset At)
{
    /// <summary>What the rules of then advised on these criteria, and why.</summary>
    public ScreeningAdvice? Advice { get; init; }
}

/// <param name="Overdue">Not done on the last day for it.</param>
public sealed record TaskView(
    TaskId Id, TaskKind Kind, Oin Organisation, DateOnly DueOn, bool Overdue, string? Note, DateTimeOffset? CompletedAt, string? CompletionNote)
{
    /// <summary>That it serves.</summary>
    public GoalId? Goal { get; init; }

    /// <summary>For the organisation whose it is.</summary>
    public ExternalReference? ExternalReference { get; init; }
}

/// <param name="ClosedAt">Null while a second person has to agree.</param>
public sealed record ClosureView(CaseOutcome Outcome, string? Note, Oin ProposedBy, DateTimeOffset ProposedAt, DateTimeOffset? ClosedAt);

public sealed record ReopeningView(ReopeningReason Reason, string? Note, DateTimeOffset At);

public static class GetCaseEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.read", [.. CaseAccess.Readers, GrantRole.Disclosed], CaseAccess.Everybody);

    /// <summary>
    /// Reads one case, and which of its tracks the caller may enter. Who received a disclosure reads its id, its municipality and the fields that
    /// were disclosed.
    /// </summary>
    [WolverineGet("/cases/{caseId}"), Scope("cases.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<CaseView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(CaseId caseId, HttpContext http, Gate gate, Vault vault, TimeProvider clock, CancellationToken token) =>
        gate.Show<Case>(
            caseId.Value,
            Rule,
            async (current, today, verdict) =>
            {
                var sight = new RoomSight(http.Actor().Organisation, verdict.RolesWith(CaseAccess.Members), (current, gate.Now), (today, clock.GetUtcNow()));
                return DisclosedView.ShownTo(
                    verdict, CaseAccess.Readers, ResourceKind.Case, [], View(current, sight, verdict, await vault.OpenAsync(NotesOf(current, sight, verdict), token), gate.Now));
            },
            current => current.Version);

    internal static CaseView View(Case current, RoomSight sight, Verdict verdict, Opened opened, DateTimeOffset now)
    {
        var leads = verdict.Has(GrantRole.Lead);
        return new CaseView(
            current.Id,
            current.Municipality,
            current.Status,
            current.ExploitationTypes,
            Text(current.Title),
            current.ProposedAt,
            current.Screening is { } screening ? ScreeningOf(screening) : null,
            [.. current.Members.Where(member => !member.IsOver(now) && sight.SeesMembers(member.Room))],
            [.. current.Tasks.Select(TaskOf)],
            current.Closure is { } closure
                ? new ClosureView(closure.Outcome, Text(closure.Note), closure.By.Organisation, closure.At, current.ClosedAt)
                : null)
        {
            ScreeningRules = leads && CaseProtocol.AwaitsScreening(current) ? Cases.ScreeningRules.Advise(Cases.ScreeningRules.On(now), []) : null,
            Plan = current.Plan is { } plan
                ? new PlanView(plan.Number, plan.AgreedAt is not null, [.. plan.Goals.Select(GoalOf)], plan.Supporters, Text(plan.Note), plan.At)
                : null,
            Reopening = current.Reopening is { } reopening ? new ReopeningView(reopening.Reason, Text(reopening.Note), reopening.At) : null,
            Conferences = [.. current.Conferences.Where(conference => Sees(conference, sight, verdict)).Select(conference => ConferenceView.Of(conference, Text))],
            Handovers = leads ? [.. current.Handovers.Select(handover => HandoverView.Of(current, handover, Text))] : null,
            Superseded = leads ? [.. current.Superseded.Select(opened.Text)] : null,
            VictimTrackId = sight.MayEnter(Room.Care) ? current.VictimTrack : null,
            SecurityTrackId = sight.MayEnter(Room.Security) ? current.SecurityTrack : null,
            FromSignal = leads ? current.From : null,
            LinkedSignals = leads ? current.LinkedSignals : null,
            RetractedSignals = leads ? current.RetractedSignals : null,
            Allowed = leads ? CaseProtocol.Allowed(current) : null,
        };

        TaskView TaskOf(CaseTask task) => new(
            task.Id, task.Kind, task.Organisation, task.DueOn, task.CompletedAt is null && DutchTime.DayOf(now) > task.DueOn,
            Text(task.Note), task.CompletedAt, Text(task.CompletionNote))
        {
            Goal = task.Goal,
            ExternalReference = task.Reference?.For(sight.Caller),
        };

        ScreeningView ScreeningOf(Screening screening) => new(screening.Conclusion, screening.Criteria, Text(screening.Note), screening.At)
        {
            Advice = screening.Rules is { } rules ? Cases.ScreeningRules.Advise(rules, screening.Criteria) : null,
        };

        GoalView GoalOf(PlannedGoal goal) =>
            new(goal.Id, goal.Kind, Text(goal.Note), current.Closure?.Goals.Where(outcome => outcome.Goal == goal.Id).Select(outcome => (GoalResult?)outcome.Result).FirstOrDefault())
            {
                ExternalReference = current.Plan?.References.Where(reference => reference.Goal == goal.Id).Select(reference => reference.Own.For(sight.Caller)).FirstOrDefault(own => own is not null),
            };

        string? Text(PayloadRef? payload) => payload is null ? null : opened.Text(payload);
    }

    /// <summary>What is not shown is not opened.</summary>
    private static IReadOnlyList<PayloadRef> NotesOf(Case current, RoomSight sight, Verdict verdict) =>
        [.. CaseContent.Of(current with { Conferences = [.. current.Conferences.Where(conference => Sees(conference, sight, verdict))] }).Prose.Values];

    private static bool Sees(Conference conference, RoomSight sight, Verdict verdict) =>
        verdict.Purpose is { } purpose && RoomAccess.PurposesOf(conference.Room).Contains(purpose.Value)
        && (sight.MayEnter(conference.Room)
            || conference.Room == Room.General && verdict.Has(GrantRole.Attendee) && conference.Attendances.Any(attendance => attendance.Organisation == sight.Caller));
}

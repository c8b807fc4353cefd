using ChainCoop.Access;
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

public sealed record ScreeningView(ScreeningConclusion Conclusion, IReadOnlyList<ScreeningCriterion> Criteria, string? Note, DateTimeOffset At);

/// <param name="Overdue">Not done on the last day for it.</param>
public sealed record TaskView(
    TaskId Id, TaskKind Kind, Oin Organisation, DateOnly DueOn, bool Overdue, string? Note, DateTimeOffset? CompletedAt, string? CompletionNote);

/// <param name="ClosedAt">Null while a second person has to agree.</param>
public sealed record ClosureView(CaseOutcome Outcome, string? Note, Oin ProposedBy, DateTimeOffset ProposedAt, DateTimeOffset? ClosedAt);

public static class GetCaseEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.read", [.. CaseAccess.Readers, GrantRole.Disclosed], CaseAccess.Everybody);

    /// <summary>
    /// Reads one case, and which of its tracks the caller may enter. Who received a disclosure reads its id, its municipality and the fields that
    /// were disclosed.
    /// </summary>
    [WolverineGet("/cases/{caseId}"), Scope("cases.read"), RequiresPurpose]
    [ProducesResponseType<CaseView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(CaseId caseId, HttpContext http, Gate gate, Vault vault, TimeProvider clock, CancellationToken token) =>
        gate.Show<Case>(
            caseId.Value,
            Rule,
            async (current, verdict) => DisclosedView.ShownTo(
                verdict, CaseAccess.Readers, ResourceKind.Case, [],
                View(current, http.Actor().Organisation, verdict, await vault.OpenAsync(NotesOf(current), token), clock.GetUtcNow())),
            current => current.Version);

    public static CaseView View(Case current, Oin caller, Verdict verdict, Opened opened, DateTimeOffset now)
    {
        var leads = verdict.Has(GrantRole.Lead);
        return new CaseView(
            current.Id,
            current.Municipality,
            current.Status,
            current.ExploitationTypes,
            Text(current.Title),
            current.ProposedAt,
            current.Screening is { } screening ? new ScreeningView(screening.Conclusion, screening.Criteria, Text(screening.Note), screening.At) : null,
            [.. current.Members.Where(member => !member.IsOver(now) && Memberships.SeesMembers(current, member.Room, caller, verdict.RolesWith(CaseAccess.Members), now))],
            [.. current.Tasks.Select(TaskOf)],
            current.Closure is { } closure
                ? new ClosureView(closure.Outcome, Text(closure.Note), closure.By.Organisation, closure.At, current.ClosedAt)
                : null)
        {
            VictimTrackId = MayEnter(Room.Care) ? current.VictimTrack : null,
            SecurityTrackId = MayEnter(Room.Security) ? current.SecurityTrack : null,
            FromSignal = leads ? current.From : null,
            LinkedSignals = leads ? current.LinkedSignals : null,
            RetractedSignals = leads ? current.RetractedSignals : null,
            Allowed = leads ? CaseProtocol.Allowed(current) : null,
        };

        bool MayEnter(Room room) => Memberships.MayEnter(current, room, caller, verdict.RolesWith(CaseAccess.Members), now);

        TaskView TaskOf(CaseTask task) => new(
            task.Id, task.Kind, task.Organisation, task.DueOn, task.CompletedAt is null && DutchTime.DayOf(now) > task.DueOn,
            Text(task.Note), task.CompletedAt, Text(task.CompletionNote));

        string? Text(PayloadRef? payload) => payload is null ? null : opened.Text(payload);
    }

    private static List<PayloadRef> NotesOf(Case current)
    {
        PayloadRef?[] all = [current.Title, current.Screening?.Note, current.Closure?.Note, .. current.Tasks.Select(task => task.Note), .. current.Tasks.Select(task => task.CompletionNote)];
        return [.. all.OfType<PayloadRef>()];
    }
}

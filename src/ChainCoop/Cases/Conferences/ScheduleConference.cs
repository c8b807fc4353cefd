using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Conferences;

/// <summary>Plans a conference in one room of the case.</summary>
/// <param name="StartsAt">May be past, for one that goes on now.</param>
/// <param name="EndsAt">At most a day after it starts: then the access of those invited ends by itself.</param>
/// <param name="Invited">Organisations that are no members of the room: they read it while the conference lasts, and no longer.</param>
public sealed record ScheduleConference(
    Room Room,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    [property: MinLength(1), MaxLength(50)] IReadOnlyList<AgendaItemToDiscuss> Agenda,
    [property: MaxLength(20)] IReadOnlyList<Oin>? Invited = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(EndsAt > faults.Now, "/endsAt", "Must be in the future.");
        faults.Require(EndsAt > StartsAt && EndsAt - StartsAt <= TimeSpan.FromDays(1), "/endsAt", "Must be after the start, and at most a day later.");
        faults.Require(Invited is null || Invited.Distinct().Count() == Invited.Count, "/invited", "Must not name an organisation twice.");
    }
}

public sealed record AgendaItemToDiscuss(AgendaTopic Topic, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class ScheduleConferenceEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.schedule-conference", [GrantRole.Lead, GrantRole.Member], CaseAccess.Hosts);

    /// <summary>
    /// Plans a conference, as a lead of its room. Those invited read the room from its start to its end; an organisation attends one
    /// conference of a room at a time. Who may enter the room reads the agenda with the case.
    /// </summary>
    [WolverinePost("/cases/{caseId}/conferences"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ConferenceReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, ScheduleConference command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) =>
        {
            List<AgendaItem> agenda = [];
            foreach (var item in command.Agenda) agenda.Add(new AgendaItem(item.Topic, await entry.SealNote(item.Note, command.Room, "conference_planned")));
            return Decide(ConferenceId.New(), command, current, agenda, entry.By, entry.Now);
        });

    /// <param name="agenda">That of the command, with its notes in the vault.</param>
    public static Decision Decide(ConferenceId id, ScheduleConference command, Case current, IReadOnlyList<AgendaItem> agenda, ActorRef by, DateTimeOffset now)
    {
        if (!Memberships.Leads(current, command.Room, by.Organisation, now)) return Problems.Forbidden;
        if (current.Status == CaseStatus.Closed) return CaseProtocol.Closed(current);
        IReadOnlyList<Oin> invited = command.Invited ?? [];
        if (invited.Any(organisation => current.MemberOf(command.Room, organisation) is { } member && !member.IsOver(now)))
            return CaseProtocol.Forbids(current, "An organisation that is invited is a member of the room already.");

        var open = Attendances.Open(current).Where(open => open.Conference.Room == command.Room && invited.Contains(open.Attendance.Organisation)).ToList();
        if (open.Exists(open => !open.Attendance.IsOver(now)))
            return CaseProtocol.Forbids(current, "An organisation that is invited attends another conference of the room that is not over.");

        var conference = new Conference(id, command.Room, command.StartsAt, command.EndsAt, agenda);
        var from = command.StartsAt > now ? command.StartsAt : now;
        return Decision.Of(
        [
            // An end that is due and not recorded yet would end what begins now.
            .. open.Select(open => Attendances.End(current, open.Conference, open.Attendance, null, now)),
            new ConferencePlanned(current.Id, id, command.Room, command.StartsAt, command.EndsAt, agenda, by, now),
            .. invited.Select(organisation => Attendances.Begin(current, conference, organisation, current.Municipality, from, by, now)),
        ]) with
        {
            Answer = new ConferenceReceipt(id),
            Timers = [.. invited.Select(organisation => new Access.Timer(new AttendanceEnds(current.Id, id, organisation), command.EndsAt))],
        };
    }
}

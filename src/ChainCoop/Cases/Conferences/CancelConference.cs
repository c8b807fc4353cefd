using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Conferences;

/// <summary>A conference does not take place, or ends before its time.</summary>
public sealed record CancelConference;

public static class CancelConferenceEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.cancel-conference", [GrantRole.Lead, GrantRole.Member], CaseAccess.Hosts);

    /// <summary>
    /// Cancels a conference that is not over, as a lead of its room: the access of those invited ends at once. Doing it again changes nothing.
    /// </summary>
    [WolverinePost("/cases/{caseId}/conferences/{conferenceId}/cancellations"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ConferenceReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, ConferenceId conferenceId, CancelConference command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, (current, entry) => Decide(conferenceId, current, entry.By, entry.Now));

    /// <summary>Who decides on the members of a room knows of its conferences; to all others there is none, whatever room they lead.</summary>
    public static Decision Decide(ConferenceId id, Case current, ActorRef by, DateTimeOffset now)
    {
        if (current.Conferences.FirstOrDefault(known => known.Id == id) is not { } conference || !Memberships.Leads(current, conference.Room, by.Organisation, now)) return Problems.NotFound;
        if (conference.Cancelled) return Decision.Of() with { Answer = new ConferenceReceipt(id) };
        if (current.Status == CaseStatus.Closed) return CaseProtocol.Closed(current);
        if (conference.EndsAt <= now) return CaseProtocol.Forbids(current, "The conference is over.");
        return Decision.Of(
        [
            .. conference.Attendances.Where(attendance => !attendance.Ended).Select(attendance => Attendances.End(current, conference, attendance, by, now)),
            new ConferenceCancelled(current.Id, id, conference.Room, by, now),
        ]) with
        { Answer = new ConferenceReceipt(id) };
    }
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Conferences;

/// <summary>Writes down what a conference decided.</summary>
public sealed record RecordConference(
    [property: MaxLength(50)] IReadOnlyList<DecisionToRecord> Decisions, [property: MinLength(1), MaxLength(50_000)] string? Minutes = null) : IChecked
{
    public void Check(Faults faults) =>
        faults.Require(Decisions is not { Count: 0 } || Minutes is not null, "/decisions", "Must have a decision, or there must be minutes.");
}

public sealed record DecisionToRecord(DecisionKind Kind, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class RecordConferenceEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.record-conference", CaseAccess.Members, CaseAccess.Everybody);

    /// <summary>
    /// Records decisions and minutes of a conference, for who may enter its room and whose organisation leads it. A later record replaces an
    /// earlier one. To who may not enter the room there is no such conference.
    /// </summary>
    [WolverinePost("/cases/{caseId}/conferences/{conferenceId}/records"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ConferenceReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, ConferenceId conferenceId, RecordConference command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) =>
        {
            if (current.Conferences.FirstOrDefault(known => known.Id == conferenceId) is not { } conference || !entry.Enters(conference.Room, current.Municipality)) return Problems.NotFound;
            List<DecisionTaken> decisions = [];
            foreach (var decision in command.Decisions) decisions.Add(new DecisionTaken(decision.Kind, await entry.SealNote(decision.Note, conference.Room, "conference_recorded")));
            return Decide(conference, current, decisions, await entry.SealNote(command.Minutes, conference.Room, "conference_recorded"), entry.By, entry.Now);
        });

    /// <param name="conference">Whose room the caller has a role to enter.</param>
    public static Decision Decide(
        Conference conference, Case current, IReadOnlyList<DecisionTaken> decisions, PayloadRef? minutes, ActorRef by, DateTimeOffset now)
    {
        if (current.MemberOf(conference.Room, by.Organisation) is not { } own || own.IsOver(now)) return Problems.NotFound;
        if (own.Role != MemberRoles.Lead) return Problems.Forbidden;
        if (current.Status == CaseStatus.Closed) return CaseProtocol.Closed(current);
        if (conference.Cancelled || conference.StartsAt > now) return CaseProtocol.Forbids(current, "The conference did not begin, or was cancelled.");
        return Decision.Of(new ConferenceRecorded(current.Id, conference.Id, conference.Room, decisions, minutes, by, now)) with { Answer = new ConferenceReceipt(conference.Id) };
    }
}

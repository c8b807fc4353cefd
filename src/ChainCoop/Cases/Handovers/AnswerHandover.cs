using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Cases.Conferences;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Handovers;

/// <summary>Accepts or declines a case that is offered, or withdraws the offer.</summary>
/// <param name="Epoch">Of the request that is answered, as it was read.</param>
public sealed record AnswerHandover(HandoverAnswer Answer, int Epoch, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class AnswerHandoverEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.answer-handover", [GrantRole.Lead, GrantRole.Offered], CaseAccess.Hosts);

    /// <summary>
    /// Answers a hand-over: the municipality that is asked accepts or declines, the one that asks withdraws. With the acceptance the case, its
    /// rooms and the access of all members are of the new municipality, in one step. The same answer again changes nothing.
    /// </summary>
    [WolverinePost("/cases/{caseId}/handovers/{handoverId}/answers"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<HandoverStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, HandoverId handoverId, AnswerHandover command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) => Decide(
            handoverId, command, current, await entry.SealNote(command.Note, CaseData.Purpose, CaseData.Retention, AliasOf(command.Answer)), entry.Mandated, entry.By, entry.Now));

    /// <param name="mandated">The municipalities for which the caller has a role that may answer.</param>
    public static Decision Decide(
        HandoverId id, AnswerHandover command, Case current, PayloadRef? note, IReadOnlyCollection<MunicipalityCode> mandated, ActorRef by, DateTimeOffset now)
    {
        if (current.Handovers.FirstOrDefault(known => known.Id == id) is not { } handover) return Problems.NotFound;
        var answering = command.Answer == HandoverAnswer.Withdrawn ? handover.From : handover.To;
        if (by.Organisation != HandoverRules.OrganisationOf(answering) || !mandated.Contains(answering)) return Problems.Forbidden;
        if (command.Epoch != handover.Epoch) return CaseProtocol.Forbids(current, "The epoch is not that of the hand-over.");
        if (handover.Answer == command.Answer) return Decision.Of() with { Answer = Standing(current.Municipality) };
        if (handover.Answer is not null) return CaseProtocol.Forbids(current, "The hand-over was answered already.");

        return command.Answer switch
        {
            HandoverAnswer.Declined => Decision.Of(new HandoverDeclined(current.Id, id, handover.Epoch, handover.To, handover.Receiver, note, by, now)) with { Answer = Standing(current.Municipality) },
            HandoverAnswer.Withdrawn => Decision.Of(new HandoverWithdrawn(current.Id, id, handover.Epoch, handover.To, handover.Receiver, note, by, now)) with { Answer = Standing(current.Municipality) },
            _ => Decision.Of(
            [
                // An end that is due and not recorded yet: nobody would record it afterwards.
                .. current.Members.Where(member => member.IsOver(now)).Select(member => Memberships.End(current, member, null, now)),
                .. Enum.GetValues<Room>().Select(room => HandedOver(current, handover, room, by, now)),
                .. Attendances.Open(current).Where(open => !open.Attendance.IsOver(now)).Select(
                    open => Attendances.Begin(current, open.Conference, open.Attendance.Organisation, handover.To, open.Attendance.From, by, now)),
                new HandoverAccepted(current.Id, id, handover.Epoch, handover.From, handover.To, handover.Receiver, note, by, now),
            ]) with
            { Answer = Standing(handover.To) },
        };

        HandoverStanding Standing(MunicipalityCode responsible) => new(id, handover.Epoch, responsible, command.Answer);
    }

    /// <summary>
    /// The new municipality takes the place of the old one: in the general room it leads, in the others where the old one leads. All others
    /// stay as they are.
    /// </summary>
    private static RoomHandedOver HandedOver(Case current, Handover handover, Room room, ActorRef by, DateTimeOffset now)
    {
        var members = current.Members.Where(member => member.Room == room && !member.IsOver(now)).ToList();
        var old = members.Find(member => member.Organisation == HandoverRules.OrganisationOf(handover.From));
        var takesOver = room == Room.General || old?.Role == MemberRoles.Lead;
        List<HandedOverMember> ended = [], begun = [], continued = [];
        foreach (var member in members)
        {
            HandedOverMember kept = new(member.Organisation, member.Role, member.From, member.Until);
            if (takesOver && (member == old || member.Organisation == handover.Receiver)) ended.Add(kept);
            else continued.Add(kept);
        }

        if (takesOver)
        {
            begun.Add(new HandedOverMember(handover.Receiver, MemberRoles.Lead, now, null));
            if (old is not null && handover.StaysIn.Contains(room)) begun.Add(new HandedOverMember(old.Organisation, MemberRoles.Member, now, null));
        }

        return new RoomHandedOver(
            current.Id, room, room == Room.Care ? current.VictimTrack : null, room == Room.Security ? current.SecurityTrack : null, handover.To, ended, begun, continued, by, now);
    }

    private static string AliasOf(HandoverAnswer answer) => answer switch
    {
        HandoverAnswer.Accepted => "handover_accepted",
        HandoverAnswer.Declined => "handover_declined",
        _ => "handover_withdrawn",
    };
}

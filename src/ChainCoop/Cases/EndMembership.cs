using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>An organisation takes part in a room no longer.</summary>
public sealed record EndMembership(Oin Organisation, Room Room);

public static class EndMembershipEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.end-membership", [GrantRole.Lead], CaseAccess.Hosts);

    /// <summary>Ends the access of an organisation to a room. The last lead of a room stays. Doing it again changes nothing.</summary>
    [WolverinePost("/cases/{caseId}/member-endings"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<CaseStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, EndMembership command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, (current, entry) => Decide(command, current, entry.By, entry.Now));

    public static Decision Decide(EndMembership command, Case current, ActorRef by, DateTimeOffset now)
    {
        if (!Memberships.Leads(current, command.Room, by.Organisation, now)) return Problems.Forbidden;
        var member = current.MemberOf(command.Room, command.Organisation);
        if (member is not null && IsLastLead(current, member)) return Problems.LastLead;
        return Decision.Of(member is null ? [] : [Memberships.End(current, member, by, now)]) with { Answer = CaseProtocol.Standing(current) };
    }

    /// <summary>A lead with an end date does not count: a room is never without one.</summary>
    private static bool IsLastLead(Case current, Membership member) =>
        IsLead(member) && !current.Members.Any(other => other != member && other.Room == member.Room && IsLead(other));

    private static bool IsLead(Membership member) => member.Role == MemberRoles.Lead && member.Until is null;
}

/// <summary>The agreed period of a membership is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record MembershipEnds(CaseId CaseId, Oin Organisation, Room Room) : IDueMessage;

public static class MembershipEndsHandler
{
    public static async Task Handle(MembershipEnds due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Case>(due.CaseId.Value, token);
        foreach (var @event in Decide(due, stream.Aggregate, clock.GetUtcNow()))
        {
            stream.AppendOne(@event);
            Grants.Fold(session, @event);
        }
    }

    /// <summary>The membership may have ended before, or begun again with another period; and a message may come twice.</summary>
    public static IReadOnlyList<object> Decide(MembershipEnds due, Case? current, DateTimeOffset now) =>
        current?.MemberOf(due.Room, due.Organisation) is { } member && member.IsOver(now)
            ? [Memberships.End(current, member, null, now)]
            : [];
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>Lets an organisation take part in one room of a case.</summary>
/// <param name="Until">When that ends; absent: until it leaves.</param>
public sealed record AddMember(Oin Organisation, Room Room, MemberRole Role, DateTimeOffset? Until = null) : IChecked
{
    public void Check(Faults faults) =>
        faults.Require(Until is not { } until || until > faults.Now, "/until", "Must be in the future.");
}

public static class AddMemberEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.add-member", [GrantRole.Lead], CaseAccess.Hosts);

    /// <summary>Gives an organisation access to a room. Doing it again changes nothing.</summary>
    [WolverinePost("/cases/{caseId}/members"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<CaseStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, AddMember command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, (current, entry) => Decide(command, current, entry.By, entry.Now));

    public static Decision Decide(AddMember command, Case current, ActorRef by, DateTimeOffset now)
    {
        if (current.Status == CaseStatus.Closed) return CaseProtocol.Closed(current);
        if (!Memberships.Leads(current, command.Room, by.Organisation, now)) return Problems.Forbidden;
        List<object> events = [];
        var after = current;
        if (current.MemberOf(command.Room, command.Organisation) is { } member)
        {
            if (member.IsOver(now))
            {
                var left = Memberships.End(current, member, null, now);
                events.Add(left);
                after = after.Apply(left);
            }
            else
            {
                return member.Role == command.Role && member.Until == command.Until
                    ? Decision.Of() with { Answer = CaseProtocol.Standing(current) }
                    : CaseProtocol.Forbids(current, "The organisation is a member of this room with another role or period: end that first.");
            }
        }

        var joined = Memberships.Begin(after, command.Organisation, command.Room, command.Role, command.Until, by, now);
        events.Add(joined);
        after = after.Apply(joined);
        if (CaseProtocol.Opens(after, now))
        {
            var opened = new CaseOpened(current.Id, by, now);
            events.Add(opened);
            after = after.Apply(opened);
        }

        return Decision.Of(events) with
        {
            Answer = CaseProtocol.Standing(after),
            Timers = command.Until is { } until ? [new Access.Timer(new MembershipEnds(current.Id, command.Organisation, command.Room), until)] : [],
        };
    }
}

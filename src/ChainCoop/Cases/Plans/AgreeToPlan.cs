using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Plans;

/// <summary>Agrees to the plan for the own organisation.</summary>
/// <param name="Plan">Its number: nobody agrees to a plan that he did not read.</param>
public sealed record AgreeToPlan(int Plan);

public static class AgreeToPlanEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.agree-to-plan", CaseAccess.Members, CaseAccess.Everybody);

    /// <summary>
    /// Agrees to the plan. When all who are members of the general room by now agreed, the plan is agreed on. Doing it again changes
    /// nothing, unless those who had not agreed have left.
    /// </summary>
    [WolverinePost("/cases/{caseId}/plan/agreements"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<CaseStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, AgreeToPlan command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, (current, entry) => Decide(command, current, entry.By, entry.Now));

    public static Decision Decide(AgreeToPlan command, Case current, ActorRef by, DateTimeOffset now)
    {
        if (!CaseProtocol.TakesPlan(current) || current.Plan is not { } plan) return CaseProtocol.Forbids(current, "There is no plan to agree to.");
        if (plan.Number != command.Plan) return CaseProtocol.Forbids(current, "There is a later plan.");
        if (current.MemberOf(Room.General, by.Organisation) is not { } member || member.IsOver(now)) return Problems.Forbidden;

        List<object> events = [];
        if (!plan.Supporters.Contains(by.Organisation)) events.Add(new PlanSupported(current.Id, plan.Number, by.Organisation, by, now));
        IReadOnlyList<Oin> supporters = [.. plan.Supporters, by.Organisation];
        var all = current.Members.Where(each => each.Room == Room.General && !each.IsOver(now)).All(each => supporters.Contains(each.Organisation));
        if (plan.AgreedAt is null && all) events.Add(new PlanAgreed(current.Id, plan.Number, by, now));
        return Decision.Of(events) with { Answer = events is [.., PlanAgreed] ? new CaseStanding(current.Id, CaseStatus.PlanAgreed) : CaseProtocol.Standing(current) };
    }
}

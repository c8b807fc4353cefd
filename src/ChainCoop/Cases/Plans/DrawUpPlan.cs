using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Plans;

/// <summary>Writes down what the members want to reach. It replaces the plan before it.</summary>
/// <param name="Goals">All of them.</param>
public sealed record DrawUpPlan(
    [property: MinLength(1), MaxLength(50)] IReadOnlyList<GoalToReach> Goals, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        var kept = Goals?.Where(goal => goal is not null).Select(goal => goal.Id).OfType<GoalId>().ToList() ?? [];
        faults.Require(kept.Distinct().Count() == kept.Count, "/goals", "Must not name a goal twice.");
        var references = Goals?.Where(goal => goal is not null).Select(goal => goal.ExternalReference).OfType<ExternalReference>().ToList() ?? [];
        faults.Require(references.Distinct().Count() == references.Count, "/goals", "Must not give a reference twice.");
    }
}

/// <param name="Id">Of a goal of the plan before, that goes on: its tasks stay with it, and so does its note unless there is another.</param>
/// <param name="ExternalReference">The own reference of who draws it up, opaque: no number of a person, no date. A goal that goes on keeps the one it has.</param>
public sealed record GoalToReach(
    GoalKind Kind, [property: MinLength(1), MaxLength(10_000)] string? Note = null, GoalId? Id = null, ExternalReference? ExternalReference = null);

public static class DrawUpPlanEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.draw-up-plan", [GrantRole.Lead], CaseAccess.Directors);

    /// <summary>
    /// Draws up the plan of a case that is open, with its goals. Until all members of the general room agree to it the case is open, also
    /// when an earlier plan was in execution. A proposal for closure falls: it says nothing of these goals.
    /// </summary>
    [WolverinePost("/cases/{caseId}/plan"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<PlanReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, DrawUpPlan command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) =>
        {
            var note = await entry.SealNote(command.Note, CaseData.Purpose, CaseData.Retention, "plan_drawn_up");
            List<PlannedGoal> goals = [];
            foreach (var goal in command.Goals)
            {
                goals.Add(new PlannedGoal(
                    goal.Id ?? GoalId.New(), goal.Kind,
                    await entry.SealNote(goal.Note, CaseData.Purpose, CaseData.Retention, "plan_drawn_up") ?? (goal.Id is { } kept ? current.Plan?.Find(kept)?.Note : null)));
            }

            return Decide(command, current, goals, note, entry.By, entry.Now);
        });

    /// <param name="goals">Those of the command, each with its id and its note in the vault.</param>
    public static Decision Decide(DrawUpPlan command, Case current, IReadOnlyList<PlannedGoal> goals, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (!CaseProtocol.TakesPlan(current)) return CaseProtocol.Forbids(current, "Only a case that was accepted and taken on has a plan.");
        for (var i = 0; i < command.Goals.Count; i++)
        {
            if (command.Goals[i].Id is { } kept && current.Plan?.Find(kept)?.Kind != command.Goals[i].Kind)
                return Problems.InvalidInput([new Fault($"/goals/{i}/id", "There is no such goal of this kind in the plan.")]);
        }

        List<GoalReference> before = [.. (current.Plan?.References ?? []).Where(reference => goals.Any(goal => goal.Id == reference.Goal))];
        List<GoalReference> added = [];
        for (var i = 0; i < command.Goals.Count; i++)
        {
            if (command.Goals[i].ExternalReference is not { } given) continue;
            var reference = new GoalReference(goals[i].Id, new OwnReference(by.Organisation, given));
            if (before.Contains(reference)) continue;
            if (before.Exists(kept => kept.Goal == reference.Goal && kept.Own.Organisation == by.Organisation))
                return Problems.InvalidInput([new Fault($"/goals/{i}/externalReference", "A goal that goes on keeps the reference that it has.")]);
            added.Add(reference);
        }

        var drawn = new PlanDrawnUp(current.Id, (current.Plan?.Number ?? 0) + 1, goals, note, by, now, before.Count + added.Count == 0 ? null : [.. before, .. added]);
        var decision = Decision.Of(drawn) with { Answer = new PlanReceipt(current.Id, CaseStatus.Open, drawn.Plan, [.. goals.Select(goal => goal.Id)]) };
        return decision.Naming(current.Id, by.Organisation, [.. added.Select(reference => (reference.Own.Reference, reference.Goal.Value))]);
    }
}

/// <param name="Goals">In the order of the plan.</param>
public sealed record PlanReceipt(CaseId Id, CaseStatus Status, int Plan, IReadOnlyList<GoalId> Goals);

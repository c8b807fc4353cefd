using ChainCoop.Access;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

/// <summary>Approves beforehand that dismissed signals of a municipality are destroyed at the end of their term.</summary>
/// <param name="From">First day, a day in the Netherlands, today or later.</param>
/// <param name="Until">First day on which it holds no longer.</param>
/// <param name="Class">Only <c>dismissed-signal</c>, which may be left out.</param>
public sealed record GiveStandingApproval(MunicipalityCode Municipality, DateOnly From, DateOnly Until, RetentionClass? Class = null) : IChecked
{
    private const int EndOfTime = 2200;

    public void Check(Faults faults)
    {
        faults.Require(Class is not { } other || other == RetentionFacts.Dismissed, "/class", "Must be dismissed-signal: everything else is looked at item by item.");
        faults.Require(faults.Has("/from") || From >= DutchTime.DayOf(faults.Now) && From.Year < EndOfTime, "/from", "Must be today or later, and before the year 2200.");
        faults.Require(faults.Has("/from") || faults.Has("/until") || Until > From && Until.Year < EndOfTime, "/until", "Must be after from and before the year 2200.");
    }
}

public sealed record StandingApprovalStanding(StandingApprovalId Id, StandingStatus Status);

public static class GiveStandingApprovalEndpoint
{
    /// <summary>Gives a standing approval for the dismissed signals that the own organisation answers for.</summary>
    [WolverinePost("/standing-approvals"), Scope("privacy.write"), Idempotent(Required = true)]
    [ProducesResponseType<StandingApprovalStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(GiveStandingApproval command, Gate gate) =>
        gate.Create<StandingApprovalStanding>(ListRules.Give, entry => Task.FromResult(Decide(StandingApprovalId.New(), command, entry.Mandated, entry.By, entry.Now)));

    /// <param name="mandated">The municipalities for which the records manager is mandated.</param>
    public static Decision Decide(
        StandingApprovalId id, GiveStandingApproval command, IReadOnlyCollection<MunicipalityCode> mandated, ActorRef by, DateTimeOffset now)
    {
        if (!mandated.Contains(command.Municipality)) return Problems.Forbidden;
        var given = new StandingApprovalGiven(id, command.Municipality, by.Organisation, RetentionFacts.Dismissed, command.From, command.Until, by, now);
        return new Decision
        {
            Starts = [new NewStream(typeof(StandingApproval), id.Value, [given])],
            Answer = new StandingApprovalStanding(id, StandingApproval.Create(given).StatusOn(DutchTime.DayOf(now))),
            Location = $"/standing-approvals/{id}",
        };
    }
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Organisations;

/// <summary>A chain director lets an officer of the own organisation act in a role.</summary>
/// <param name="Role">Not one that only the operator of the district gives: auditor, privacy-officer, records-manager, operator.</param>
/// <param name="Officer">As the organisation's tokens name the officer (<c>sub</c>).</param>
/// <param name="Municipalities">For which municipalities, at least one, out of those for which the chain director is mandated.</param>
/// <param name="From">First day, a day in the Netherlands, today or later.</param>
/// <param name="Until">First day on which it holds no longer; absent: until it is ended.</param>
/// <param name="Organisation">The own organisation; may be left out.</param>
public sealed record GiveMandate(
    OfficerId Officer,
    Role Role,
    [property: MinLength(1), MaxLength(100)] IReadOnlyList<MunicipalityCode> Municipalities,
    DateOnly From,
    DateOnly? Until = null,
    Oin? Organisation = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Municipalities is null || Municipalities.Distinct().Count() == Municipalities.Count, "/municipalities", "Must not name a municipality twice.");
        faults.Require(faults.Has("/from") || MandateDays.MayBe(From, faults.Now), "/from", MandateDays.Form);
        faults.Require(Until is not { } until || until > From && until.Year < MandateDays.EndOfTime, "/until", "Must be after from and before the year 2200.");
    }
}

/// <summary>Which days a request about a mandate may name. Over what was done yesterday nobody gets or loses a mandate afterwards.</summary>
internal static class MandateDays
{
    /// <summary>Systems write 9999-12-31 for "no date": that is what leaving it out says.</summary>
    public const int EndOfTime = 2200;

    public const string Form = "Must be today or later, and before the year 2200.";

    public static bool MayBe(DateOnly day, DateTimeOffset now) => day >= DutchTime.DayOf(now) && day.Year < EndOfTime;
}

public sealed record MandateReceipt(MandateId Id);

public static class GiveMandateEndpoint
{
    /// <summary>Gives an officer of the own organisation a role for municipalities over a period.</summary>
    [WolverinePost("/mandates"), Scope("organisations.write"), Idempotent(Required = true)]
    [ProducesResponseType<MandateReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(GiveMandate command, Gate gate) =>
        gate.Create<MandateReceipt>(OrganisationRules.Give, entry => Task.FromResult(Decide(MandateId.New(), command, entry.By, entry.Mandated, entry.Now)));

    /// <summary>Only for the own organisation, and nobody gives a role to himself, nor what reaches further than he does.</summary>
    /// <param name="mandated">The municipalities for which the chain director is mandated.</param>
    public static Decision Decide(MandateId id, GiveMandate command, ActorRef by, IReadOnlyCollection<MunicipalityCode> mandated, DateTimeOffset now)
    {
        if (command.Organisation is { } other && other != by.Organisation) return Problems.Forbidden;
        if (command.Officer == by.Officer) return Problems.Forbidden;
        if (OrganisationRules.GivenByOperator.Contains(command.Role)) return Problems.RoleGivenByOperator;
        if (command.Municipalities.Except(mandated).Any()) return Problems.BeyondMandate;

        var given = new MandateGiven(id, by.Organisation, command.Officer, command.Role, command.Municipalities, command.From, command.Until, by, now);
        return new Decision
        {
            Starts = [new NewStream(typeof(Mandate), id.Value, [given])],
            Answer = new MandateReceipt(id),
            Location = $"/mandates/{id}",
        };
    }
}

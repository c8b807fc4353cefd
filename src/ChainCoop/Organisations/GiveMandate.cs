using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Organisations;

/// <summary>A chain director lets an officer of the own organisation act in a role.</summary>
/// <param name="Officer">As the organisation's tokens name the officer (<c>sub</c>).</param>
/// <param name="Municipalities">For which municipalities of the district, at least one.</param>
/// <param name="From">First day, a day in the Netherlands.</param>
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
        faults.Require(Until is not { } until || until > From, "/until", "Must be after from.");
    }
}

public sealed record MandateReceipt(MandateId Id);

public static class GiveMandateEndpoint
{
    /// <summary>Gives an officer of the own organisation a role for municipalities over a period.</summary>
    [WolverinePost("/mandates"), Scope("organisations.write"), Idempotent(Required = true)]
    [ProducesResponseType<MandateReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(GiveMandate command, Gate gate) =>
        gate.Create<MandateReceipt>(OrganisationRules.Give, entry => Task.FromResult(Decide(MandateId.New(), command, entry.By, entry.Now)));

    /// <summary>Only for the own organisation, and nobody gives a role to himself.</summary>
    public static Decision Decide(MandateId id, GiveMandate command, ActorRef by, DateTimeOffset now)
    {
        if (command.Organisation is { } other && other != by.Organisation) return Problems.Forbidden;
        if (command.Officer == by.Officer) return Problems.Forbidden;

        var given = new MandateGiven(id, by.Organisation, command.Officer, command.Role, command.Municipalities, command.From, command.Until, by, now);
        return new Decision
        {
            Starts = [new NewStream(typeof(Mandate), id.Value, [given])],
            Answer = new MandateReceipt(id),
            Location = $"/mandates/{id}",
        };
    }
}

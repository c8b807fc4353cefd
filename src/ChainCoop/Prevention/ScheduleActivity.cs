using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Prevention;

/// <summary>A municipality plans an activity to prevent exploitation.</summary>
/// <param name="From">First day, from 2000 on: what was held without having been planned here is planned afterwards.</param>
/// <param name="To">Last day.</param>
/// <param name="Partners">Organisations that take part, beside the municipality.</param>
/// <param name="Cost">In whole euros.</param>
/// <param name="FollowUp">What is meant to come of it.</param>
public sealed record ScheduleActivity(
    MunicipalityCode Municipality,
    ActivityKind Kind,
    ActivityAudience Audience,
    RiskGroup RiskGroup,
    ActivityPlace Place,
    DateOnly From,
    DateOnly To,
    [property: MaxLength(50)] IReadOnlyList<Oin>? Partners = null,
    [property: Range(0, 100_000_000)] int? Cost = null,
    ActivityFollowUp? FollowUp = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(faults.Has("/from") || From.Year is >= 2000 and < 2200, "/from", "Must be a day from 2000 to 2199.");
        faults.Require(faults.Has("/to") || To.Year < 2200 && (faults.Has("/from") || To >= From), "/to", "Must not be before from, and be before the year 2200.");
        faults.Require((Partners ?? []).Distinct().Count() == (Partners ?? []).Count, "/partners", "Each organisation may be given once.");
    }
}

public sealed record ActivityStanding(PreventionActivityId Id, ActivityStatus Status);

public static class ScheduleActivityEndpoint
{
    /// <summary>Plans an activity to prevent exploitation, for a municipality that the caller is mandated for.</summary>
    [WolverinePost("/prevention-activities"), Scope("municipalities.write"), Idempotent(Required = true)]
    [ProducesResponseType<ActivityStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(ScheduleActivity command, Gate gate) =>
        gate.Create<ActivityStanding>(PreventionAccess.Schedule, entry => Task.FromResult(Decide(PreventionActivityId.New(), command, entry.Mandated, entry.By, entry.Now)));

    /// <param name="mandated">The municipalities for which the caller is mandated.</param>
    public static Decision Decide(PreventionActivityId id, ScheduleActivity command, IReadOnlyCollection<MunicipalityCode> mandated, ActorRef by, DateTimeOffset now)
    {
        if (!mandated.Contains(command.Municipality)) return Problems.Forbidden;
        var owner = PreventionAccess.OwnerOf(command.Municipality);
        if (command.Partners?.Contains(owner) == true) return Problems.InvalidInput([new Fault("/partners", "The municipality itself takes part anyway.")]);

        var planned = new PreventionActivityPlanned(
            id, command.Municipality, owner, command.Kind, command.Audience, command.RiskGroup, command.Place, command.From, command.To, command.Partners ?? [], command.Cost,
            command.FollowUp, by, now);
        return new Decision
        {
            Starts = [new NewStream(typeof(PreventionActivity), id.Value, [planned])],
            Answer = new ActivityStanding(id, ActivityStatus.Planned),
            Location = $"/prevention-activities/{id}",
        };
    }
}

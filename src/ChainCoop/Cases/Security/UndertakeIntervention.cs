using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>An organisation takes on an intervention against a barrier step.</summary>
/// <param name="Model">The version of the barrier model that the codes are of.</param>
/// <param name="Owner">The organisation that does it: of the kind that the model names.</param>
/// <param name="PlannedUntil">The last day for it, in the Netherlands. May be past: a municipality brings in what it agreed on before.</param>
public sealed record UndertakeIntervention(
    BarrierModelVersion Model,
    BarrierCode Barrier,
    InterventionCode Intervention,
    Oin Owner,
    DateOnly PlannedUntil,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        // Systems write 9999-12-31 for "no date"; it would stand in lists for ever.
        faults.Require(PlannedUntil.Year is >= 2000 and < 2200, "/plannedUntil", "Must be a day from 2000 to 2199.");
        if (BarrierModels.Find(Model) is not { } model || faults.Has("/barrier")) return;
        faults.Require(model.StepOf(Barrier) is not null, "/barrier", "Is not in this version of the model.");
        if (model.StepOf(Barrier) is null || faults.Has("/intervention")) return;
        if (model.Find(Barrier, Intervention) is not { } intervention) faults.Add("/intervention", "Is not against this barrier in this version of the model.");
        else if (!faults.Has("/owner")) faults.Require(OrganisationRegister.Current.Find(Owner)?.Kind == intervention.Owner, "/owner", $"The model gives this to an organisation of the kind {intervention.Owner}.");
    }
}

public sealed record BarrierStanding(BarrierId Id, BarrierStatus Status);

public static class UndertakeInterventionEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.plan-intervention");

    /// <summary>Plans an intervention of the barrier model.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/barriers"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<BarrierStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, UndertakeIntervention command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) => Decide(
            BarrierId.New(), command, track,
            await entry.SealNote(command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, "barrier_intervention_planned"), entry.By, entry.Now));

    public static Decision Decide(BarrierId id, UndertakeIntervention command, SecurityTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        var step = BarrierModels.Find(command.Model)!.StepOf(command.Barrier)!.Step;
        var planned = new BarrierInterventionPlanned(
            track.Id, id, command.Model, step, command.Barrier, command.Intervention, command.Owner, command.PlannedUntil, note, by, now);
        return Decision.Of(planned) with
        {
            Answer = new BarrierStanding(id, BarrierStatus.Planned),
            Timers = [SecurityDeadlines.TimerOf(track.Id, SecurityDeadlines.OfIntervention(planned))],
        };
    }
}

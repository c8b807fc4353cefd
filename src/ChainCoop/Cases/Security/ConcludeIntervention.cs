using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>What came of an intervention.</summary>
/// <param name="Effect">Required where it was done, and only then.</param>
/// <param name="Note">Required where it was not possible: why.</param>
public sealed record ConcludeIntervention(
    BarrierResult Result, InterventionEffect? Effect = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        if (faults.Has("/result")) return;
        faults.Require((Result == BarrierResult.Done) == (Effect is not null) || faults.Has("/effect"), "/effect", "Required where it was done, and only then.");
        faults.Require(Result == BarrierResult.Done || Note is not null || faults.Has("/note"), "/note", "Required where it was not possible: say why.");
    }
}

public static class ConcludeInterventionEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.conclude-intervention");

    /// <summary>Records the result of an intervention, once.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/barriers/{barrierId}/results"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<BarrierStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, BarrierId barrierId, ConcludeIntervention command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) => Decide(
            barrierId, command, track,
            await entry.SealNote(command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, "barrier_intervention_concluded"), entry.By, entry.Now));

    public static Decision Decide(BarrierId id, ConcludeIntervention command, SecurityTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Barriers.FirstOrDefault(barrier => barrier.Id == id) is not { } barrier) return Problems.NotFound;
        if (barrier.Status != BarrierStatus.Planned) return Problems.StateForbids(Kebab.Of(barrier.Status), [], "The intervention has its result.");
        return Decision.Of(new BarrierInterventionConcluded(track.Id, id, command.Result, command.Effect, note, by, now)) with
        {
            Answer = new BarrierStanding(id, command.Result == BarrierResult.Done ? BarrierStatus.Done : BarrierStatus.NotPossible),
        };
    }
}

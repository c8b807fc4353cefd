using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>What a measure brought about.</summary>
/// <param name="ObservedOn">The day on which it was seen.</param>
public sealed record RecordMeasureEffect(InterventionEffect Effect, DateOnly ObservedOn, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(MeasureDays.AreSo(ObservedOn, faults.Now), "/observedOn", MeasureDays.Fault);
}

public static class RecordMeasureEffectEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.record-measure-effect");

    /// <summary>Records the effect of a measure that was imposed: while it holds and afterwards, as often as somebody looks.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/measures/{measureId}/effects"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<MeasureStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, MeasureId measureId, RecordMeasureEffect command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) => Decide(
            measureId, command, track,
            await entry.SealNote(command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, "measure_effect_recorded"), entry.By, entry.Now));

    public static Decision Decide(MeasureId id, RecordMeasureEffect command, SecurityTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Measures.FirstOrDefault(measure => measure.Id == id) is not { } measure) return Problems.NotFound;
        if (measure.Imposition is null) return MeasureProtocol.Forbids(measure, "What was not imposed has no effect.");
        return Decision.Of(new MeasureEffectRecorded(track.Id, id, command.Effect, command.ObservedOn, note, by, now)) with { Answer = new MeasureStanding(id, measure.State) };
    }
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>An administrative measure is considered.</summary>
public sealed record ConsiderMeasure(MeasureKind Kind, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

/// <summary>A measure and where it stands.</summary>
public sealed record MeasureStanding(MeasureId Id, MeasureState State);

public static class ConsiderMeasureEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.consider-measure");

    /// <summary>Puts a measure on the table.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/measures"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<MeasureStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, ConsiderMeasure command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) => Decide(
            MeasureId.New(), command, track,
            await entry.SealNote(command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, "measure_considered"), entry.By, entry.Now));

    public static Decision Decide(MeasureId id, ConsiderMeasure command, SecurityTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now) =>
        track.Destroyed ? Problems.Destroyed : Decision.Of(new MeasureConsidered(track.Id, id, command.Kind, note, by, now)) with { Answer = new MeasureStanding(id, MeasureState.Considered) };
}

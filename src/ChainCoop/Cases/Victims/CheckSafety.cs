using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>How safe a person is now, and what is needed at once.</summary>
public sealed record CheckSafety(
    ParticipationId ParticipationId,
    SafetyLevel Level,
    [property: MaxLength(20)] IReadOnlyList<UrgentNeed>? Needs = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) => faults.Require((Needs ?? []).Distinct().Count() == (Needs ?? []).Count, "/needs", "Each need may be given once.");
}

public sealed record SafetyCheckReceipt(SafetyCheckId Id);

public static class CheckSafetyEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.check-safety");

    /// <summary>Records a safety check. Later ones do not replace it: the last says how it is now.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/safety-checks"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SafetyCheckReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, CheckSafety command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
            var note = await entry.SealNoteAbout(track, command.ParticipationId, command.Note, "victim_safety_checked");
            return Decide(SafetyCheckId.New(), command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(SafetyCheckId id, CheckSafety command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
        return Decision.Of(new VictimSafetyChecked(track.Id, id, command.ParticipationId, command.Level, command.Needs ?? [], note, by, now)) with
        {
            Answer = new SafetyCheckReceipt(id),
            Subjects = [track.SubjectOf(command.ParticipationId)],
        };
    }
}

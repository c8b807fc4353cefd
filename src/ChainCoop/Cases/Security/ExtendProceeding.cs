using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>Who advises takes longer.</summary>
public sealed record ExtendProceeding([property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class ExtendProceedingEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.extend-proceeding");

    /// <summary>Records that an advice takes longer: once (art. 15 Wet Bibob).</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/measures/{measureId}/proceedings/{proceedingId}/extensions"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ProceedingStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, MeasureId measureId, ProceedingId proceedingId, ExtendProceeding command, Gate gate, DeadlineRules rules) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) => Decide(
            proceedingId, measureId, track, rules,
            await entry.SealNote(command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, "measure_proceeding_extended"), entry.By, entry.Now));

    public static Decision Decide(ProceedingId id, MeasureId measureId, SecurityTrack track, DeadlineRules rules, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Measures.FirstOrDefault(measure => measure.Id == measureId) is not { } measure) return Problems.NotFound;
        if (measure.Proceedings.FirstOrDefault(one => one.Id == id) is not { } proceeding) return Problems.NotFound;
        if (proceeding is not { Kind: ProceedingKind.BibobAdvice, IsPending: true, Extended: false })
            return ProceedingProtocol.Forbids(measure, proceeding, "Only an advice that is awaited can take longer, and once.");
        var deadline = SecurityDeadlines.OfExtension(id, proceeding.DueAt!.Value, rules, now);
        return Decision.Of(new ProceedingExtended(track.Id, measureId, id, deadline, note, by, now)) with
        {
            Timers = [SecurityDeadlines.TimerOf(track.Id, deadline)],
            Answer = new ProceedingStanding(id, proceeding.Kind, proceeding.State, measure.State),
        };
    }
}

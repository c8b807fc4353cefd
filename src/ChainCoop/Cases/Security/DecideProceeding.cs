using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>What a proceeding came to.</summary>
/// <param name="On">The day of the decision, judgement or advice.</param>
/// <param name="Reason">Why it was upheld; required for upheld, and only then.</param>
/// <param name="Until">First day after the shorter term; required for partly-upheld, and only then.</param>
/// <param name="Term">Whether the term of the measure goes on while it is suspended; required for granted, and only then.</param>
/// <param name="EffectiveFrom">For upheld: first day on which the measure holds no longer; absent: it counts as never imposed.</param>
public sealed record DecideProceeding(
    ProceedingState Outcome,
    DateOnly On,
    AnnulmentReason? Reason = null,
    DateOnly? Until = null,
    TermMeanwhile? Term = null,
    DateOnly? EffectiveFrom = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Outcome != ProceedingState.Pending, "/outcome", "Is where a proceeding begins.");
        faults.Require(MeasureDays.AreSo(On, faults.Now), "/on", MeasureDays.Fault);
        Belongs(Reason is not null, ProceedingState.Upheld, "/reason");
        Belongs(Until is not null, ProceedingState.PartlyUpheld, "/until");
        Belongs(Term is not null, ProceedingState.Granted, "/term");
        faults.Require(EffectiveFrom is null || Outcome == ProceedingState.Upheld, "/effectiveFrom", "Belongs to the outcome upheld.");

        void Belongs(bool given, ProceedingState to, string at) => faults.Require(given == (Outcome == to) || faults.Has("/outcome"), at, $"Required for the outcome {Kebab.Of(to)}, and only then.");
    }
}

public static class DecideProceedingEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.decide-proceeding");

    /// <summary>
    /// Records what a proceeding came to, with what follows for the measure: upheld annuls it, partly upheld shortens its term, interim
    /// relief that is granted suspends it.
    /// </summary>
    [WolverinePost("/security-tracks/{securityTrackId}/measures/{measureId}/proceedings/{proceedingId}/decisions"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ProceedingStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, MeasureId measureId, ProceedingId proceedingId, DecideProceeding command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) => Decide(
            proceedingId, measureId, command, track,
            await entry.SealNote(command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, "measure_proceeding_decided"), entry.By, entry.Now));

    public static Decision Decide(ProceedingId id, MeasureId measureId, DecideProceeding command, SecurityTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Measures.FirstOrDefault(measure => measure.Id == measureId) is not { } measure) return Problems.NotFound;
        if (measure.Proceedings.FirstOrDefault(one => one.Id == id) is not { } proceeding) return Problems.NotFound;
        if (command.Until is { } until && measure.Imposition is { } basis && (until <= basis.From || until >= measure.Until))
            return Problems.InvalidInput([new Fault("/until", "Must be within the term: an objection makes nothing worse for who lodged it.")]);
        if (!ProceedingProtocol.Allowed(measure, proceeding).Contains(command.Outcome))
            return ProceedingProtocol.Forbids(measure, proceeding, "This outcome does not follow from where the proceeding stands.");

        var decided = new ProceedingDecided(track.Id, measureId, id, command.Outcome, command.On, command.Reason, command.Term, note, by, now);
        IReadOnlyList<object> follows = [.. Follows()];
        return Decision.Of([decided, .. follows]) with
        {
            Answer = new ProceedingStanding(id, proceeding.Kind, command.Outcome, follows.Any(e => e is MeasureAnnulled) ? MeasureState.Annulled : follows.Any(e => e is MeasureMoved) ? MeasureState.Suspended : measure.State),
        };

        IEnumerable<object> Follows()
        {
            var stands = measure.State != MeasureState.Annulled;
            if (command.Reason is { } reason && stands)
                yield return new MeasureAnnulled(track.Id, measureId, id, reason, command.EffectiveFrom ?? measure.Imposition!.From, null, by, now);
            if (command.Until is { } end && stands)
                yield return new MeasureTermChanged(track.Id, measureId, TermChange.PartlyUpheld, id, end, by, now);
            // Who suspended it himself meanwhile has nothing left to suspend, and what ended does not come back.
            if (command.Outcome == ProceedingState.Granted && MeasureProtocol.Next(measure.State).Contains(MeasureState.Suspended))
                yield return new MeasureMoved(track.Id, measureId, MeasureState.Suspended, null, by, now);
            if (!ProceedingProtocol.EndsRelief(measure, proceeding, command.Outcome)) yield break;
            foreach (var lapsed in TakeMeasureStepEndpoint.ReliefOf(measure, track.Id, command.On, by, now)) yield return lapsed;
        }
    }
}

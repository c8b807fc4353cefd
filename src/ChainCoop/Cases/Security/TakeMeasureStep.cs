using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>Takes a measure to its next state.</summary>
/// <param name="Step">The state that it goes to.</param>
/// <param name="Imposition">On what it rests; required to impose, and only then.</param>
public sealed record TakeMeasureStep(
    MeasureState Step, ImpositionDetails? Imposition = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Step != MeasureState.Considered, "/step", "A measure is considered when it is put on the table.");
        faults.Require(
            Step != MeasureState.Imposed || Imposition is not null, "/imposition",
            "A measure cannot be imposed without article, competent body, facts and whether they may be disclosed, proportionality, view, decision document and term.");
        faults.Require(Step == MeasureState.Imposed || Imposition is null, "/imposition", "Belongs to the step imposed.");
        if (Imposition is null) return;
        faults.Require(Imposition.Until > Imposition.From, "/imposition/until", "Must be after from.");
        if (Imposition.View is not { } view) return;
        faults.Require(view.Heard == (view.Summary is not null), "/imposition/view/summary", "Required where the person was heard, and only then.");
        faults.Require(view.Heard == (view.Reason is null), "/imposition/view/reason", "Required where the person was not heard, and only then.");
    }
}

/// <summary>On what a measure rests. Courts annulled measures that lacked it.</summary>
/// <param name="Facts">The facts relied on.</param>
/// <param name="FactsMayBeDisclosed">Whether they may be shown to the person concerned and to a court.</param>
/// <param name="Proportionality">Why no lighter measure is enough.</param>
/// <param name="DecisionDocument">Reference of the decision in the municipality's own system.</param>
/// <param name="From">First day of the term.</param>
/// <param name="Until">First day after the term.</param>
public sealed record ImpositionDetails(
    StatutoryBasis Article,
    CompetentBody CompetentBody,
    [property: MinLength(1), MaxLength(10_000)] string Facts,
    bool FactsMayBeDisclosed,
    [property: MinLength(1), MaxLength(10_000)] string Proportionality,
    HeardView View,
    ExternalReference DecisionDocument,
    DateOnly From,
    DateOnly Until);

/// <summary>The view (zienswijze) of the person concerned, or why that person was not heard.</summary>
public sealed record HeardView(bool Heard, [property: MinLength(1), MaxLength(10_000)] string? Summary = null, NotHeardReason? Reason = null);

public static class TakeMeasureStepEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.take-measure-step");

    /// <summary>Takes a measure to its next state, with all that imposing asks for.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/measures/{measureId}/steps"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<MeasureStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, MeasureId measureId, TakeMeasureStep command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) =>
            Decide(measureId, command, track, await SealAsync(command, entry), entry.By, entry.Now));

    public static Decision Decide(MeasureId id, TakeMeasureStep command, SecurityTrack track, StepPayloads payloads, ActorRef by, DateTimeOffset now)
    {
        if (track.Measures.FirstOrDefault(measure => measure.Id == id) is not { } measure) return Problems.NotFound;
        if (!MeasureProtocol.Next(measure.State).Contains(command.Step)) return MeasureProtocol.Forbids(measure, "This step does not follow from the state of the measure.");

        if (command.Imposition is not { } basis)
            return Decision.Of(new MeasureMoved(track.Id, id, command.Step, payloads.Note, by, now)) with { Answer = new MeasureStanding(id, command.Step) };

        // A view can only be given on an intention that was made known.
        if (measure.State == MeasureState.LegalCheck && basis.View.Heard) return MeasureProtocol.Forbids(measure, "Who was heard was told of the intention first.");
        return Decision.Of(new MeasureImposed(
            track.Id, id, basis.Article, basis.CompetentBody, payloads.Facts!, basis.FactsMayBeDisclosed, payloads.Proportionality!, basis.View.Reason,
            payloads.View, basis.DecisionDocument, basis.From, basis.Until, payloads.Note, by, now)) with
        { Answer = new MeasureStanding(id, MeasureState.Imposed) };
    }

    /// <summary>The prose belongs to the track: it is about several persons.</summary>
    private static async Task<StepPayloads> SealAsync(TakeMeasureStep command, Entry entry)
    {
        var alias = command.Imposition is null ? "measure_moved" : "measure_imposed";
        return new StepPayloads(
            await Seal(command.Imposition?.Facts), await Seal(command.Imposition?.Proportionality), await Seal(command.Imposition?.View.Summary), await Seal(command.Note));

        Task<PayloadRef?> Seal(string? text) => entry.SealNote(text, SecurityAccess.Purpose, SecurityAccess.Retention, alias);
    }
}

public sealed record StepPayloads(PayloadRef? Facts, PayloadRef? Proportionality, PayloadRef? View, PayloadRef? Note);

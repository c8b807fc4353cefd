using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>Takes a measure to its next state.</summary>
/// <param name="Step">The state that it goes to.</param>
/// <param name="Imposition">On what it rests; required to impose, and only then.</param>
/// <param name="Annulment">Why the body itself annuls it; required to annul, and only then. What an objection or a court annuls is a decision on a proceeding.</param>
public sealed record TakeMeasureStep(
    MeasureState Step, ImpositionDetails? Imposition = null, OwnAnnulment? Annulment = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Step != MeasureState.Considered, "/step", "A measure is considered when it is put on the table.");
        faults.Require(
            Step != MeasureState.Imposed || Imposition is not null, "/imposition",
            "A measure cannot be imposed without article, competent body, facts and whether they may be disclosed, proportionality, view, decision document and term.");
        faults.Require(Step == MeasureState.Imposed || Imposition is null, "/imposition", "Belongs to the step imposed.");
        faults.Require(Step == MeasureState.Annulled == Annulment is not null, "/annulment", "Required for the step annulled, and only then.");
        if (Imposition is null) return;
        faults.Require(Imposition.Until > Imposition.From, "/imposition/until", "Must be after from.");
        var further = Imposition.FurtherArticles ?? [];
        faults.Require(further.Distinct().Count() == further.Count && !further.Contains(Imposition.Article), "/imposition/furtherArticles", "Each article is named once.");
        if (Imposition.View is not { } view) return;
        faults.Require(view.Heard == (view.Summary is not null), "/imposition/view/summary", "Required where the person was heard, and only then.");
        faults.Require(view.Heard == (view.Reason is null), "/imposition/view/reason", "Required where the person was not heard, and only then.");
    }
}

/// <summary>Why the body takes its own measure back.</summary>
/// <param name="EffectiveFrom">First day on which it holds no longer; absent: it counts as never imposed.</param>
public sealed record OwnAnnulment(AnnulmentReason Reason, DateOnly? EffectiveFrom = null);

/// <summary>On what a measure rests. Courts annulled measures that lacked it.</summary>
/// <param name="Facts">The facts relied on.</param>
/// <param name="FactsMayBeDisclosed">Whether they may be shown to the person concerned and to a court.</param>
/// <param name="Proportionality">Why no lighter measure is enough.</param>
/// <param name="DecisionDocument">Reference of the decision in the municipality's own system.</param>
/// <param name="From">First day of the term.</param>
/// <param name="Until">First day after the term.</param>
/// <param name="Article">The article that gives the power.</param>
/// <param name="FurtherArticles">What it rests on beside that, such as art. 5:32 Awb of an order under penalty.</param>
public sealed record ImpositionDetails(
    StatutoryBasis Article,
    CompetentBody CompetentBody,
    [property: MinLength(1), MaxLength(10_000)] string Facts,
    bool FactsMayBeDisclosed,
    [property: MinLength(1), MaxLength(10_000)] string Proportionality,
    HeardView View,
    ExternalReference DecisionDocument,
    DateOnly From,
    DateOnly Until,
    [property: MinLength(1), MaxLength(5)] IReadOnlyList<StatutoryBasis>? FurtherArticles = null)
{
    internal ImpositionClaim Claim => new([Article, .. FurtherArticles ?? []], CompetentBody, FactsMayBeDisclosed);
}

/// <summary>The view (zienswijze) of the person concerned, or why that person was not heard.</summary>
public sealed record HeardView(bool Heard, [property: MinLength(1), MaxLength(10_000)] string? Summary = null, NotHeardReason? Reason = null);

public static class TakeMeasureStepEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.take-measure-step");

    /// <summary>Takes a measure to its next state, with all that imposing asks for.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/measures/{measureId}/steps"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<MeasureStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, MeasureId measureId, TakeMeasureStep command, Gate gate, DeadlineRules deadlines) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) =>
            Decide(measureId, command, track, deadlines, await SealAsync(command, entry), entry.By, entry.Now));

    public static Decision Decide(MeasureId id, TakeMeasureStep command, SecurityTrack track, DeadlineRules deadlines, StepPayloads payloads, ActorRef by, DateTimeOffset now)
    {
        if (track.Measures.FirstOrDefault(measure => measure.Id == id) is not { } measure) return Problems.NotFound;
        var today = DutchTime.DayOf(now);
        var rules = MeasureRules.On(today);
        if (command.Imposition is { } claimed && ImpositionCheck.FaultsIn(measure.Kind, claimed.Claim, rules) is { Count: > 0 } faults) return Problems.InvalidInput(faults);
        if (Refuses(measure, command) is { } refusal) return MeasureProtocol.Forbids(measure, refusal);

        var objection = command.Step == MeasureState.Imposed && rules.Of(measure.Kind)!.IsDecision ? SecurityDeadlines.OfObjection(id, deadlines, now) : null;
        return Decision.Of([.. Events()]) with
        {
            Answer = new MeasureStanding(id, command.Step),
            Timers = objection is null ? [] : [SecurityDeadlines.TimerOf(track.Id, objection)],
        };

        IEnumerable<object> Events()
        {
            if (command.Imposition is { } basis)
            {
                yield return new MeasureImposed(
                    track.Id, id, basis.Article, basis.CompetentBody, payloads.Facts!, basis.FactsMayBeDisclosed, payloads.Proportionality!, basis.View.Reason,
                    payloads.View, basis.DecisionDocument, basis.From, basis.Until, payloads.Note, by, now, basis.FurtherArticles, rules.Version, objection);
                yield break;
            }

            if (command.Annulment is { } annulment)
            {
                yield return new MeasureAnnulled(track.Id, id, null, annulment.Reason, annulment.EffectiveFrom ?? measure.Imposition!.From, payloads.Note, by, now);
                foreach (var lapsed in ReliefOf(measure, track.Id, today, by, now)) yield return lapsed;
                yield break;
            }

            yield return new MeasureMoved(track.Id, id, command.Step, payloads.Note, by, now);
            if (command.Step == MeasureState.InForce && EndAfterWaiting(measure, today) is { } until)
                yield return new MeasureTermChanged(track.Id, id, TermChange.SuspensionOver, null, until, by, now);
        }
    }

    /// <summary>Interim relief from which a measure is freed, because nothing is left to hold up.</summary>
    internal static IEnumerable<ProceedingDecided> ReliefOf(Measure measure, SecurityTrackId track, DateOnly on, ActorRef by, DateTimeOffset now) =>
        measure.Proceedings.Where(one => one.Suspends).Select(one => new ProceedingDecided(track, measure.Id, one.Id, ProceedingState.Lapsed, on, null, null, null, by, now));

    /// <summary>Null: the step can be taken.</summary>
    private static string? Refuses(Measure measure, TakeMeasureStep command) =>
        MeasureProtocol.Allowed(measure).Contains(command.Step)
            // A view can only be given on an intention that was made known.
            ? measure.State == MeasureState.LegalCheck && command.Imposition is { View.Heard: true } ? "Who was heard was told of the intention first." : null
            : !MeasureProtocol.Next(measure.State).Contains(command.Step) ? "This step does not follow from the state of the measure."
            : command.Step == MeasureState.Imposed ? "The advice that was asked for is awaited."
            : "A court holds the measure up: that has to have lapsed first.";

    /// <summary>The end of a term that waited, with the days of waiting added; null where none are.</summary>
    private static DateOnly? EndAfterWaiting(Measure measure, DateOnly today)
    {
        if (measure is not { WaitsFrom: { } from, Imposition: { } basis, Until: { } until }) return null;
        var first = from > basis.From ? from : basis.From;
        return first < until && today > first ? until.AddDays(today.DayNumber - first.DayNumber) : null;
    }

    /// <summary>The prose belongs to the track: it is about several persons.</summary>
    private static async Task<StepPayloads> SealAsync(TakeMeasureStep command, Entry entry)
    {
        var alias = command.Imposition is not null ? "measure_imposed" : command.Annulment is not null ? "measure_annulled" : "measure_moved";
        return new StepPayloads(
            await Seal(command.Imposition?.Facts), await Seal(command.Imposition?.Proportionality), await Seal(command.Imposition?.View.Summary), await Seal(command.Note));

        Task<PayloadRef?> Seal(string? text) => entry.SealNote(text, SecurityAccess.Purpose, SecurityAccess.Retention, alias);
    }
}

public sealed record StepPayloads(PayloadRef? Facts, PayloadRef? Proportionality, PayloadRef? View, PayloadRef? Note);

using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Shared;
using CsCheck;
using static ChainCoop.Tests.Cases.CaseExamples;
using static ChainCoop.Tests.Cases.Security.MeasureExamples;

namespace ChainCoop.Tests.Cases.Security;

/// <summary>Whatever is asked in whatever order: what is decided folds, and what must always hold of a measure and of its proceedings does.</summary>
public class any_course_of_a_measure
{
    private static readonly string[] Kinds = ["closure", "licence-withdrawal", "penalty-order", "warning-letter"];
    private static readonly MeasureState[] States = Enum.GetValues<MeasureState>();
    private static readonly ProceedingKind[] Proceedings = Enum.GetValues<ProceedingKind>();
    private static readonly ProceedingState[] Outcomes = [.. Enum.GetValues<ProceedingState>().Where(state => state != ProceedingState.Pending)];

    private static readonly HashSet<MeasureState> NeverBinds = [MeasureState.InForce, MeasureState.Complied, MeasureState.PenaltyForfeited, MeasureState.Enforced, MeasureState.Imposed];
    private static readonly HashSet<MeasureState> BeforeImposition = [MeasureState.Considered, MeasureState.LegalCheck, MeasureState.Intention, MeasureState.Ended];

    private static readonly Gen<(int Kind, Move[] Moves)> Courses = Gen.Select(
        Gen.Int[0, Kinds.Length - 1],
        // Steps along the way are more frequent, or few measures would ever be imposed.
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1000], Gen.Int[0, 1000]).Select(drawn => new Move(drawn.Item1, drawn.Item2, drawn.Item3)).Array[0, 40]);

    [Fact]
    public void keeps_what_must_always_hold() => Courses.Sample(course =>
    {
        var track = Considered(Kinds[course.Kind]).State;
        var now = Monday;
        foreach (var move in course.Moves)
        {
            now = now.AddDays(1 + move.A % 9);
            var before = track.Measures[0];
            var decision = Decide(move, track, now);
            if (decision.Refusal is { } refusal)
            {
                refusal.Status.ShouldBeOneOf(400, 404, 409);
                decision.Events.ShouldBeEmpty();
                continue;
            }

            track = decision.Events.Aggregate(track, Fold);
            Holds(track.Measures[0], before);
        }
    });

    [Fact]
    public void offers_exactly_what_can_be_done() => Courses.Sample(course =>
    {
        var track = Considered(Kinds[course.Kind]).State;
        var now = Monday;
        foreach (var move in course.Moves)
        {
            now = now.AddDays(1);
            track = Decide(move, track, now).Events.Aggregate(track, Fold);
        }

        var measure = track.Measures[0];
        States.Where(to => Step(to, now)(track).Refusal is null).ShouldBe(MeasureProtocol.Allowed(measure), ignoreOrder: true);
        var rule = MeasureRules.On(DutchTime.DayOf(now)).Of(measure.Kind);
        Proceedings.Where(kind => Begin(ProceedingId.New(), kind, now)(track).Refusal is null).ShouldBe(ProceedingProtocol.MayBegin(measure, rule));
        foreach (var one in measure.Proceedings)
        {
            // What is left of a term of one day cannot be shortened.
            var next = ProceedingProtocol.Allowed(measure, one).Where(outcome => outcome != ProceedingState.PartlyUpheld || measure.Until > measure.Imposition!.From.AddDays(1));
            Outcomes.Where(outcome => MeasureExamples.Decide(one.Id, Ending(outcome) with { Until = outcome == ProceedingState.PartlyUpheld ? measure.Until?.AddDays(-1) : null }, now)(track).Refusal is null)
                .ShouldBe(next, ignoreOrder: true);
        }
    });

    private static void Holds(Measure measure, Measure before)
    {
        // Never imposed without what it needs.
        if (measure.Imposition is { } basis) ImpositionCheck.Of(measure.Kind, basis.Claim, MeasureRules.Find(basis.Rules!.Value)!).Outcome.ShouldBe(CheckOutcome.Met);
        else BeforeImposition.ShouldContain(measure.State);

        // Never in force while a court holds it up; an annulled measure stays annulled, and nothing is left to hold up.
        if (MeasureProtocol.HeldUp(measure)) NeverBinds.ShouldNotContain(measure.State);
        (measure.State == MeasureState.Annulled).ShouldBe(measure.Annulment is not null);
        if (before.Annulment is { } annulment) measure.Annulment.ShouldBe(annulment);
        if (measure.Annulment is not null) MeasureProtocol.HeldUp(measure).ShouldBeFalse();
        if (before.State == MeasureState.Ended) measure.State.ShouldBeOneOf(MeasureState.Ended, MeasureState.Annulled);

        // An advice is awaited before the decision.
        if (MeasureProtocol.AwaitsAdvice(measure)) BeforeImposition.ShouldContain(measure.State);

        // One request for relief at a time, and only against a decision.
        measure.Proceedings.Count(one => one.Kind == ProceedingKind.InterimRelief && (one.IsPending || one.Suspends)).ShouldBeLessThanOrEqualTo(1);
        if (measure.Kind == new MeasureKind("warning-letter")) measure.Proceedings.ShouldBeEmpty();

        // A term has a day at least, and grows by days that it stood still alone.
        if (measure.Imposition is { } imposed) measure.Until!.Value.ShouldBeGreaterThan(imposed.From);
        if (before.Until is { } until && measure.Until > until) (before.State, measure.State).ShouldBe((MeasureState.Suspended, MeasureState.InForce));
        foreach (var one in measure.Proceedings)
        {
            one.Decisions.Count.ShouldBeLessThanOrEqualTo(2);
            one.State.ShouldBe(one.Decisions.Count == 0 ? ProceedingState.Pending : one.Decisions[^1].Outcome);
        }
    }

    private static Decision Decide(Move move, SecurityTrack track, DateTimeOffset now)
    {
        var measure = track.Measures[0];
        var allowed = MeasureProtocol.Allowed(measure);
        return move.Kind switch
        {
            0 or 1 or 2 when allowed.Count > 0 => Step(allowed[move.A % allowed.Count], now)(track),
            3 => Step(States[move.A % States.Length], now)(track),
            4 or 5 => Begin(ProceedingId.New(), Proceedings[move.A % Proceedings.Length], now)(track),
            6 or 7 or 8 when measure.Proceedings.Count > 0 => Outcome(measure.Proceedings[move.A % measure.Proceedings.Count]),
            _ => ExtendProceedingEndpoint.Decide(measure.Proceedings.Count > 0 ? measure.Proceedings[move.A % measure.Proceedings.Count].Id : ProceedingId.New(), TheMeasure, track, DeadlineRules.Current, null, Bram, now),
        };

        Decision Outcome(Proceeding one)
        {
            var next = ProceedingProtocol.Allowed(track.Measures[0], one);
            var outcome = next.Count > 0 && move.B % 4 > 0 ? next[move.B % next.Count] : Outcomes[move.B % Outcomes.Length];
            var command = Ending(outcome) with { On = DutchTime.DayOf(now) };
            if (outcome == ProceedingState.PartlyUpheld) command = command with { Until = From.AddDays(1 + move.B % 200) };
            if (outcome == ProceedingState.Granted && move.B % 2 == 0) command = command with { Term = TermMeanwhile.StandsStill };
            return MeasureExamples.Decide(one.Id, command, now)(track);
        }
    }

    private sealed record Move(int Kind, int A, int B);
}

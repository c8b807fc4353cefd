using ChainCoop.Reports;
using ChainCoop.Shared;

namespace ChainCoop.Norms;

public enum MeasureSaid { Value, NothingToMeasure, TooFew }

/// <param name="Value">Null unless it is said.</param>
public readonly record struct Measured(MeasureSaid Said, int? Value)
{
    public static Measured Of(int value) => new(MeasureSaid.Value, value);

    public static readonly Measured Nothing = new(MeasureSaid.NothingToMeasure, null);
}

/// <summary>
/// What the facts of a municipality say at an instant: of offices and agreements that day, of all else the twelve whole months before. So nobody
/// learns by asking twice what happened in between, and what was destroyed since, whose day is not known any more, counts as it did.
/// </summary>
/// <param name="facts">Of one municipality, in the order recorded.</param>
internal sealed class NormMeasures(IReadOnlyList<Fact> facts, DateTimeOffset instant, int fewest)
{
    private readonly DateOnly day = DutchTime.DayOf(instant);

    public static bool IsOfTheDay(NormMeasure measure) => measure.Value.EndsWith("-in-office", StringComparison.Ordinal) || measure.Value == "agreements-in-force";

    /// <summary>Of one of the day: whether there ever was what it counts.</summary>
    public bool WasEver(NormMeasure measure) => PeriodsIn(measure).Any(period => period.From < day);

    public Measured Of(NormMeasure measure) => measure.Value switch
    {
        "focal-points-in-office" or "care-coordinators-in-office" or "chain-directors-in-office" or "agreements-in-force" =>
            Measured.Of(PeriodsIn(measure).Count(period => period.From <= day && day < period.Until)),
        "focal-point-vacant-days" => VacantDays(Role.FocalPoint),
        "care-coordinator-vacant-days" => VacantDays(Role.CareCoordinator),
        "chain-director-vacant-days" => VacantDays(Role.ChainDirector),
        "acknowledgement-days" => NineOfTen(FactKind.SignalAcknowledged),
        "assessment-days" => NineOfTen(FactKind.SignalAssessed),
        "placement-days" => NineOfTen(FactKind.ShelterPlaced),
        "outcome-share" => Share(Concluded().Count(), Count(FactKind.SignalReceived) - Count(FactKind.SignalMerged) - Count(FactKind.SignalRetracted)),
        "feedback-share" => Share(Count(FactKind.SignalFedBack), Concluded().Count()),
        "comensha-share" => Share(Within(FactKind.ComenshaRegistered).Count(fact => fact.Value == 1), Within(FactKind.VictimKnown).Count(fact => fact.Value == 1)),
        "barrier-steps-worked-on" => Said(Count(FactKind.InterventionDone), () => Within(FactKind.InterventionDone).Select(fact => fact.Code).Distinct().Count()),
        "trained-share" => Trained(),
        "refreshers-held" => Measured.Of(Count(FactKind.RefresherHeld)),
        "activities-held" => Measured.Of(Count(FactKind.ActivityHeld)),
        "risk-groups-reached" => Measured.Of(Targeted().Select(fact => fact.Code).Distinct().Count()),
        "targeted-activities-held" => Measured.Of(Targeted().Count()),
        _ => throw new InvalidDataException($"The norm framework names a measure that the program does not know: {measure}."),
    };

    private DateOnly LastDay => new(day.Year, day.Month, 1);

    private IEnumerable<Fact> Within(FactKind kind)
    {
        var (from, until) = (DutchTime.StartOf(LastDay.AddMonths(-12)), DutchTime.StartOf(LastDay));
        return facts.Where(fact => fact.Kind == kind && fact.At >= from && fact.At < until);
    }

    private int Count(FactKind kind) => Within(kind).Count();

    private IEnumerable<Fact> Concluded() => Within(FactKind.SignalConcluded).Where(fact => fact.Code != "retracted");

    private IEnumerable<Fact> Targeted() => Within(FactKind.ActivityHeld).Where(fact => fact.Code != "everybody");

    private Measured Said(int over, Func<int> value) => over <= 0 ? Measured.Nothing : over < fewest ? new Measured(MeasureSaid.TooFew, null) : Measured.Of(value());

    private Measured Share(int part, int of) => Said(of, () => Math.Min(100, 100 * part / of));

    private Measured NineOfTen(FactKind kind)
    {
        int[] days = [.. Within(kind).Select(fact => fact.Value).Order()];
        return Said(days.Length, () => days[(9 * days.Length + 9) / 10 - 1]);
    }

    /// <summary>People trained, against the newest target of each department. They are nobody's data, so that no number is too few.</summary>
    private Measured Trained()
    {
        var targets = Within(FactKind.TrainingTarget).GroupBy(fact => fact.Code).ToDictionary(department => department.Key, department => department.Last().Value);
        var target = targets.Values.Sum();
        if (target == 0) return Measured.Nothing;
        var trained = targets.Sum(department => Math.Min(department.Value, Within(FactKind.TrainingHeld).Where(fact => fact.Code == department.Key).Sum(fact => fact.Value)));
        return Measured.Of(100 * trained / target);
    }

    private IReadOnlyList<(DateOnly From, DateOnly Until)> PeriodsIn(NormMeasure ofTheDay) => ofTheDay.Value switch
    {
        "focal-points-in-office" => PeriodsOf(Role.FocalPoint),
        "care-coordinators-in-office" => PeriodsOf(Role.CareCoordinator),
        "chain-directors-in-office" => PeriodsOf(Role.ChainDirector),
        _ => Periods(FactKind.AgreementFrom, FactKind.AgreementUntil, ""),
    };

    private Measured VacantDays(Role role)
    {
        var periods = PeriodsOf(role);
        var first = LastDay.AddMonths(-12);
        return Measured.Of(Enumerable.Range(0, LastDay.DayNumber - first.DayNumber).Select(first.AddDays).Count(one => !periods.Any(period => period.From <= one && one < period.Until)));
    }

    private IReadOnlyList<(DateOnly From, DateOnly Until)> PeriodsOf(Role role) => Periods(FactKind.RoleFrom, FactKind.RoleUntil, Kebab.Of(role));

    /// <summary>As known at the instant; the last end of a subject counts.</summary>
    private IReadOnlyList<(DateOnly From, DateOnly Until)> Periods(FactKind from, FactKind until, string code)
    {
        Dictionary<Guid, (DateOnly From, DateOnly Until)> periods = [];
        foreach (var fact in facts.Where(fact => fact.At <= instant && fact.Code == code && (fact.Kind == from || fact.Kind == until)))
        {
            if (fact.Subject is not { } subject) continue;
            var day = DateOnly.FromDayNumber(fact.Value);
            if (fact.Kind == from) periods[subject] = (day, DateOnly.MaxValue);
            else if (periods.TryGetValue(subject, out var period)) periods[subject] = period with { Until = day };
        }

        return [.. periods.Values];
    }
}

using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>How long a reflection period and a stay in COSM last, as versioned data (<c>shelter-terms.data.json</c>). Events keep what followed from it.</summary>
public static class ShelterTerms
{
    private static readonly TermsData Terms = EmbeddedData.Read<TermsData>("shelter-terms.data.json");

    public static ShelterTermsVersion Version { get; } = new(Terms.Version);

    /// <summary>First day after a reflection period that begins on the day.</summary>
    public static DateOnly EndOfReflection(ReflectionPeriodKind kind, DateOnly from)
    {
        var term = Terms.Reflection.Single(known => known.Kind == kind.Value);
        return from.AddMonths(term.Months).AddDays(term.Days);
    }

    /// <summary>
    /// The last day of the first weekly report on a stay that begins on the day, should it go on beyond its term; null where the kind of
    /// shelter has none. The term is that of the person's reflection period, if there is one.
    /// </summary>
    public static DateOnly? FirstReportOn(VictimRoute shelter, DateOnly placedOn, DateOnly? reflectionUntil) =>
        shelter.Value == Terms.Stay.Route ? NextReportOn(reflectionUntil > placedOn ? reflectionUntil.Value : placedOn.AddMonths(Terms.Stay.Months)) : null;

    public static DateOnly NextReportOn(DateOnly after) => after.AddDays(Terms.Stay.ReportEveryDays);

    /// <summary>The day from which a report that is due on the other can be made: the first on which the person is there too long.</summary>
    public static DateOnly ReportableFrom(DateOnly dueOn) => dueOn.AddDays(-Terms.Stay.ReportEveryDays);

    private sealed record TermsData(string Version, IReadOnlyList<ReflectionTerm> Reflection, StayTerm Stay);

    private sealed record ReflectionTerm(string Kind, int Months, int Days, string SourceNl);

    private sealed record StayTerm(string Route, int Months, int ReportEveryDays, string SourceNl);
}

using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>The terms of the care room, by the rules of deadlines: how long a reflection period lasts, and when a stay beyond its term is reported (domain, section 7).</summary>
public static class ShelterTerms
{
    private static readonly DeadlineKind Reflection = new("reflection-period");
    private static readonly DeadlineKind Overstay = new("shelter-overstay");

    private static readonly Dictionary<ReflectionPeriodKind, DeadlineKind> Kinds = new()
    {
        [new("regular")] = Reflection,
        [new("dublin")] = new("reflection-period-dublin"),
    };

    /// <summary>Of a reflection period, under its own id.</summary>
    public static Deadline OfReflection(ReflectionPeriodId id, ReflectionPeriodKind kind, DateOnly from, DateTimeOffset now) =>
        DeadlineRules.Current.Begin(DeadlineId.From(id.Value), Kinds[kind], DutchTime.StartOf(from).ToUniversalTime(), now);

    /// <summary>
    /// The first weekly report on a stay that begins now, should it go on beyond its term: that of the reflection period that runs, or of one
    /// that began now. Null where the kind of shelter has no term.
    /// </summary>
    public static Deadline? FirstReport(ShelterRequest request, DateTimeOffset? reflectionDueAt, DateTimeOffset now) =>
        Routing.HasTerm(request.Shelter) ? Report(request, LastMomentBefore(reflectionDueAt > now ? reflectionDueAt.Value : DeadlineRules.Current.At(now).DueAt(Reflection, now)), now) : null;

    /// <summary>The report after one that is made now: of the week after that one's, or of the week that begins now where it is late.</summary>
    public static Deadline NextReport(ShelterRequest request, OpenDeadline met, DateTimeOffset now) => Report(request, met.DueAt > now ? LastMomentBefore(met.DueAt) : now, now);

    public static Access.Timer TimerOf(VictimTrackId track, Deadline deadline) => new(new VictimDeadlineDue(track, deadline.Id), deadline.DueAt);

    /// <summary>The day from which a term is counted is not in it: it is the last one of the term before, and not the day that begins with its end.</summary>
    private static DateTimeOffset LastMomentBefore(DateTimeOffset midnight) => midnight.AddSeconds(-1);

    /// <param name="from">From then on the person is there too long, or the week before was reported.</param>
    private static Deadline Report(ShelterRequest request, DateTimeOffset from, DateTimeOffset now) => DeadlineRules.Current.Begin(
        DeadlineId.From(NewId.Named(request.Id.Value, $"{request.Steps.Count}.{request.Overstays.Count}")), Overstay, from, now);
}

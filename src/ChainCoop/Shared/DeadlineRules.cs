namespace ChainCoop.Shared;

/// <summary>What is asked within a time (termijn).</summary>
public readonly record struct DeadlineKind(string Value) : ICode<DeadlineKind>
{
    public static string List => "deadline-kinds";
    public static DeadlineKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Version of the rules of deadlines (<c>deadline-rules.data.json</c>).</summary>
public readonly record struct DeadlineRulesVersion(string Value) : ICode<DeadlineRulesVersion>
{
    public static string List => "deadline-rules";
    public static DeadlineRulesVersion From(string value) => new(value);
    public override string ToString() => Value;
}

public enum DeadlineUnit { WorkingDays, Days, Weeks, Months }

/// <param name="OnWorkingDay">A term that would end on a day off ends with the next working day (art. 1 Algemene termijnenwet).</param>
/// <param name="Source">The law or policy.</param>
public sealed record DeadlineRule(DeadlineKind Kind, int Count, DeadlineUnit Unit, string Source, bool OnWorkingDay = false)
{
    /// <summary>
    /// The local midnight that ends the last day, in UTC. The day of <paramref name="from"/> does not count; a term of no days
    /// ends with it. One in months ends with the day of the same number, or the last of a month that has no such day
    /// (art. 3 Regulation 1182/71).
    /// </summary>
    public DateTimeOffset DueAt(DateTimeOffset from)
    {
        var day = DutchTime.DayOf(from);
        var last = Unit switch
        {
            DeadlineUnit.WorkingDays => WorkingDays.After(day, Count),
            DeadlineUnit.Days => day.AddDays(Count),
            DeadlineUnit.Weeks => day.AddDays(7 * Count),
            DeadlineUnit.Months => day.AddMonths(Count),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return DutchTime.EndOf(OnWorkingDay ? WorkingDays.From(last) : last).ToUniversalTime();
    }
}

/// <summary>The rules as they hold from a day on.</summary>
public sealed record DeadlineVersion(DeadlineRulesVersion Version, DateOnly ValidFrom, IReadOnlyList<DeadlineRule> Rules)
{
    public DateTimeOffset DueAt(DeadlineKind kind, DateTimeOffset from) => Rules.Single(rule => rule.Kind == kind).DueAt(from);
}

/// <summary>
/// Deadlines as versioned data (<c>deadline-rules.data.json</c>). A version is never edited, a later one added. An event keeps the
/// instant and the version; what is open still is computed again when another version begins (Platform/MissedTimers.cs).
/// </summary>
public sealed class DeadlineRules(IReadOnlyList<DeadlineVersion> versions)
{
    public static DeadlineRules Current { get; } = new(
    [
        .. EmbeddedData.Read<DeadlineData>("deadline-rules.data.json").Versions.Select(version => new DeadlineVersion(
            new(version.Version), version.ValidFrom,
            [.. version.Rules.Select(rule => new DeadlineRule(new(rule.Kind), rule.Count, rule.Unit, rule.Source, rule.OnWorkingDay))])),
    ]);

    /// <summary>In the order of their first days.</summary>
    public IReadOnlyList<DeadlineVersion> Versions { get; } = [.. versions.OrderBy(version => version.ValidFrom)];

    /// <summary>In force at the moment; the first one also before it.</summary>
    public DeadlineVersion At(DateTimeOffset now)
    {
        var day = DutchTime.DayOf(now);
        return Versions.LastOrDefault(version => version.ValidFrom <= day) ?? Versions[0];
    }

    /// <summary>Of the law or policy behind a deadline that was computed on a version; null for one that the program does not know.</summary>
    public string? SourceOf(DeadlineRulesVersion version, DeadlineKind kind) =>
        Versions.FirstOrDefault(known => known.Version == version)?.Rules.FirstOrDefault(rule => rule.Kind == kind)?.Source;

    /// <summary>A deadline that begins at <paramref name="from"/>, by the rules that hold <paramref name="now"/>.</summary>
    public Deadline Begin(DeadlineId id, DeadlineKind kind, DateTimeOffset from, DateTimeOffset now)
    {
        var rules = At(now);
        return new Deadline(id, kind, from, rules.DueAt(kind, from), rules.Version);
    }

    private sealed record DeadlineData(IReadOnlyList<VersionData> Versions);

    private sealed record VersionData(string Version, DateOnly ValidFrom, IReadOnlyList<RuleData> Rules);

    private sealed record RuleData(string Kind, int Count, DeadlineUnit Unit, string Source, bool OnWorkingDay = false);
}

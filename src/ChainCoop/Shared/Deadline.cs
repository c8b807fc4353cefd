namespace ChainCoop.Shared;

/// <summary>Something that is asked by a moment, as an event keeps it.</summary>
/// <param name="From">What it is counted from.</param>
/// <param name="Rules">The version that it was computed on; null where somebody set the day.</param>
public sealed record Deadline(DeadlineId Id, DeadlineKind Kind, DateTimeOffset From, DateTimeOffset DueAt, DeadlineRulesVersion? Rules);

/// <summary>A deadline that was not met yet, as a state keeps it.</summary>
/// <param name="Missed">The timeline says that its moment passed.</param>
public sealed record OpenDeadline(DeadlineId Id, DeadlineKind Kind, DateTimeOffset From, DateTimeOffset DueAt, DeadlineRulesVersion? Rules, bool Missed);

/// <summary>The open deadlines of a signal, case or track.</summary>
internal static class OpenDeadlines
{
    public static IReadOnlyList<OpenDeadline> With(this IReadOnlyList<OpenDeadline> open, Deadline begun) =>
        [.. open, new OpenDeadline(begun.Id, begun.Kind, begun.From, begun.DueAt, begun.Rules, Missed: false)];

    /// <summary>It was met, or is asked no longer.</summary>
    public static IReadOnlyList<OpenDeadline> Without(this IReadOnlyList<OpenDeadline> open, DeadlineId id) =>
        [.. open.Where(deadline => deadline.Id != id)];

    public static IReadOnlyList<OpenDeadline> Missed(this IReadOnlyList<OpenDeadline> open, DeadlineId id) =>
        [.. open.Select(deadline => deadline.Id == id ? deadline with { Missed = true } : deadline)];

    /// <summary>Other rules moved it: it is not missed by those.</summary>
    public static IReadOnlyList<OpenDeadline> Moved(this IReadOnlyList<OpenDeadline> open, DeadlineId id, DateTimeOffset dueAt, DeadlineRulesVersion rules) =>
        [.. open.Select(deadline => deadline.Id == id ? deadline with { DueAt = dueAt, Rules = rules, Missed = false } : deadline)];

    /// <summary>The deadline, where its moment passed and nobody said so; null where it was met, moved, or missed before: a message may come twice.</summary>
    public static OpenDeadline? Passed(this IReadOnlyList<OpenDeadline> open, DeadlineId id, DateTimeOffset now) =>
        open.FirstOrDefault(deadline => deadline.Id == id && !deadline.Missed && deadline.DueAt <= now);

    /// <summary>The deadline and its new moment, where the rules that hold now give another one.</summary>
    public static (OpenDeadline Deadline, DateTimeOffset DueAt, DeadlineRulesVersion Rules)? Outdated(
        this IReadOnlyList<OpenDeadline> open, DeadlineId id, DeadlineRules rules, DateTimeOffset now)
    {
        if (open.FirstOrDefault(deadline => deadline.Id == id) is not { Rules: { } computedOn } deadline) return null;
        var inForce = rules.At(now);
        if (inForce.Version == computedOn) return null;
        var dueAt = inForce.DueAt(deadline.Kind, deadline.From);
        return dueAt == deadline.DueAt ? null : (deadline, dueAt, inForce.Version);
    }
}

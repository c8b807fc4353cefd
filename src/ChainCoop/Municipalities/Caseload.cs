using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Shared;
using ChainCoop.Signals;

namespace ChainCoop.Municipalities;

/// <summary>A signal, case or track as its municipality has it at hand.</summary>
/// <param name="ExploitationTypes">Null for a track: rooms must not be joinable.</param>
internal sealed record CaseloadRow(
    Guid Id, Room Room, ResourceKind Kind, MunicipalityCode Municipality, string Status,
    IReadOnlyList<ExploitationType>? ExploitationTypes, Urgency? Urgency, DateTimeOffset OpenedAt)
{
    public DateTimeOffset UpdatedAt { get; init; } = OpenedAt;

    /// <summary>Sequence of the last event in it.</summary>
    public long Sequence { get; init; }
}

/// <summary>What is to be done about a signal, case or track by a moment.</summary>
/// <param name="Kind">A code of the list <c>deadline-kinds</c>.</param>
/// <param name="Rules">Version of the rules that it was computed on; null where somebody set the day.</param>
internal sealed record DeadlineRow(
    Guid Id, Guid Resource, ResourceKind ResourceKind, string Kind, MunicipalityCode Municipality, Room Room, DateTimeOffset DueAt, DeadlineRulesVersion? Rules)
{
    /// <summary>Null: still open.</summary>
    public DateTimeOffset? MetAt { get; init; }

    /// <summary>Not met by itself: the resource came to its end.</summary>
    public bool Overtaken { get; init; }

    /// <summary>When the timeline recorded that it was missed.</summary>
    public DateTimeOffset? OverdueAt { get; init; }

    public long Sequence { get; init; }
}

/// <summary>
/// The rows that a page of events is about: restored as the page before left them, folded in memory, and written once.
/// </summary>
internal sealed class Caseload
{
    private readonly Dictionary<Guid, CaseloadRow> rows = [];
    private readonly Dictionary<Guid, Dictionary<Guid, DeadlineRow>> deadlines = [];
    private readonly HashSet<Guid> changed = [];
    private readonly HashSet<(Guid Resource, Guid Id)> changedDeadlines = [];

    private readonly HashSet<Guid> removed = [];

    public IReadOnlyList<CaseloadRow> Changed => [.. changed.Select(id => rows[id])];

    public IReadOnlyList<DeadlineRow> ChangedDeadlines => [.. changedDeadlines.Select(key => deadlines[key.Resource][key.Id])];

    /// <summary>Resources of which nothing is left.</summary>
    public IReadOnlyCollection<Guid> Removed => removed;

    public bool Knows(Guid resource) => rows.ContainsKey(resource);

    public void Restore(CaseloadRow row) => rows[row.Id] = row;

    public void Restore(DeadlineRow deadline) => DeadlinesOf(deadline.Resource)[deadline.Id] = deadline;

    /// <summary>The first open deadline of a resource.</summary>
    public DateTimeOffset? DueAt(Guid resource) =>
        DeadlinesOf(resource).Values.Where(deadline => deadline.MetAt is null).Min(deadline => (DateTimeOffset?)deadline.DueAt);

    public void Apply(CaseloadChange change, DateTimeOffset at, long sequence)
    {
        if (change.Removes)
        {
            // A rebuild may not have met it: the bodies of the events before are empty.
            rows.Remove(change.Resource);
            deadlines.Remove(change.Resource);
            changed.Remove(change.Resource);
            changedDeadlines.RemoveWhere(key => key.Resource == change.Resource);
            removed.Add(change.Resource);
            return;
        }

        var row = change.Opens ?? rows[change.Resource];
        rows[row.Id] = row with
        {
            Status = change.Status?.Invoke(row.Status) ?? row.Status,
            ExploitationTypes = change.Corrects is { } corrected ? [corrected] : row.ExploitationTypes,
            Municipality = change.MovesTo ?? row.Municipality,
            UpdatedAt = change.Opens?.OpenedAt ?? (change.SaysDayOnly ? Later(row.UpdatedAt, RoomDay.StartOf(at)) : at),
            Sequence = sequence,
        };
        changed.Add(row.Id);

        if (change.MovesTo is { } municipality)
        {
            foreach (var deadline in DeadlinesOf(row.Id).Values.ToList()) Set(deadline with { Municipality = municipality });
        }
        foreach (var asked in change.Asks)
        {
            // What is asked again keeps the name that the tables have.
            var kind = DeadlinesOf(row.Id).TryGetValue(asked.Id, out var known) ? known.Kind : asked.Kind;
            Set(new DeadlineRow(asked.Id, row.Id, row.Kind, kind, row.Municipality, row.Room, asked.DueAt, asked.Rules));
        }
        foreach (var id in change.Meets)
        {
            // A fact that meets a deadline does not know whether there was one: an objection is decided that nobody was given a term for.
            if (DeadlinesOf(row.Id).TryGetValue(id, out var open) && open.MetAt is null) Set(open with { MetAt = at });
        }
        if (change.Ends)
        {
            foreach (var open in DeadlinesOf(row.Id).Values.Where(deadline => deadline.MetAt is null && deadline.Kind != change.Keeps).ToList()) Set(open with { MetAt = at, Overtaken = true });
        }
        if (change.Misses is { } missed) Set(DeadlinesOf(row.Id)[missed] with { OverdueAt = at });
        if (change.Moves is { } moved) Set(DeadlinesOf(row.Id)[moved.Id] with { DueAt = moved.DueAt, Rules = moved.Rules, OverdueAt = null });

        static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

        void Set(DeadlineRow deadline)
        {
            DeadlinesOf(row.Id)[deadline.Id] = deadline with { Sequence = sequence };
            changedDeadlines.Add((row.Id, deadline.Id));
        }
    }

    private Dictionary<Guid, DeadlineRow> DeadlinesOf(Guid resource) =>
        deadlines.TryGetValue(resource, out var known) ? known : deadlines[resource] = [];
}

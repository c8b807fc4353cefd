using ChainCoop.Shared;

namespace ChainCoop.Cases.Plans;

/// <summary>What the members want to reach, and who agreed to it.</summary>
/// <param name="Number">1, 2, 3 … within the case.</param>
public sealed record CasePlan(int Number, IReadOnlyList<PlannedGoal> Goals, PayloadRef? Note, DateTimeOffset At)
{
    public IReadOnlyList<Oin> Supporters { get; init; } = [];

    /// <summary>Null: not all members agreed yet.</summary>
    public DateTimeOffset? AgreedAt { get; init; }

    public IReadOnlyList<GoalReference> References { get; init; } = [];

    public PlannedGoal? Find(GoalId id) => Goals.FirstOrDefault(goal => goal.Id == id);

    /// <summary>Its prose, by its place below the plan.</summary>
    internal IEnumerable<(string At, PayloadRef Payload)> Prose()
    {
        if (Note is not null) yield return ("/note", Note);
        for (var i = 0; i < Goals.Count; i++)
        {
            if (Goals[i].Note is { } note) yield return ($"/goals/{i}/note", note);
        }
    }

    /// <summary>Its prose that the plan after it does not take over.</summary>
    internal IEnumerable<PayloadRef> ReplacedBy(PlanDrawnUp next) =>
        Prose().Select(prose => prose.Payload).Where(payload => !next.Goals.Any(goal => goal.Note == payload));
}

/// <param name="Agreed">All members of the general room agreed to it.</param>
/// <param name="Supporters">Who agreed so far.</param>
public sealed record PlanView(int Number, bool Agreed, IReadOnlyList<GoalView> Goals, IReadOnlyList<Oin> Supporters, string? Note, DateTimeOffset At);

/// <param name="Result">As the closure says it, or the proposal for it.</param>
public sealed record GoalView(GoalId Id, GoalKind Kind, string? Note, GoalResult? Result)
{
    /// <summary>For the organisation whose it is.</summary>
    public ExternalReference? ExternalReference { get; init; }
}

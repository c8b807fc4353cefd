using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

public enum BarrierStatus { Planned, Done, NotPossible }

/// <summary>What came of an intervention.</summary>
public enum BarrierResult { Done, NotPossible }

/// <summary>An intervention against a barrier step that somebody takes on, by a version of the barrier model.</summary>
public sealed record BarrierIntervention(
    BarrierId Id,
    BarrierModelVersion Model,
    BarrierStep Step,
    BarrierCode Barrier,
    InterventionCode Intervention,
    Oin Owner,
    DateOnly PlannedUntil,
    PayloadRef? Note,
    DateTimeOffset At)
{
    public BarrierStatus Status { get; init; }

    /// <summary>Null while it is planned, and where it was not possible.</summary>
    public InterventionEffect? Effect { get; init; }

    public PayloadRef? ResultNote { get; init; }

    /// <summary>When the result was recorded.</summary>
    public DateTimeOffset? ResultAt { get; init; }
}

/// <param name="Step">The step of the model that the barrier belongs to.</param>
/// <param name="PlannedUntil">The last day for it, in the Netherlands.</param>
public sealed record BarrierView(
    BarrierId Id, BarrierModelVersion Model, BarrierStep Step, BarrierCode Barrier, InterventionCode Intervention, Oin Owner, DateOnly PlannedUntil, BarrierStatus Status, string? Note, DateTimeOffset At)
{
    /// <summary>Absent while it is planned, and where it was not possible.</summary>
    public InterventionEffect? Effect { get; init; }

    public string? ResultNote { get; init; }

    public DateTimeOffset? ResultAt { get; init; }

    internal static BarrierView Of(BarrierIntervention barrier, Opened opened) =>
        new(barrier.Id, barrier.Model, barrier.Step, barrier.Barrier, barrier.Intervention, barrier.Owner, barrier.PlannedUntil, barrier.Status, opened.TextOf(barrier.Note), barrier.At)
        {
            Effect = barrier.Effect,
            ResultNote = opened.TextOf(barrier.ResultNote),
            ResultAt = barrier.ResultAt,
        };
}

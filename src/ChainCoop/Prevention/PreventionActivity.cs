using ChainCoop.Shared;

namespace ChainCoop.Prevention;

public enum ActivityStatus { Planned, Held, Cancelled }

/// <summary>An activity to prevent exploitation, from plan to result.</summary>
public sealed record PreventionActivity(
    PreventionActivityId Id,
    MunicipalityCode Municipality,
    ActivityStatus Status,
    ActivityKind Kind,
    ActivityAudience Audience,
    RiskGroup RiskGroup,
    ActivityPlace Place,
    DateOnly From,
    DateOnly To,
    IReadOnlyList<Oin> Partners,
    int? Cost,
    ActivityFollowUp? FollowUp,
    DateTimeOffset PlannedAt)
{
    public long Version { get; init; }

    /// <summary>Null until it was held.</summary>
    public ActivityResult? Result { get; init; }

    /// <summary>Null unless it was cancelled.</summary>
    public ActivityCancellationReason? CancelledFor { get; init; }

    public static PreventionActivity Create(PreventionActivityPlanned e) =>
        new(e.ActivityId, e.Municipality, ActivityStatus.Planned, e.Kind, e.Audience, e.RiskGroup, e.Place, e.From, e.To, e.Partners, e.Cost, e.FollowUp, e.At);

    public PreventionActivity Apply(PreventionActivityHeld e) => this with { Status = ActivityStatus.Held, Result = new ActivityResult(e.HeldOn, e.Reach, e.Evaluation) };

    public PreventionActivity Apply(PreventionActivityCancelled e) => this with { Status = ActivityStatus.Cancelled, CancelledFor = e.Reason };
}

/// <param name="Reach">Persons that it reached.</param>
public sealed record ActivityResult(DateOnly HeldOn, int Reach, ActivityEvaluation Evaluation);

using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Prevention;

/// <summary>The activity does not take place.</summary>
public sealed record CancelActivity(ActivityCancellationReason Reason);

public static class CancelActivityEndpoint
{
    /// <summary>Cancels an activity that was not held.</summary>
    [WolverinePost("/prevention-activities/{activityId}/cancellations"), Scope("municipalities.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<ActivityStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(PreventionActivityId activityId, CancelActivity command, Gate gate) =>
        gate.Change<PreventionActivity>(activityId.Value, PreventionAccess.Cancel, (activity, entry) => Decide(activity, command, entry.By, entry.Now));

    public static Decision Decide(PreventionActivity activity, CancelActivity command, ActorRef by, DateTimeOffset now) =>
        activity.Status == ActivityStatus.Planned
            ? Decision.Of(new PreventionActivityCancelled(activity.Id, command.Reason, by, now)) with { Answer = new ActivityStanding(activity.Id, ActivityStatus.Cancelled) }
            : Problems.StateForbids(Kebab.Of(activity.Status), [], "Its results are recorded, or it was cancelled.");
}

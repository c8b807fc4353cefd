using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Prevention;

/// <summary>The activity was held.</summary>
/// <param name="HeldOn">Today or earlier; of several days the last.</param>
/// <param name="Reach">Persons that it reached, counted or estimated.</param>
public sealed record RecordActivityResults(DateOnly HeldOn, [property: Range(0, 10_000_000)] int Reach, ActivityEvaluation Evaluation) : IChecked
{
    public void Check(Faults faults) => faults.Require(faults.Has("/heldOn") || HeldDays.MayBe(HeldOn, faults.Now), "/heldOn", HeldDays.Form);
}

/// <summary>What is recorded as held was held already.</summary>
internal static class HeldDays
{
    public const string Form = "Must be today or earlier, and from 2000 on.";

    public static bool MayBe(DateOnly day, DateTimeOffset now) => day.Year >= 2000 && day <= DutchTime.DayOf(now);
}

public static class RecordActivityResultsEndpoint
{
    /// <summary>Records that the activity was held, whom it reached and what it brought.</summary>
    [WolverinePost("/prevention-activities/{activityId}/results"), Scope("municipalities.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<ActivityStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(PreventionActivityId activityId, RecordActivityResults command, Gate gate) =>
        gate.Change<PreventionActivity>(activityId.Value, PreventionAccess.RecordResults, (activity, entry) => Decide(activity, command, entry.By, entry.Now));

    public static Decision Decide(PreventionActivity activity, RecordActivityResults command, ActorRef by, DateTimeOffset now) =>
        activity.Status == ActivityStatus.Planned
            ? Decision.Of(new PreventionActivityHeld(activity.Id, activity.Municipality, activity.RiskGroup, command.HeldOn, command.Reach, command.Evaluation, by, now)) with
            {
                Answer = new ActivityStanding(activity.Id, ActivityStatus.Held),
            }
            : Problems.StateForbids(Kebab.Of(activity.Status), [], "Its results are recorded, or it was cancelled.");
}

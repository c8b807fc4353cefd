using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Prevention;

/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Cost">In whole euros; absent: not given.</param>
/// <param name="Result">Absent until it was held.</param>
/// <param name="CancelledFor">Absent unless it was cancelled.</param>
public sealed record ActivityView(
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
    ActivityResult? Result,
    ActivityCancellationReason? CancelledFor)
{
    internal static ActivityView Of(PreventionActivity activity) => new(
        activity.Id, activity.Municipality, activity.Status, activity.Kind, activity.Audience, activity.RiskGroup, activity.Place, activity.From, activity.To, activity.Partners,
        activity.Cost, activity.FollowUp, activity.Result, activity.CancelledFor);
}

public static class GetActivityEndpoint
{
    /// <summary>Reads one activity of the own organisation, or that it takes part in.</summary>
    [WolverineGet("/prevention-activities/{activityId}"), Scope("municipalities.read")]
    [ProducesResponseType<ActivityView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(PreventionActivityId activityId, Gate gate) =>
        gate.Show<PreventionActivity>(
            activityId.Value, PreventionAccess.Read, (activity, _) => Task.FromResult(new Shown(ActivityView.Of(activity))), activity => activity.Version);
}

/// <param name="Municipality">Only of this one.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListActivities(MunicipalityCode? Municipality = null, string? Cursor = null, [property: Range(1, 200)] int Limit = 50);

public static class ListActivitiesEndpoint
{
    /// <summary>Lists the activities of the own organisation, and those that it takes part in, the newest first.</summary>
    [WolverineGet("/prevention-activities"), Scope("municipalities.read")]
    [ProducesResponseType<Page<ActivityView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListActivities query, Gate gate, Secrets secrets, NpgsqlDataSource source) =>
        HeldPages.AnswerAsync<PreventionActivity, ActivityView>(
            PreventionAccess.List, HeldPages.Activities, query.Municipality, query.Cursor, query.Limit, ActivityView.Of, gate, secrets, source);
}

using ChainCoop.Access;
using ChainCoop.Prevention;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals.Origins;

/// <summary>What a signal came out of: exactly one of the two.</summary>
/// <param name="ActivityId">An activity of the municipality that was planned or held.</param>
/// <param name="Inspection">A proactive inspection of this kind.</param>
public sealed record RecordOrigin(PreventionActivityId? ActivityId = null, InspectionKind? Inspection = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(
        ActivityId is null != Inspection is null || faults.Has("/activityId") || faults.Has("/inspection"), "", "Exactly one of activityId and inspection is required.");
}

/// <summary>An activity, or an inspection.</summary>
public sealed record SignalOrigin(PreventionActivityId? ActivityId, InspectionKind? Inspection);

public static class RecordOriginEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.record-origin", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector], "assessment", "casework", "synchronisation");

    /// <summary>Records which activity or proactive inspection a signal came out of. Recording the same again changes nothing.</summary>
    [WolverinePost("/signals/{signalId}/origins"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, RecordOrigin command, Gate gate, NpgsqlDataSource source) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) =>
            {
                var activity = command.ActivityId is { } id && await entry.MaySee(ResourceKind.PreventionActivity, id.Value) ? await PreventionLinks.FindAsync(id, source) : null;
                return Decide(command, signal, activity, entry.By, entry.Now);
            });

    /// <param name="activity">Null when there is no such activity, or the caller may not see it.</param>
    public static Decision Decide(RecordOrigin command, Signal signal, LinkableActivity? activity, ActorRef by, DateTimeOffset now)
    {
        if (signal.Status is SignalStatus.Retracted or SignalStatus.Destroyed) return SignalProtocol.Forbids(signal, "The signal was retracted or destroyed.");
        if (command.ActivityId is not null && activity?.Municipality != signal.Municipality)
            return Problems.InvalidInput([new Fault("/activityId", "The municipality has no such activity.")]);
        if (activity?.Status == ActivityStatus.Cancelled)
            return Problems.StateForbids(Kebab.Of(ActivityStatus.Cancelled), [], "The activity was cancelled: nothing came out of it.");

        var decision = signal.Origins.Contains(new SignalOrigin(command.ActivityId, command.Inspection))
            ? Decision.Of()
            : Decision.Of(new SignalOriginRecorded(signal.Id, command.ActivityId, command.Inspection, by, now));
        return decision with { Answer = new SignalStanding(signal.Id, signal.Status, signal.CaseId) };
    }
}

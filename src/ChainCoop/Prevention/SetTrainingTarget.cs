using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Prevention;

/// <summary>So many people of a department are to be trained in a year. The newest one for a department and year counts.</summary>
/// <param name="Target">People; 0 takes an earlier target back.</param>
public sealed record SetTrainingTarget(
    MunicipalityCode Municipality, TrainingDepartment Department, [property: Range(2000, 2199)] int Year, [property: Range(0, 100_000)] int Target);

public sealed record TrainingTargetReceipt(TrainingTargetId Id);

public static class SetTrainingTargetEndpoint
{
    /// <summary>Sets how many people of a department are to be trained in a year, for a municipality that the caller is mandated for.</summary>
    [WolverinePost("/training-targets"), Scope("municipalities.write"), Idempotent(Required = true)]
    [ProducesResponseType<TrainingTargetReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(SetTrainingTarget command, Gate gate) =>
        gate.Create<TrainingTargetReceipt>(PreventionAccess.SetTarget, entry => Task.FromResult(Decide(TrainingTargetId.New(), command, entry.Mandated, entry.By, entry.Now)));

    /// <param name="mandated">The municipalities for which the caller is mandated.</param>
    public static Decision Decide(TrainingTargetId id, SetTrainingTarget command, IReadOnlyCollection<MunicipalityCode> mandated, ActorRef by, DateTimeOffset now) =>
        !mandated.Contains(command.Municipality)
            ? Problems.Forbidden
            : new Decision
            {
                Starts =
                [
                    new NewStream(typeof(TrainingTarget), id.Value,
                        [new TrainingTargetSet(id, command.Municipality, PreventionAccess.OwnerOf(command.Municipality), command.Department, command.Year, command.Target, by, now)]),
                ],
                Answer = new TrainingTargetReceipt(id),
                Location = $"/training-targets/{id}",
            };
}

public sealed record TrainingTargetView(TrainingTargetId Id, MunicipalityCode Municipality, TrainingDepartment Department, int Year, int Target)
{
    internal static TrainingTargetView Of(TrainingTarget target) => new(target.Id, target.Municipality, target.Department, target.Year, target.Target);
}

public static class GetTrainingTargetEndpoint
{
    /// <summary>Reads one target of the own organisation.</summary>
    [WolverineGet("/training-targets/{targetId}"), Scope("municipalities.read")]
    [ProducesResponseType<TrainingTargetView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(TrainingTargetId targetId, Gate gate) =>
        gate.Show<TrainingTarget>(
            targetId.Value, PreventionAccess.ReadTarget, (target, _) => Task.FromResult(new Shown(TrainingTargetView.Of(target))), target => target.Version);
}

/// <param name="Municipality">Only of this one.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListTrainingTargets(MunicipalityCode? Municipality = null, string? Cursor = null, [property: Range(1, 200)] int Limit = 50);

public static class ListTrainingTargetsEndpoint
{
    /// <summary>Lists the targets of the own organisation, the newest first: of two for one department and year the first one listed counts.</summary>
    [WolverineGet("/training-targets"), Scope("municipalities.read")]
    [ProducesResponseType<Page<TrainingTargetView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListTrainingTargets query, Gate gate, Secrets secrets, NpgsqlDataSource source) =>
        HeldPages.AnswerAsync<TrainingTarget, TrainingTargetView>(
            PreventionAccess.ListTargets, HeldPages.Targets, query.Municipality, query.Cursor, query.Limit, TrainingTargetView.Of, gate, secrets, source);
}

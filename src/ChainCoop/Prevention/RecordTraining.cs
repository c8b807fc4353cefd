using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Prevention;

/// <summary>People of a department were trained to recognise exploitation.</summary>
/// <param name="HeldOn">Today or earlier.</param>
/// <param name="Attendance">How many.</param>
/// <param name="Refresher">They had been trained before.</param>
public sealed record RecordTraining(
    MunicipalityCode Municipality, TrainingDepartment Department, DateOnly HeldOn, [property: Range(1, 100_000)] int Attendance, bool Refresher) : IChecked
{
    public void Check(Faults faults) => faults.Require(faults.Has("/heldOn") || HeldDays.MayBe(HeldOn, faults.Now), "/heldOn", HeldDays.Form);
}

public sealed record TrainingReceipt(TrainingId Id);

public static class RecordTrainingEndpoint
{
    /// <summary>Records a training that was held, for a municipality that the caller is mandated for.</summary>
    [WolverinePost("/trainings"), Scope("municipalities.write"), Idempotent(Required = true)]
    [ProducesResponseType<TrainingReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(RecordTraining command, Gate gate) =>
        gate.Create<TrainingReceipt>(PreventionAccess.RecordTraining, entry => Task.FromResult(Decide(TrainingId.New(), command, entry.Mandated, entry.By, entry.Now)));

    /// <param name="mandated">The municipalities for which the caller is mandated.</param>
    public static Decision Decide(TrainingId id, RecordTraining command, IReadOnlyCollection<MunicipalityCode> mandated, ActorRef by, DateTimeOffset now) =>
        !mandated.Contains(command.Municipality)
            ? Problems.Forbidden
            : new Decision
            {
                Starts =
                [
                    new NewStream(typeof(Training), id.Value,
                    [
                        new TrainingHeld(
                            id, command.Municipality, PreventionAccess.OwnerOf(command.Municipality), command.Department, command.HeldOn, command.Attendance, command.Refresher, by, now),
                    ]),
                ],
                Answer = new TrainingReceipt(id),
                Location = $"/trainings/{id}",
            };
}

public sealed record TrainingView(TrainingId Id, MunicipalityCode Municipality, TrainingDepartment Department, DateOnly HeldOn, int Attendance, bool Refresher)
{
    internal static TrainingView Of(Training training) =>
        new(training.Id, training.Municipality, training.Department, training.HeldOn, training.Attendance, training.Refresher);
}

public static class GetTrainingEndpoint
{
    /// <summary>Reads one training of the own organisation.</summary>
    [WolverineGet("/trainings/{trainingId}"), Scope("municipalities.read")]
    [ProducesResponseType<TrainingView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(TrainingId trainingId, Gate gate) =>
        gate.Show<Training>(
            trainingId.Value, PreventionAccess.ReadTraining, (training, _) => Task.FromResult(new Shown(TrainingView.Of(training))), training => training.Version);
}

/// <param name="Municipality">Only of this one.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListTrainings(MunicipalityCode? Municipality = null, string? Cursor = null, [property: Range(1, 200)] int Limit = 50);

public static class ListTrainingsEndpoint
{
    /// <summary>Lists the trainings of the own organisation, the newest first.</summary>
    [WolverineGet("/trainings"), Scope("municipalities.read")]
    [ProducesResponseType<Page<TrainingView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListTrainings query, Gate gate, Secrets secrets, NpgsqlDataSource source) =>
        HeldPages.AnswerAsync<Training, TrainingView>(
            PreventionAccess.ListTrainings, HeldPages.Trainings, query.Municipality, query.Cursor, query.Limit, TrainingView.Of, gate, secrets, source);
}

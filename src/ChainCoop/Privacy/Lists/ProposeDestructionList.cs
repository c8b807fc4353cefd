using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

/// <summary>Makes a list of what is due, at most 200 records, the longest due first.</summary>
/// <param name="Kind">A list is of one kind of records.</param>
/// <param name="On">What is due on this day in the Netherlands, not after today; absent: today.</param>
public sealed record ProposeDestructionList(MunicipalityCode Municipality, ListKind Kind, DateOnly? On = null) : IChecked
{
    public void Check(Faults faults) =>
        faults.Require(On is not { } on || on <= DutchTime.DayOf(faults.Now), "/on", "Must not be after today.");
}

public sealed record DestructionListStanding(DestructionListId Id, DestructionListStatus Status);

public static class ProposeDestructionListEndpoint
{
    /// <summary>Proposes to destroy the records of a municipality whose term is over and that the own organisation answers for.</summary>
    [WolverinePost("/destruction-lists"), Scope("privacy.write"), Idempotent(Required = true)]
    [ProducesResponseType<DestructionListStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(ProposeDestructionList command, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Create<DestructionListStanding>(ListRules.Propose, async entry =>
        {
            if (!entry.Mandated.Contains(command.Municipality)) return Problems.Forbidden;
            var group = new DueGroup(command.Municipality, command.Kind, entry.By.Organisation);
            var state = await RetentionState.ReadAsync(source, token);
            var due = await DueRecords.UnlistedAsync(source, group, command.On ?? DutchTime.DayOf(entry.Now), entry.Now, alsoKept: true, token);
            return Decide(DestructionListId.New(), group, state, due, entry.By, entry.Now);
        });

    /// <param name="by">Null: nobody, the daily look at what is due.</param>
    internal static Decision Decide(
        DestructionListId id, DueGroup group, RetentionState state, IReadOnlyList<ListItem> due, ActorRef? by, DateTimeOffset now) => due.Count == 0
        ? Problems.NothingDue
        : new Decision
        {
            Starts =
            [
                new NewStream(
                    typeof(DestructionList), id.Value,
                    [new DestructionListProposed(id, group.Municipality, group.Owner, group.Kind, state.Rules, state.Position, due, by, now)]),
            ],
            Answer = new DestructionListStanding(id, DestructionListStatus.Proposed),
            Location = $"/destruction-lists/{id}",
            Race = new Race(ListedRecords.Constraint, Problems.RecordListed),
        };
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

/// <summary>Says of items of a list whether they are destroyed or kept. Until the approval an item can be looked at again.</summary>
public sealed record ReviewDestructionList([property: MinLength(1), MaxLength(DueRecords.Most)] IReadOnlyList<ReviewedItem> Items) : IChecked
{
    public void Check(Faults faults)
    {
        var given = Items ?? [];
        var twice = given.OfType<ReviewedItem>().GroupBy(item => item.Record).Any(group => group.Count() > 1);
        faults.Require(!twice || faults.All.Count > 0, "/items", "Must not name a record twice.");
        for (var i = 0; i < given.Count; i++)
        {
            if (given[i] is not { } item || faults.Has($"/items/{i}/decision")) continue;
            faults.Require(
                item.Decision == ListDecision.Keep ? item.Reason is not null || faults.Has($"/items/{i}/reason") : item.Reason is null,
                $"/items/{i}/reason", "Is needed for what is kept, and for nothing else.");
        }
    }
}

/// <param name="Record">As the list names it.</param>
/// <param name="Reason">Why it is kept.</param>
public sealed record ReviewedItem(RecordId Record, ListDecision Decision, KeepReason? Reason = null);

public static class ReviewDestructionListEndpoint
{
    /// <summary>Reviews items of a list, all at once or some by some.</summary>
    [WolverinePost("/destruction-lists/{listId}/reviews"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<DestructionListStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(DestructionListId listId, ReviewDestructionList command, Gate gate) =>
        gate.Change<DestructionList>(listId.Value, ListRules.Review, (list, entry) => Decide(list, command, entry.By, entry.Now));

    public static Decision Decide(DestructionList list, ReviewDestructionList command, ActorRef by, DateTimeOffset now)
    {
        if (list.Status is not (DestructionListStatus.Proposed or DestructionListStatus.Reviewed))
            return ListProtocol.Forbids(list, "The list is approved: what it destroys is final.");

        var known = list.Items.Select(item => item.Record).ToHashSet();
        var faults = new Faults();
        for (var i = 0; i < command.Items.Count; i++)
            faults.Require(known.Contains(command.Items[i].Record), $"/items/{i}/record", "There is no such record on the list.");
        if (faults.All.Count > 0) return Problems.InvalidInput(faults.All);

        var reviewed = new DestructionListReviewed(list.Id, [.. command.Items.Select(item => new ItemReview(item.Record, item.Decision, item.Reason))], by, now);
        return Decision.Of(reviewed) with { Answer = new DestructionListStanding(list.Id, list.Apply(reviewed).Status) };
    }
}

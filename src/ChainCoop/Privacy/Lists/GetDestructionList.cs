using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

/// <param name="Rules">The version of the rules of retention by which the term of its items is over.</param>
/// <param name="Position">Sequence of the last event of the timeline that the terms were computed with.</param>
/// <param name="ProposedBy">Absent: nobody, the daily look at what is due.</param>
/// <param name="Approval">Absent until it is approved.</param>
/// <param name="Allowed">Steps that this state allows next.</param>
public sealed record DestructionListView(
    DestructionListId Id,
    DestructionListStatus Status,
    MunicipalityCode Municipality,
    ListKind Kind,
    RetentionRulesVersion Rules,
    long Position,
    ActorRef? ProposedBy,
    DateTimeOffset ProposedAt,
    IReadOnlyList<DestructionItemView> Items,
    ListApprovalView? Approval,
    IReadOnlyList<ListStep> Allowed);

/// <param name="Record">Of a contact the signal.</param>
/// <param name="DestroyAfter">The first day on which it may be destroyed.</param>
/// <param name="Held">A legal hold is on it now.</param>
/// <param name="Decision">Absent: not reviewed yet.</param>
/// <param name="Reason">Why it is kept.</param>
public sealed record DestructionItemView(RecordId Record, RetentionClass Class, DateOnly DestroyAfter, bool Held, ListDecision? Decision, KeepReason? Reason);

/// <param name="By">Absent: the standing approval says it.</param>
public sealed record ListApprovalView(ActorRef? By, StandingApprovalId? StandingApproval, DateTimeOffset At);

/// <summary>What can be done with a list.</summary>
public enum ListStep { Review, Approval }

public static class GetDestructionListEndpoint
{
    /// <summary>Reads one list with the review of its items.</summary>
    [WolverineGet("/destruction-lists/{listId}"), Scope("privacy.read")]
    [ProducesResponseType<DestructionListView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(DestructionListId listId, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token) =>
        gate.Show<DestructionList>(
            listId.Value, ListRules.Read, async (list, _) => new Shown(View(list, await ListTargets.HeldAsync(list, store, source, token))), list => list.Version);

    private static DestructionListView View(DestructionList list, IReadOnlySet<RecordId> held)
    {
        var reviews = list.Reviews.ToDictionary(review => review.Record);
        return new(
            list.Id, list.Status, list.Municipality, list.Kind, list.Rules, list.Position, list.ProposedBy, list.ProposedAt,
            [
                .. from item in list.Items
                   let review = reviews.GetValueOrDefault(item.Record)
                   select new DestructionItemView(item.Record, item.Class, item.DestroyAfter, held.Contains(item.Record), review?.Decision, review?.Reason),
            ],
            list.Approval is { } approval ? new ListApprovalView(approval.By, approval.Standing, approval.At) : null,
            ListProtocol.Allowed(list));
    }
}

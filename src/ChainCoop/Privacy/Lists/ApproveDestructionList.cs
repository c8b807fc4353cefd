using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

/// <summary>Agrees to a list whose items were all reviewed.</summary>
public sealed record ApproveDestructionList;

public static class ApproveDestructionListEndpoint
{
    /// <summary>Has destroyed what the list is to destroy, for good. Who proposed it cannot; nor who reviewed it, where nobody proposed it.</summary>
    [WolverinePost("/destruction-lists/{listId}/approvals"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<DestructionListStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(
        DestructionListId listId, ApproveDestructionList command, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<DestructionList>(listId.Value, ListRules.Approve, async (list, entry) => Decide(
            list, list.Status == DestructionListStatus.Reviewed ? await ListTargets.FindAsync(list, entry.Now, store, source, token) : [], entry.By, entry.Now));

    public static Decision Decide(DestructionList list, IReadOnlyList<ListTarget> targets, ActorRef by, DateTimeOffset now)
    {
        if (list.ProposedBy is { } proposer ? proposer == by : list.Reviewers.Contains(by)) return Problems.OwnList;
        if (list.Status == DestructionListStatus.Proposed) return ListProtocol.Forbids(list, "Every item has to be reviewed first.");
        if (list.Status != DestructionListStatus.Reviewed) return ListProtocol.Forbids(list, "The list is approved already.");
        var (approved, erasures) = Approve(list, targets, by, null, now);
        return Decision.Of(approved) with
        {
            Starts = [.. erasures.Select(erasure => erasure.Stream)],
            Timers = [.. erasures.SelectMany(erasure => erasure.Timers), new Access.Timer(new CloseDestructionList(list.Id), now)],
            Answer = new DestructionListStanding(list.Id, DestructionListStatus.Approved),
            Race = new Race(ErasureStart.OnePerRecord, Problems.ErasureOpen),
            Premises =
            [
                .. targets.Where(target => target is { Content: not null, Held: false }).SelectMany(target => ErasureStart.Unshared(
                    target.Record, target.Content!.Version, Problems.ChangedMeanwhile, list.Owner, target.Receivers)),
            ],
        };
    }

    /// <summary>An erasure of each record that is due and not held.</summary>
    internal static (DestructionListApproved Approved, IReadOnlyList<StartedErasure> Erasures) Approve(
        DestructionList list, IReadOnlyList<ListTarget> targets, ActorRef? by, StandingApprovalId? standing, DateTimeOffset now) =>
        (new DestructionListApproved(
                list.Id, [.. targets.Where(target => target.Held).Select(target => target.Record)],
                [.. targets.Where(target => target.Content is null).Select(target => target.Record)], by, standing, now),
            [.. targets.Where(target => target is { Content: not null, Held: false }).Select(target => Start(list, target, target.Content!, by, now))]);

    private static StartedErasure Start(DestructionList list, ListTarget target, RecordContent content, ActorRef? by, DateTimeOffset now)
    {
        var proposed = new ErasureProposed(
            target.Erasure, content.Kind, content.Id, content.Version, list.Kind == ListKind.Contact ? ErasurePart.Contact : ErasurePart.Record,
            ListTargets.SubjectOf(list.Kind, content), [], ErasureGrounds.TermOver, list.Id, list.Owner, list.Municipality,
            RecordContents.RoomOf(content.Kind), by, now);
        return new StartedErasure(ErasureStart.StreamOf(proposed, target.Receivers, now), ErasureStart.TimersOf(target.Erasure, target.Receivers, now));
    }
}

internal sealed record StartedErasure(NewStream Stream, IReadOnlyList<Access.Timer> Timers);

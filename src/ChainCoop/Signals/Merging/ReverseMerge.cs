using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals.Merging;

/// <summary>A signal turns out to be no duplicate.</summary>
public sealed record ReverseMerge;

public static class ReverseMergeEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.unmerge", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector], "assessment", "casework", "synchronisation");

    /// <summary>Takes a merge back: the signal has the status and the deadlines again that it had, and is assessed for itself.</summary>
    [WolverinePost("/signals/{signalId}/merges/{mergeId}/reversals"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<MergeStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, MergeId mergeId, ReverseMerge command, Gate gate, IDocumentStore store, CancellationToken token) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Decide(mergeId, signal, await Merges.KinAsync(signal, store, token), entry.By, entry.Now));

    /// <param name="kin">The signals that it is merged with.</param>
    public static Decision Decide(MergeId id, Signal signal, IReadOnlyList<Signal> kin, ActorRef by, DateTimeOffset now)
    {
        if (signal.Merge is not { } merge || merge.Id != id)
            return signal.ReversedMerges.Contains(id) ? SignalProtocol.Forbids(signal, "The merge was taken back.") : Problems.NotFound;
        var unmerged = Merges.Unmerge(signal, by, now);
        return Decision.Of(unmerged) with
        {
            Others = [.. Merges.LeftBy(signal, merge, kin, by, now)],
            Timers = [.. Merges.TimersOf(unmerged)],
            Answer = new MergeStanding(id, signal.Id, merge.Into, Reversed: true),
        };
    }
}

using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Shared;
using ChainCoop.Signals.Feedback;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals.Merging;

/// <summary>A signal is a duplicate of another.</summary>
/// <param name="Into">The other one, of the same municipality.</param>
public sealed record MergeSignal(SignalId Into);

/// <param name="Id">With which it is undone.</param>
/// <param name="SignalId">The duplicate.</param>
/// <param name="Reversed">It is a duplicate no longer.</param>
public sealed record MergeStanding(MergeId Id, SignalId SignalId, SignalId Into, bool Reversed = false);

public static class MergeSignalEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.merge", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector], "assessment", "casework", "synchronisation");

    /// <summary>
    /// Says that a signal is a duplicate of another one of the municipality. Each keeps its own content and readers; nothing more is
    /// asked of the duplicate, and the outcome of the other one is also its own.
    /// </summary>
    [WolverinePost("/signals/{signalId}/merges"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<MergeStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(SignalId signalId, MergeSignal command, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) =>
            {
                var owns = (await entry.GrantsOn(ResourceKind.Signal, command.Into.Value)).Contains(GrantRole.Owner);
                await using var session = store.QuerySession();
                var into = owns ? await session.LoadAsync<Signal>(command.Into, token) : null;
                return Decide(MergeId.New(), signal, into, await CaseLinks.GrewFromAsync(signalId, source.CreateCommand()), entry.By, entry.Now);
            });

    /// <param name="into">Null when there is none, or it is not the municipality's.</param>
    /// <param name="hasCase">A case grew from the signal: it was proposed.</param>
    public static Decision Decide(MergeId id, Signal signal, Signal? into, bool hasCase, ActorRef by, DateTimeOffset now)
    {
        if (!SignalProtocol.MayMerge(signal))
            return SignalProtocol.Forbids(signal, "Only a signal without an outcome, that is merged into nothing and has no duplicates, can be merged.");
        if (hasCase)
        {
            return Problems.StateForbids(
                Kebab.Of(signal.Status), [.. SignalProtocol.Allowed(signal).Where(step => step is not ("merge" or "outcome-escalated"))], "A case grew from this signal: it is no duplicate.");
        }
        if (into is null || into.Status == SignalStatus.Destroyed || into.Id == signal.Id)
            return Problems.InvalidInput([new Fault("/into", "There is no such signal of the municipality, or it is this very one.")]);
        if (into.Merge is not null || into.Status is SignalStatus.Dismissed or SignalStatus.Retracted)
            return SignalProtocol.Forbids(into, "The other signal is a duplicate itself, or was dismissed or retracted: nothing would become of this one.");

        List<FeedbackAsked> asked = [.. Feedbacks.AskedBy(signal, Merges.OutcomeOf(into), by, now)];
        return Decision.Of([new SignalMerged(signal.Id, id, into.Id, Merges.OutcomeOf(into), by, now), .. asked]) with
        {
            Timers = [.. Feedbacks.TimersOf(asked)],
            Others = [new OtherStream(into.Id.Value, into.Version, [new DuplicateMerged(into.Id, id, signal.Id, by, now)])],
            // A case may grow from it at this moment.
            Premises = [new(signal.Id.Value, signal.Version, Problems.ChangedMeanwhile) { Alone = true, StillSo = async (connection, _) => !await CaseLinks.GrewFromAsync(signal.Id, connection.CreateCommand()) }],
            Answer = new MergeStanding(id, signal.Id, into.Id),
            Location = $"/signals/{signal.Id}",
        };
    }
}

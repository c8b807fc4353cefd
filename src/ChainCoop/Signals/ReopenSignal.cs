using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Shared;
using ChainCoop.Signals.Merging;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>The outcome of a signal holds no longer.</summary>
public sealed record ReopenSignal(SignalReopeningReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class ReopenSignalEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.reopen", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector],
        "assessment", "casework", "synchronisation");

    /// <summary>
    /// Reopens a signal that was dismissed, linked, or taken by another party: step W3 is taken again and another outcome follows. The
    /// party that had taken it sees it no longer, and the case that it was linked to hears of it.
    /// </summary>
    [WolverinePost("/signals/{signalId}/reopenings"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, ReopenSignal command, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) =>
            {
                var linked = signal is { Status: SignalStatus.Linked, CaseId: { } caseId } ? await CaseLinks.FindAsync(caseId, source) : null;
                return Decide(
                    command, signal, linked, await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, "signal_reopened"), entry.By, entry.Now)
                    .Carry(signal, await Merges.KinAsync(signal, store, token), entry.By, entry.By, entry.Now);
            });

    /// <param name="linked">The case that it is linked to; null when there is none.</param>
    public static Decision Decide(ReopenSignal command, Signal signal, LinkableCase? linked, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (!SignalProtocol.MayReopen(signal))
            return SignalProtocol.Forbids(signal, "Only a signal that was dismissed, linked, or taken by another party can be reopened.");
        var deadline = DeadlineRules.Current.Begin(SignalDeadlines.OfAssessment(signal.Id), SignalDeadlines.KindOf(SignalDeadline.Assessment, signal.Urgency), now, now);
        var asked = Notices.AskedAgainBy(signal, by, now).ToList();
        return Decision.Of([new SignalReopened(signal.Id, command.Reason, signal.ReferredTo, signal.Municipality, deadline, note, by, now), .. asked]) with
        {
            Others = linked is null ? [] : [linked.Reopen(signal.Id, by, now)],
            Timers = [new Access.Timer(new SignalDeadlineDue(signal.Id, SignalDeadline.Assessment), deadline.DueAt), .. Notices.TimersOf(asked)],
            Answer = new SignalStanding(signal.Id, SignalStatus.InAssessment),
        };
    }
}

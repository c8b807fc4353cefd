using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals.Matching;
using ChainCoop.Signals.Merging;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>Takes a signal back for good: it was false, or should not have been sent.</summary>
public sealed record RetractSignal(RetractionReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

/// <summary>Who has to hear that a signal is retracted.</summary>
/// <param name="Receivers">Organisations that have or had access to it or to a question about it, but its owner.</param>
/// <param name="Cases">Those that grew from it or that it was linked to.</param>
/// <param name="Disclosed">What was disclosed of it and is in force.</param>
public sealed record RetractionReach(IReadOnlyList<Oin> Receivers, IReadOnlyList<LinkableCase> Cases, DisclosedFrom Disclosed)
{
    public static async Task<RetractionReach> FindAsync(SignalId signal, Oin owner, IDocumentStore store, NpgsqlDataSource source, CancellationToken token)
    {
        var record = RecordId.From(signal.Value);
        return new RetractionReach(
            await ErasureTarget.ReceiversAsync(record, owner, source.CreateCommand(), token), await CaseLinks.OfSignalAsync(signal, source.CreateCommand()), await DisclosedFrom.FindAsync(record, store, token));
    }
}

public static class RetractSignalEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.retract", ResourceKind.Signal, Room.General, [GrantRole.Owner, GrantRole.Reporter],
        [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner], [.. RoomAccess.PurposesOf(Room.General)]);

    /// <summary>
    /// Retracts a signal, as its municipality or as who sent it, whatever its state. Everybody who had it hears that; who got it by a
    /// referral, a notice or a disclosure sees it no longer. Without If-Match: who sent it does not see its version.
    /// </summary>
    [WolverinePost("/signals/{signalId}/retractions"), Scope("signals.write"), Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, RetractSignal command, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Decide(
                RetractionId.New(), command, signal, await RetractionReach.FindAsync(signalId, signal.Owner, store, source, token),
                await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, "signal_retracted"), entry.By, entry.Now)
                .Carry(signal, await Merges.KinAsync(signal, store, token), entry.By, NamedBy(signal, entry.By), entry.Now));

    public static Decision Decide(
        RetractionId id, RetractSignal command, Signal signal, RetractionReach reach, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (!SignalProtocol.MayRetract(signal)) return SignalProtocol.Forbids(signal, "The signal was retracted or destroyed.");

        var retracted = new SignalRetracted(
            signal.Id, command.Reason, signal.ReferredTo, [.. signal.Notices.Select(notice => notice.To)],
            [.. signal.EnrichmentRequests.Where(request => request.Status != EnrichmentStatus.Withdrawn).Select(request => new AskedOrganisation(request.Id, request.To))], signal.Municipality, note, by, now);
        var others = reach.Receivers.Where(organisation => organisation != signal.From).ToList();
        RetractionSent[] sent = others.Count == 0 ? [] : [new RetractionSent(signal.Id, id, signal.Owner, others, signal.Municipality, by, now)];
        var named = NamedBy(signal, by);
        var lapses = reach.Disclosed.Lapse(named, now);
        return Decision.Of([retracted, .. sent]) with
        {
            Others = [.. reach.Cases.Select(known => known.Retract(signal.Id, named, now)), .. lapses.Select(lapse => lapse.Of)],
            Timers = [.. lapses.Select(lapse => lapse.Receipt)],
            Premises =
            [
                new(signal.Id.Value, signal.Version, Problems.ChangedMeanwhile)
                {
                    Alone = true,
                    StillSo = async (connection, token) =>
                        (await ErasureTarget.ReceiversAsync(RecordId.From(signal.Id.Value), signal.Owner, connection.CreateCommand(), token)).SequenceEqual(reach.Receivers)
                        && (await CaseLinks.OfSignalAsync(signal.Id, connection.CreateCommand())).Select(known => known.Id).SequenceEqual(reach.Cases.Select(known => known.Id))
                        && await reach.Disclosed.IsAllAsync(connection, token),
                },
            ],
            // Nobody is known by it any more, to whoever asks or counts.
            Also = operations => MatchKeys.Forget(operations, [.. signal.Subjects.Select(subject => subject.SubjectId.Value)]),
            // Who only sent it hears nothing of what became of it.
            Answer = new SignalStanding(signal.Id, SignalStatus.Retracted, by.Organisation == signal.Owner ? signal.CaseId : null),
            HidesSteps = by.Organisation != signal.Owner,
        };
    }

    /// <summary>Who sent it is not for members of a case, receivers of a disclosure and readers of another signal to see.</summary>
    private static ActorRef? NamedBy(Signal signal, ActorRef by) => by.Organisation == signal.Owner ? by : null;
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Shared;
using ChainCoop.Signals.Merging;
using ChainCoop.Signals.Rules;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals;

public enum OutcomeKind { Dismissed, Referred, Linked, Escalated, FurtherAnalysis }

/// <summary>The outcome of a signal: exactly one final one, each with reason, decider and rule version.</summary>
/// <param name="Note">Required to dismiss a signal against the advice of the rules.</param>
/// <param name="To">For <c>referred</c>: the organisation that is asked to take it.</param>
/// <param name="CaseId">For <c>linked</c>: a case of which the caller's organisation is a member.</param>
/// <param name="ExternalReference">The caller's own reference of it, opaque: no number of a person, no date. For one signal or step of the organisation only.</param>
public sealed record ConcludeSignal(
    OutcomeKind Kind,
    OutcomeReason Reason,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null,
    Oin? To = null,
    CaseId? CaseId = null,
    ExternalReference? ExternalReference = null) : IChecked
{
    public void Check(Faults faults)
    {
        if (faults.Has("/kind")) return;
        faults.Require(Kind == OutcomeKind.Referred == To is not null, "/to", "Required for referred, and only then.");
        faults.Require(Kind == OutcomeKind.Linked == CaseId is not null, "/caseId", "Required for linked, and only then.");
    }
}

public static class ConcludeSignalEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.conclude", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector],
        "assessment", "casework", "synchronisation");

    /// <summary>Concludes a signal. Escalating starts a case with its two tracks in the same transaction; linking tells the case in it.</summary>
    [WolverinePost("/signals/{signalId}/outcome"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, ConcludeSignal command, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) =>
            {
                var target = command.CaseId is { } linked && await entry.MaySee(ResourceKind.Case, linked.Value) ? await CaseLinks.FindAsync(linked, source) : null;
                var note = await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, AliasOf(command.Kind));
                var hasCase = command.Kind == OutcomeKind.Escalated && await CaseLinks.GrewFromAsync(signalId, source.CreateCommand());
                return Decide(command, signal, target, hasCase, note, entry.By, entry.Now)
                    .Carry(signal, await Merges.KinAsync(signal, store, token), entry.By, entry.By, entry.Now);
            });

    /// <param name="target">The case to link to; null when there is none, or the caller may not see it.</param>
    /// <param name="hasCase">A case grew from the signal already: it was proposed.</param>
    public static Decision Decide(ConcludeSignal command, Signal signal, LinkableCase? target, bool hasCase, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (command.To is { } receiver && PoliceData.StaysWithSource(signal, receiver)) return Problems.PassingOnNotAllowed;
        if (!SignalProtocol.IsOpen(signal))
            return SignalProtocol.Forbids(signal, "The signal has its outcome.");
        if (!SignalProtocol.MayConclude(signal) && !(command.Kind == OutcomeKind.Escalated && SignalProtocol.MayEscalateUnassessed(signal)))
            return SignalProtocol.Forbids(signal, "The assessment has to come to its end first; only an urgent signal may be escalated unassessed.");
        if (command.CaseId is not null && target is null)
            return Problems.InvalidInput([new Fault("/caseId", "There is no such case, or you may not see it.")]);
        if (target?.Status == CaseStatus.Closed)
            return Problems.StateForbids(Kebab.Of(CaseStatus.Closed), [], "The case is closed: no signal can be linked to it.");
        if (command.To == signal.Owner)
            return Problems.InvalidInput([new Fault("/to", "A signal cannot be referred to the municipality that has it.")]);

        if (command.Kind == OutcomeKind.Escalated && hasCase) return HasCase();

        List<FindingCode> against = command.Kind == OutcomeKind.Dismissed
            ? [.. Advice.On(signal.Urgency, signal.Steps).Where(finding => finding.AgainstDismissal).Select(finding => finding.Finding).Distinct()]
            : [];
        if (against.Count > 0 && note is null)
            return Problems.InvalidInput([new Fault("/note", $"Required: the rules advise against dismissal ({string.Join(", ", against)}).")]);

        RuleVersion? rules = signal.Steps.Count > 0 ? signal.Steps[^1].RuleVersion : null;
        return command.Kind switch
        {
            OutcomeKind.Dismissed => Concluded(SignalStatus.Dismissed, new SignalDismissed(signal.Id, rules, command.Reason, note, by, now, against.Count > 0 ? against : null, command.ExternalReference)),
            OutcomeKind.Referred => Concluded(SignalStatus.Referred, new SignalReferred(signal.Id, command.To!.Value, Notices.MunicipalityOf(command.To.Value, signal), rules, command.Reason, note, by, now, command.ExternalReference)),
            OutcomeKind.Linked => Concluded(SignalStatus.Linked, new SignalLinked(signal.Id, command.CaseId!.Value, rules, command.Reason, note, by, now, command.ExternalReference), command.CaseId) with { Others = [target!.Link(signal.Id, by, now)] },
            OutcomeKind.Escalated => Escalate(),
            OutcomeKind.FurtherAnalysis => Concluded(SignalStatus.InAssessment, new SignalNeedsFurtherAnalysis(signal.Id, rules, command.Reason, note, by, now, command.ExternalReference)),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };

        Decision Concluded(SignalStatus status, object @event, CaseId? caseId = null) =>
            Decision.Of(@event) with { Answer = new SignalStanding(signal.Id, status, caseId) };

        Decision Escalate()
        {
            var caseId = CaseId.New();
            return Concluded(SignalStatus.Escalated, new SignalEscalated(signal.Id, caseId, rules, command.Reason, note, by, now, command.ExternalReference), caseId) with
            {
                Starts = CaseStart.Streams(caseId, signal.Municipality, signal.Owner, [signal.ExploitationType], signal.Id, title: null, by, now),
                Race = new Race(CaseLinks.OneCasePerSignal, HasCase()),
            };
        }

        Problem HasCase() => Problems.StateForbids(
            Kebab.Of(signal.Status), [.. SignalProtocol.Allowed(signal).Where(step => step is not ("outcome-escalated" or "merge"))],
            "A case grew from this signal already: the signal can be linked to it.");
    }

    private static string AliasOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.FurtherAnalysis => "signal_needs_further_analysis",
        _ => "signal_" + Kebab.Of(kind),
    };
}

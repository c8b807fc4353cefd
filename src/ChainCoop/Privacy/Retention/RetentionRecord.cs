using ChainCoop.Cases;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Plans;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Links;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Merging;

namespace ChainCoop.Privacy.Retention;

/// <summary>What is kept or destroyed as a whole. <see cref="Reporter"/>: name and contact of who sent a signal.</summary>
internal enum RecordKind { Signal, Reporter, Case, VictimTrack, SecurityTrack, SubjectRequest, SubjectLink }

/// <summary>What the rules need to know of a record: later rules are applied to it without a replay.</summary>
/// <param name="EndsWith">The signal or case whose end is also its own.</param>
/// <param name="ReceivedOn">When something was last added to it.</param>
/// <param name="EndedOn">Null: still open, and so without an end of its retention.</param>
internal sealed record RetentionRecord(
    Guid Id, RecordKind Kind, Guid EndsWith, MunicipalityCode Municipality, RetentionClass Class, DateOnly ReceivedOn, DateOnly? EndedOn = null)
{
    public RetentionRecord Added(DateOnly on) => this with { ReceivedOn = on > ReceivedOn ? on : ReceivedOn };
}

/// <param name="Of">A record, or the signal or case that others end with: they all change.</param>
internal sealed record RetentionChange(Guid Of, Func<RetentionRecord, RetentionRecord>? Then = null)
{
    public RetentionRecord? Opens { get; init; }

    /// <summary>Which of the records with the id <see cref="Of"/> are destroyed.</summary>
    public Func<RecordKind, bool>? Removes { get; init; }
}

/// <summary>What a fact changes. Days are those of the Netherlands.</summary>
internal static class RetentionFacts
{
    public static readonly RetentionClass Dismissed = new("dismissed-signal");

    public static IEnumerable<RetentionChange> Of(IFact fact)
    {
        var day = DutchTime.DayOf(fact.At);
        return fact switch
        {
            SignalReceived e when e.Reporter is null => [Signal(e)],
            SignalReceived e => [Signal(e), Opens(new(e.SignalId.Value, RecordKind.Reporter, e.SignalId.Value, e.Municipality, SignalData.ContactRetention, day))],
            SignalAcknowledged e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            SignalAssessed e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            SignalDismissed e => [Ends(e.SignalId, Dismissed)],
            SignalLinked e => [Ends(e.SignalId, SignalData.Retention)],
            SignalEscalated e => [Ends(e.SignalId, SignalData.Retention)],
            ReferralAccepted e => [Ends(e.SignalId, SignalData.Retention)],
            // Final only when that party accepts.
            SignalReferred e => [GoesOn(e.SignalId)],
            ReferralDeclined e => [GoesOn(e.SignalId)],
            ReferralWithdrawn e => [GoesOn(e.SignalId)],
            SignalNeedsFurtherAnalysis e => [GoesOn(e.SignalId)],
            SignalReopened e => [GoesOn(e.SignalId)],
            // Nothing in it for anybody any more.
            SignalRetracted e => [Ends(e.SignalId, Dismissed)],
            FeedbackGiven e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            ReporterAsked e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            ReporterAnswered e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            SignalMerged { Outcome: not null } e => [Ends(e.SignalId, SignalData.Retention)],
            SignalMerged e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            OutcomeFollowed { Status: SignalStatus.InAssessment } e => [GoesOn(e.SignalId)],
            OutcomeFollowed { Status: SignalStatus.Dismissed } e => [Ends(e.SignalId, Dismissed)],
            OutcomeFollowed e => [Ends(e.SignalId, SignalData.Retention)],
            SignalUnmerged e => [GoesOn(e.SignalId)],
            DuplicateMerged e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            DuplicateUnmerged e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            NoticeGiven e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            EnrichmentRequested e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            EnrichmentAnswered e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            EnrichmentDeclined e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            EnrichmentWithdrawn e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            SignalCorrected { Reporter: not null } e => [Adds(e.SignalId.Value, RecordKind.Signal), Adds(e.SignalId.Value, RecordKind.Reporter)],
            SignalCorrected e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            SignalFactContested e => [Adds(e.SignalId.Value, RecordKind.Signal)],
            SignalContestDecided e => [Adds(e.SignalId.Value, RecordKind.Signal)],

            CaseProposed e => [Opens(new(e.CaseId.Value, RecordKind.Case, e.CaseId.Value, e.Municipality, CaseData.Retention, day))],
            MemberJoined { Founding: true, VictimTrackId: { } track } e => [Track(track.Value, RecordKind.VictimTrack, e, VictimAccess.Retention), Adds(e.CaseId.Value, RecordKind.Case)],
            MemberJoined { Founding: true, SecurityTrackId: { } track } e => [Track(track.Value, RecordKind.SecurityTrack, e, SecurityAccess.Retention), Adds(e.CaseId.Value, RecordKind.Case)],
            VictimParticipationStarted e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimPlaced e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimParticipationCorrected e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimFactContested e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimContestDecided e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimSafetyChecked e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimRouteProposed e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimRouteDecided e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimShelterRequested e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimShelterMoved e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimOverstayReported e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimAftercareArranged e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimRegisteredWithComensha e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            ComenshaRegistrationChanged e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            ReflectionPeriodBegun e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            ReflectionPeriodEnded e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimTraffickingAssessed e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            VictimParticipationEnded e => [Adds(e.VictimTrackId.Value, RecordKind.VictimTrack)],
            SecurityParticipationEnded e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            SecurityParticipationStarted e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            SecurityParticipationCorrected e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            SecurityFactContested e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            SecurityContestDecided e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            MeasureConsidered e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            MeasureMoved e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            MeasureImposed e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            MeasureAnnulled e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            MeasureTermChanged e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            MeasureEffectRecorded e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            ProceedingBegun e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            ProceedingExtended e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            ProceedingDecided e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            BarrierInterventionPlanned e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            BarrierInterventionConcluded e => [Adds(e.SecurityTrackId.Value, RecordKind.SecurityTrack)],
            CaseClosed e => [new(e.CaseId.Value, record => (record.Kind == RecordKind.Case ? record.Added(day) : record) with { EndedOn = day })],
            MemberJoined e => [Adds(e.CaseId.Value, RecordKind.Case)],
            MemberLeft e => [Adds(e.CaseId.Value, RecordKind.Case)],
            CaseScreened e => [Adds(e.CaseId.Value, RecordKind.Case)],
            CaseOpened e => [Adds(e.CaseId.Value, RecordKind.Case)],
            SignalLinkedToCase e => [Adds(e.CaseId.Value, RecordKind.Case)],
            LinkedSignalReopened e => [Adds(e.CaseId.Value, RecordKind.Case)],
            LinkedSignalRetracted e => [Adds(e.CaseId.Value, RecordKind.Case)],
            TaskAssigned e => [Adds(e.CaseId.Value, RecordKind.Case)],
            TaskCompleted e => [Adds(e.CaseId.Value, RecordKind.Case)],
            ClosureProposed e => [Adds(e.CaseId.Value, RecordKind.Case)],
            // Until it is closed again it has no end, and neither have its rooms.
            CaseReopened e => [new(e.CaseId.Value, record => (record.Kind == RecordKind.Case ? record.Added(day) : record) with { EndedOn = null })],
            // Who is responsible for the case destroys it and its rooms when their terms are over.
            HandoverAccepted e => [new(e.CaseId.Value, record => (record.Kind == RecordKind.Case ? record.Added(day) : record) with { Municipality = e.To })],
            HandoverRequested e => [Adds(e.CaseId.Value, RecordKind.Case)],
            HandoverDeclined e => [Adds(e.CaseId.Value, RecordKind.Case)],
            HandoverWithdrawn e => [Adds(e.CaseId.Value, RecordKind.Case)],
            ConferencePlanned e => [Adds(e.CaseId.Value, RecordKind.Case)],
            AttendeeInvited e => [Adds(e.CaseId.Value, RecordKind.Case)],
            AttendanceEnded e => [Adds(e.CaseId.Value, RecordKind.Case)],
            ConferenceRecorded e => [Adds(e.CaseId.Value, RecordKind.Case)],
            ConferenceCancelled e => [Adds(e.CaseId.Value, RecordKind.Case)],
            PlanDrawnUp e => [Adds(e.CaseId.Value, RecordKind.Case)],
            PlanSupported e => [Adds(e.CaseId.Value, RecordKind.Case)],
            PlanAgreed e => [Adds(e.CaseId.Value, RecordKind.Case)],
            CasePhaseBegan e => [Adds(e.CaseId.Value, RecordKind.Case)],

            SubjectRequestReceived e => [Opens(new(e.SubjectRequestId.Value, RecordKind.SubjectRequest, e.SubjectRequestId.Value, e.Municipality, RequestRules.Retention, day))],
            SubjectRequestExtended e => [Adds(e.SubjectRequestId.Value, RecordKind.SubjectRequest)],
            SubjectRequestPartDecided e => [Adds(e.SubjectRequestId.Value, RecordKind.SubjectRequest)],
            SubjectRequestAnswered e => [new(e.SubjectRequestId.Value, record => record.Added(day) with { EndedOn = day })],
            SubjectsLinked e => [Opens(new(e.SubjectLinkId.Value, RecordKind.SubjectLink, e.SubjectLinkId.Value, e.Municipality, LinkRules.Retention, day))],
            SubjectLinkEnded e => [new(e.SubjectLinkId.Value, record => record with { EndedOn = day })],

            ContentErased { Part: ErasurePart.Contact } e => [new(e.Record.Value) { Removes = kind => kind == RecordKind.Reporter }],
            RecordDestroyed e => [new(e.Record.Value) { Removes = _ => true }],
            _ => [],
        };

        RetentionChange Signal(SignalReceived e) => Opens(new(e.SignalId.Value, RecordKind.Signal, e.SignalId.Value, e.Municipality, SignalData.Retention, day));

        RetentionChange Track(Guid id, RecordKind kind, MemberJoined e, RetentionClass @class) => Opens(new(id, kind, e.CaseId.Value, e.Municipality, @class, day));

        RetentionChange Opens(RetentionRecord record) => new(record.Id) { Opens = record };

        RetentionChange Adds(Guid of, RecordKind kind) => new(of, record => record.Kind == kind ? record.Added(day) : record);

        RetentionChange Ends(SignalId id, RetentionClass @class) =>
            new(id.Value, record => record.Kind == RecordKind.Signal ? record.Added(day) with { Class = @class, EndedOn = day } : record with { EndedOn = day });

        RetentionChange GoesOn(SignalId id) =>
            new(id.Value, record => record.Kind == RecordKind.Signal ? record.Added(day) with { Class = SignalData.Retention, EndedOn = null } : record with { EndedOn = null });
    }
}

/// <summary>The records that a page of facts is about: restored as the page before left them, folded in memory, written once.</summary>
internal sealed class RetentionFold
{
    private readonly Dictionary<(Guid Id, RecordKind Kind), RetentionRecord> records = [];
    private readonly Dictionary<Guid, HashSet<(Guid Id, RecordKind Kind)>> named = [];
    private readonly HashSet<(Guid Id, RecordKind Kind)> changed = [];

    private readonly HashSet<(Guid Id, RecordKind Kind)> removed = [];

    public IReadOnlyCollection<(Guid Id, RecordKind Kind)> Removed => removed;

    public IReadOnlyList<RetentionRecord> Changed => [.. changed.Select(key => records[key])];

    public void Restore(RetentionRecord record)
    {
        var key = (record.Id, record.Kind);
        records[key] = record;
        foreach (var name in (Guid[])[record.Id, record.EndsWith])
        {
            if (named.TryGetValue(name, out var keys)) keys.Add(key);
            else named[name] = [key];
        }
    }

    public void Apply(RetentionChange change)
    {
        if (change.Opens is { } opened)
        {
            Restore(opened);
            changed.Add((opened.Id, opened.Kind));
        }
        if (change.Removes is { } isRemoved)
        {
            foreach (var kind in Enum.GetValues<RecordKind>().Where(isRemoved)) Remove((change.Of, kind));
        }
        if (change.Then is not { } then) return;
        foreach (var key in named[change.Of])
        {
            var after = then(records[key]);
            if (after == records[key]) continue;
            records[key] = after;
            changed.Add(key);
        }
    }

    /// <summary>A rebuild may not have met it: the bodies of the events before are empty.</summary>
    private void Remove((Guid Id, RecordKind Kind) key)
    {
        removed.Add(key);
        changed.Remove(key);
        if (!records.Remove(key, out var record)) return;
        named[record.Id].Remove(key);
        named[record.EndsWith].Remove(key);
    }
}

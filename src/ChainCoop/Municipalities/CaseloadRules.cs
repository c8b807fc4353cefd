using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Plans;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Merging;
using ChainCoop.Signals.Origins;

namespace ChainCoop.Municipalities;

/// <summary>What an event changes in the caseload: one resource in one room, and its deadlines.</summary>
internal sealed record CaseloadChange(Guid Resource)
{
    /// <summary>The resource begins with it.</summary>
    public CaseloadRow? Opens { get; init; }

    /// <summary>From the status before to the status after; null: it stays.</summary>
    public Func<string, string>? Status { get; init; }

    /// <summary>The form of exploitation was corrected.</summary>
    public ExploitationType? Corrects { get; init; }

    /// <summary>It is another municipality's from now on.</summary>
    public MunicipalityCode? MovesTo { get; init; }

    /// <summary>Its instant is not to be seen in the room: to the microsecond it would tell which rooms are of one case.</summary>
    public bool SaysDayOnly { get; init; }

    public IReadOnlyList<NewDeadline> Asks { get; init; } = [];

    /// <summary>Deadlines that are met.</summary>
    public IReadOnlyList<Guid> Meets { get; init; } = [];

    /// <summary>The resource came to its end: nothing is asked any more.</summary>
    public bool Ends { get; init; }

    /// <summary>The kind of deadline that is asked nevertheless; null: none.</summary>
    public string? Keeps { get; init; }

    /// <summary>Nothing of the resource is left.</summary>
    public bool Removes { get; init; }

    /// <summary>A deadline that the timeline says was missed.</summary>
    public Guid? Misses { get; init; }

    /// <summary>A deadline to which other rules gave another moment.</summary>
    public MovedDeadline? Moves { get; init; }
}

/// <param name="Rules">The version that it was computed on; null where somebody set the day.</param>
internal sealed record NewDeadline(Guid Id, string Kind, DateTimeOffset DueAt, DeadlineRulesVersion? Rules)
{
    public static NewDeadline Of(Deadline deadline) => new(deadline.Id.Value, deadline.Kind.Value, deadline.DueAt, deadline.Rules);
}

internal sealed record MovedDeadline(Guid Id, DateTimeOffset DueAt, DeadlineRulesVersion Rules);

internal static class CaseloadRules
{
    public const string Acknowledgement = "acknowledgement";
    public const string Assessment = "assessment";
    private const string Notice = "notice";

    /// <summary>Of a signal that is a duplicate: it is not at hand, and what becomes of the other one changes nothing.</summary>
    public const string Merged = "merged";

    /// <summary>The status of every track: tracks have no life cycle of their own.</summary>
    public const string TrackOpen = "open";

    public static CaseloadChange? Of(object @event) => @event switch
    {
        SignalReceived e => new(e.SignalId.Value)
        {
            Opens = new CaseloadRow(
                e.SignalId.Value, Room.General, ResourceKind.Signal, e.Municipality, Written.Received, [e.ExploitationType], e.Urgency, e.At),
            Asks =
            [
                new NewDeadline(DeadlineOf(e.SignalId, Acknowledgement), Acknowledgement, e.AcknowledgeBy, DeadlineRules.Current.At(e.At).Version),
                new NewDeadline(DeadlineOf(e.SignalId, Assessment), Assessment, e.AssessBy, DeadlineRules.Current.At(e.At).Version),
            ],
        },
        SignalAcknowledged e => new(e.SignalId.Value)
        {
            Status = status => status == Written.Received ? Written.Acknowledged : status,
            Meets = [DeadlineOf(e.SignalId, Acknowledgement)],
        },
        SignalAssessed e => new(e.SignalId.Value)
        {
            Status = status => status == Written.Received || status == Written.Acknowledged ? Written.InAssessment : status,
        },
        SignalDismissed e => Concluded(e.SignalId, SignalStatus.Dismissed),
        // Final only when that party accepts: until then the deadlines stay.
        SignalReferred e => new(e.SignalId.Value) { Status = _ => Kebab.Of(SignalStatus.Referred) },
        // Others are told in parallel: that is asked whatever becomes of the signal, unless it is dismissed.
        SignalLinked e => Concluded(e.SignalId, SignalStatus.Linked) with { Keeps = Notice },
        SignalEscalated e => Concluded(e.SignalId, SignalStatus.Escalated) with { Keeps = Notice },
        SignalNeedsFurtherAnalysis e => new(e.SignalId.Value) { Status = _ => Written.InAssessment },
        ReferralAccepted e => Concluded(e.SignalId, SignalStatus.Referred) with { Keeps = Notice },
        ReferralDeclined e => new(e.SignalId.Value) { Status = _ => Written.InAssessment },
        ReferralWithdrawn e => new(e.SignalId.Value) { Status = _ => Written.InAssessment },
        SignalBecameOverdue e => new(e.SignalId.Value)
        {
            Misses = DeadlineOf(e.SignalId, e.Deadline == SignalDeadline.Acknowledgement ? Acknowledgement : Assessment),
        },
        SignalDeadlineMoved e => new(e.SignalId.Value)
        {
            Moves = new(DeadlineOf(e.SignalId, e.Deadline == SignalDeadline.Acknowledgement ? Acknowledgement : Assessment), e.DueAt, e.Rules),
        },
        SignalCorrected e => new(e.SignalId.Value) { Corrects = e.ExploitationType },
        SignalFactContested e => new(e.SignalId.Value),
        SignalContestDecided e => new(e.SignalId.Value),

        NoticesAsked e => new(e.SignalId.Value) { Asks = [NewDeadline.Of(e.Deadline)] },
        NoticeGiven e => new(e.SignalId.Value) { Meets = e.Last ? [DeadlineOf(e.SignalId, Notice)] : [] },
        EnrichmentRequested e => new(e.SignalId.Value) { Asks = [NewDeadline.Of(e.Deadline)] },
        EnrichmentAnswered e => new(e.SignalId.Value) { Meets = [e.EnrichmentRequestId.Value] },
        EnrichmentDeclined e => new(e.SignalId.Value) { Meets = [e.EnrichmentRequestId.Value] },
        EnrichmentWithdrawn e => new(e.SignalId.Value) { Meets = [e.EnrichmentRequestId.Value] },
        SignalFollowUpMissed e => new(e.SignalId.Value) { Misses = e.DeadlineId.Value },
        SignalFollowUpMoved e => new(e.SignalId.Value) { Moves = new(e.DeadlineId.Value, e.DueAt, e.Rules) },
        SignalReopened e => new(e.SignalId.Value) { Status = _ => Written.InAssessment, Asks = [NewDeadline.Of(e.Deadline)] },
        SignalRetracted e => Concluded(e.SignalId, SignalStatus.Retracted),
        FeedbackAsked e => new(e.SignalId.Value) { Asks = [NewDeadline.Of(e.Deadline)] },
        FeedbackGiven e => new(e.SignalId.Value) { Meets = [SignalDeadlines.OfFeedback(e.SignalId).Value] },
        SignalOriginRecorded e => new(e.SignalId.Value),
        ReporterAsked e => new(e.SignalId.Value),
        ReporterAnswered e => new(e.SignalId.Value),
        SignalMerged e => new(e.SignalId.Value) { Status = _ => Merged, Ends = true },
        OutcomeFollowed e => new(e.SignalId.Value),
        SignalUnmerged e => new(e.SignalId.Value) { Status = _ => Kebab.Of(e.Status), Asks = [.. e.Deadlines.Select(NewDeadline.Of)] },
        DuplicateMerged e => new(e.SignalId.Value),
        DuplicateUnmerged e => new(e.SignalId.Value),

        CaseProposed e => new(e.CaseId.Value)
        {
            Opens = new CaseloadRow(
                e.CaseId.Value, Room.General, ResourceKind.Case, e.Municipality, Kebab.Of(CaseStatus.Proposed), e.ExploitationTypes, null, e.At),
        },
        // Only membership facts know the municipality of a track; its row says nothing else of the case.
        MemberJoined { Founding: true, VictimTrackId: { } track } e => OpensTrack(track.Value, Room.Care, ResourceKind.VictimTrack, e),
        MemberJoined { Founding: true, SecurityTrackId: { } track } e => OpensTrack(track.Value, Room.Security, ResourceKind.SecurityTrack, e),
        MemberJoined e => new(e.CaseId.Value),
        MemberLeft e => new(e.CaseId.Value),
        CaseScreened e => new(e.CaseId.Value) { Status = _ => Kebab.Of(CaseStatus.Screened) },
        CaseOpened e => new(e.CaseId.Value) { Status = _ => Kebab.Of(CaseStatus.Open) },
        SignalLinkedToCase e => new(e.CaseId.Value),
        LinkedSignalReopened e => new(e.CaseId.Value),
        LinkedSignalRetracted e => new(e.CaseId.Value),
        TaskAssigned e => new(e.CaseId.Value) { Asks = [NewDeadline.Of(CaseDeadlines.OfTask(e))] },
        TaskCompleted e => new(e.CaseId.Value) { Meets = [e.TaskId.Value] },
        ClosureProposed e => new(e.CaseId.Value),
        CaseClosed e => new(e.CaseId.Value) { Status = _ => Kebab.Of(CaseStatus.Closed), Ends = true },
        CaseDeadlineMissed e => new(e.CaseId.Value) { Misses = e.DeadlineId.Value },
        CaseDeadlineMoved e => new(e.CaseId.Value) { Moves = new(e.DeadlineId.Value, e.DueAt, e.Rules) },
        VictimDeadlineMissed e => new(e.VictimTrackId.Value) { Misses = e.DeadlineId.Value },
        VictimDeadlineMoved e => new(e.VictimTrackId.Value) { Moves = new(e.DeadlineId.Value, e.DueAt, e.Rules) },
        SecurityDeadlineMissed e => new(e.SecurityTrackId.Value) { Misses = e.DeadlineId.Value },
        SecurityDeadlineMoved e => new(e.SecurityTrackId.Value) { Moves = new(e.DeadlineId.Value, e.DueAt, e.Rules) },
        CaseReopened e => new(e.CaseId.Value)
        {
            Status = _ => Kebab.Of(e.Status),
            Asks = [.. e.Tasks.Select(task => NewDeadline.Of(CaseDeadlines.OfTask(task.Task, task.DueOn, e.At)))],
        },
        ConferencePlanned e => new(e.CaseId.Value),
        AttendeeInvited e => new(e.CaseId.Value),
        AttendanceEnded e => new(e.CaseId.Value),
        ConferenceRecorded e => new(e.CaseId.Value),
        ConferenceCancelled e => new(e.CaseId.Value),
        HandoverRequested e => new(e.CaseId.Value),
        HandoverDeclined e => new(e.CaseId.Value),
        HandoverWithdrawn e => new(e.CaseId.Value),
        RoomHandedOver { VictimTrackId: { } track } e => new(track.Value) { MovesTo = e.Municipality, SaysDayOnly = true },
        RoomHandedOver { SecurityTrackId: { } track } e => new(track.Value) { MovesTo = e.Municipality, SaysDayOnly = true },
        RoomHandedOver e => new(e.CaseId.Value) { MovesTo = e.Municipality },
        HandoverAccepted e => new(e.CaseId.Value),
        PlanDrawnUp e => new(e.CaseId.Value) { Status = _ => Kebab.Of(CaseStatus.Open) },
        PlanSupported e => new(e.CaseId.Value),
        PlanAgreed e => new(e.CaseId.Value) { Status = _ => Kebab.Of(CaseStatus.PlanAgreed) },
        CasePhaseBegan e => new(e.CaseId.Value) { Status = _ => Kebab.Of(CaseProtocol.StatusOf(e.Phase)) },
        VictimParticipationStarted e => new(e.VictimTrackId.Value),
        VictimPlaced e => new(e.VictimTrackId.Value),
        VictimParticipationCorrected e => new(e.VictimTrackId.Value),
        VictimFactContested e => new(e.VictimTrackId.Value),
        VictimContestDecided e => new(e.VictimTrackId.Value),
        VictimSafetyChecked e => new(e.VictimTrackId.Value),
        VictimRouteProposed e => new(e.VictimTrackId.Value),
        VictimRouteDecided e => new(e.VictimTrackId.Value),
        VictimShelterRequested e => new(e.VictimTrackId.Value),
        VictimAftercareArranged e => new(e.VictimTrackId.Value),
        VictimRegisteredWithComensha e => new(e.VictimTrackId.Value),
        ComenshaRegistrationChanged e => new(e.VictimTrackId.Value),
        VictimTraffickingAssessed e => new(e.VictimTrackId.Value),
        VictimParticipationEnded e => new(e.VictimTrackId.Value),
        VictimShelterMoved e => new(e.VictimTrackId.Value) { Asks = Asked(e.Report), Meets = e.ReportMet is { } met ? [met.Value] : [] },
        VictimOverstayReported e => new(e.VictimTrackId.Value) { Asks = Asked(e.Next), Meets = [e.ReportMet.Value] },
        ReflectionPeriodBegun e => new(e.VictimTrackId.Value) { Asks = Asked(e.Deadline) },
        ReflectionPeriodEnded e => new(e.VictimTrackId.Value) { Meets = [e.ReflectionPeriodId.Value] },
        SecurityParticipationEnded e => new(e.SecurityTrackId.Value),
        SecurityParticipationStarted e => new(e.SecurityTrackId.Value),
        SecurityParticipationCorrected e => new(e.SecurityTrackId.Value),
        SecurityFactContested e => new(e.SecurityTrackId.Value),
        SecurityContestDecided e => new(e.SecurityTrackId.Value),
        MeasureConsidered e => new(e.SecurityTrackId.Value),
        MeasureMoved e => new(e.SecurityTrackId.Value),
        MeasureImposed e => new(e.SecurityTrackId.Value) { Asks = AskedBy(e.Objection) },
        MeasureAnnulled e => new(e.SecurityTrackId.Value) { Meets = [SecurityDeadlines.IdOf(e.MeasureId).Value] },
        MeasureBecameFinal e => new(e.SecurityTrackId.Value) { Meets = [SecurityDeadlines.IdOf(e.MeasureId).Value] },
        MeasureTermChanged e => new(e.SecurityTrackId.Value),
        MeasureEffectRecorded e => new(e.SecurityTrackId.Value),
        ProceedingBegun { Kind: ProceedingKind.Objection } e => new(e.SecurityTrackId.Value) { Meets = [SecurityDeadlines.IdOf(e.MeasureId).Value] },
        ProceedingBegun e => new(e.SecurityTrackId.Value) { Asks = AskedBy(e.Deadline) },
        ProceedingExtended e => new(e.SecurityTrackId.Value) { Meets = [SecurityDeadlines.IdOf(e.ProceedingId).Value], Asks = AskedBy(e.Deadline) },
        ProceedingDecided e => new(e.SecurityTrackId.Value) { Meets = [SecurityDeadlines.IdOf(e.ProceedingId).Value, SecurityDeadlines.ExtensionOf(e.ProceedingId).Value] },
        BarrierInterventionPlanned e => new(e.SecurityTrackId.Value) { Asks = AskedBy(SecurityDeadlines.OfIntervention(e)) },
        BarrierInterventionConcluded e => new(e.SecurityTrackId.Value) { Meets = [SecurityDeadlines.IdOf(e.BarrierId).Value] },
        ContentErased e => new(e.Record.Value),
        RecordDestroyed { Kind: not (ResourceKind.SubjectRequest or ResourceKind.SubjectLink) } e => new(e.Record.Value) { Removes = true },
        _ => null,
    };

    private static CaseloadChange OpensTrack(Guid track, Room room, ResourceKind kind, MemberJoined e) =>
        new(track) { Opens = new CaseloadRow(track, room, kind, e.Municipality, TrackOpen, null, null, RoomDay.StartOf(e.At)) };

    private static IReadOnlyList<NewDeadline> AskedBy(Deadline? deadline) => deadline is null ? [] : [NewDeadline.Of(deadline)];

    private static CaseloadChange Concluded(SignalId id, SignalStatus outcome)
    {
        var status = Kebab.Of(outcome);
        return new CaseloadChange(id.Value) { Status = _ => status, Ends = true };
    }

    private static IReadOnlyList<NewDeadline> Asked(Deadline? deadline) => deadline is null ? [] : [NewDeadline.Of(deadline)];

    private static Guid DeadlineOf(SignalId id, string kind) => NewId.Named(id.Value, kind);

    private static class Written
    {
        public static readonly string Received = Kebab.Of(SignalStatus.Received);
        public static readonly string Acknowledged = Kebab.Of(SignalStatus.Acknowledged);
        public static readonly string InAssessment = Kebab.Of(SignalStatus.InAssessment);
    }
}

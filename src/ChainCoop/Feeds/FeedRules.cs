using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Emergencies;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Plans;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Contracts;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Matching;
using ChainCoop.Signals.Merging;
using ChainCoop.Signals.Origins;

namespace ChainCoop.Feeds;

/// <summary>What an event says to the organisations that are entitled to its resource.</summary>
/// <param name="Type">CloudEvents type; neutral: an intermediary learns nothing from it.</param>
/// <param name="Audience">The grants whose holders hear it.</param>
/// <param name="Status">Status of the resource after it, where the event says so.</param>
/// <param name="Starts">The resource begins with it, so that no entry about access comes before.</param>
public sealed record FeedFact(
    string Type, ResourceKind Kind, Guid Resource, Room Room, IReadOnlySet<GrantRole> Audience, string? Status = null, bool Starts = false);

/// <summary>
/// Version 1 of what feeds say. A change of these rules is a new version that begins at an event of its own; this one stays.
/// </summary>
public static class FeedRules
{
    private static readonly HashSet<GrantRole> Everybody = [GrantRole.Owner, GrantRole.Reporter, GrantRole.Referred, GrantRole.Lead, GrantRole.Member, GrantRole.Receiver, GrantRole.Party, GrantRole.Notified];
    private static readonly HashSet<GrantRole> Assessors = [GrantRole.Owner, GrantRole.Referred];
    private static readonly HashSet<GrantRole> OwnerAlone = [GrantRole.Owner];
    private static readonly HashSet<GrantRole> OwnerAndReporter = [GrantRole.Owner, GrantRole.Reporter];
    private static readonly HashSet<GrantRole> AskedAndAsking = [GrantRole.Owner, GrantRole.Asked];

    public const string AccessGranted = EntryTypes.AccessGranted;
    public const string AccessEnded = EntryTypes.AccessEnded;

    private const string Assessed = "nl.chaincoop.signals.assessed.v1";
    private const string Overdue = "nl.chaincoop.signals.overdue.v1";
    private const string DeadlinesChanged = "nl.chaincoop.signals.deadlines-changed.v1";

    /// <summary>
    /// What the work of the chain is about. What keepers do beside it (legal holds, destruction lists) is theirs alone: no feed says that
    /// somebody got access to it either.
    /// </summary>
    private static readonly HashSet<ResourceKind> Kinds =
        [
            ResourceKind.Signal, ResourceKind.Case, ResourceKind.VictimTrack, ResourceKind.SecurityTrack, ResourceKind.Erasure, ResourceKind.EmergencyUse,
            ResourceKind.Agreement, ResourceKind.Disclosure, ResourceKind.EnrichmentRequest, ResourceKind.Retraction,
            ResourceKind.Match, ResourceKind.MatchRequest,
        ];

    /// <summary>What nobody hears who only sent the signal.</summary>
    public static readonly IReadOnlyList<string> ForAssessors =
        [Assessed, Overdue, DeadlinesChanged, .. new[] { "notices-asked", "notified", "follow-up-overdue", "follow-up-moved", "merged", "unmerged", "duplicates-changed", "feedback-asked", "reporter-asked", "reporter-answered", "origin-recorded" }.Select(fact => $"nl.chaincoop.signals.{fact}.v1")];

    /// <summary>The changes of access that feeds tell, and fold to know who hears what.</summary>
    public static IEnumerable<GrantChange> AccessIn(object @event) => GrantRules.Of(@event).Where(change => Kinds.Contains(change.Kind));

    public static FeedFact? Of(object @event) => @event switch
    {
        SignalReceived e => Signal("received", e.SignalId, Everybody, "received", starts: true),
        SignalAcknowledged e => Signal("acknowledged", e.SignalId, Everybody),
        SignalAssessed e => Signal("assessed", e.SignalId, Assessors),
        SignalDismissed e => Signal("concluded", e.SignalId, Everybody, "dismissed"),
        SignalReferred e => Signal("concluded", e.SignalId, Everybody, "referred"),
        SignalLinked e => Signal("concluded", e.SignalId, Everybody, "linked"),
        SignalEscalated e => Signal("concluded", e.SignalId, Everybody, "escalated"),
        SignalNeedsFurtherAnalysis e => Signal("assessed", e.SignalId, Assessors, "in-assessment"),
        ReferralAccepted e => Signal("referral-answered", e.SignalId, Everybody, "referred"),
        ReferralDeclined e => Signal("referral-answered", e.SignalId, Everybody, "in-assessment"),
        ReferralWithdrawn e => Signal("referral-withdrawn", e.SignalId, Everybody, "in-assessment"),
        SignalBecameOverdue e => Signal("overdue", e.SignalId, Assessors),
        SignalDeadlineMoved e => Signal("deadlines-changed", e.SignalId, Assessors),
        SignalCorrected e => Signal("corrected", e.SignalId, Everybody),
        SignalFactContested e => Signal("contested", e.SignalId, Everybody),
        SignalContestDecided e => Signal("contested", e.SignalId, Everybody),

        SignalFollowUpMissed e => Signal("follow-up-overdue", e.SignalId, OwnerAlone),
        SignalFollowUpMoved e => Signal("follow-up-moved", e.SignalId, OwnerAlone),
        NoticesAsked e => Signal("notices-asked", e.SignalId, OwnerAlone),
        NoticeGiven e => Signal("notified", e.SignalId, OwnerAlone),
        EnrichmentRequested e => Enrichment("made", e.EnrichmentRequestId, "open", starts: true),
        EnrichmentAnswered e => Enrichment("answered", e.EnrichmentRequestId, "answered"),
        EnrichmentDeclined e => Enrichment("answered", e.EnrichmentRequestId, "declined"),
        EnrichmentWithdrawn e => Enrichment("withdrawn", e.EnrichmentRequestId, "withdrawn"),
        SignalReopened e => Signal("reopened", e.SignalId, Everybody, "in-assessment"),
        SignalRetracted e => Signal("retracted", e.SignalId, Everybody, "retracted"),
        RetractionSent e => new("nl.chaincoop.retractions.made.v1", ResourceKind.Retraction, e.RetractionId.Value, Room.General, Everybody, Starts: true),

        FeedbackAsked e => Signal("feedback-asked", e.SignalId, OwnerAlone),
        SignalOriginRecorded e => Signal("origin-recorded", e.SignalId, OwnerAlone),
        FeedbackGiven e => Signal("feedback-given", e.SignalId, OwnerAndReporter),
        ReporterAsked e => Signal("reporter-asked", e.SignalId, Assessors),
        ReporterAnswered e => Signal("reporter-answered", e.SignalId, Assessors),
        // Who sent a duplicate hears what became of it, not that there is another signal.
        SignalMerged { Outcome: { } outcome } e => Signal("concluded", e.SignalId, Everybody, Kebab.Of(outcome)),
        SignalMerged e => Signal("merged", e.SignalId, OwnerAlone),
        OutcomeFollowed { Status: SignalStatus.InAssessment } e => Signal("reopened", e.SignalId, Everybody, "in-assessment"),
        OutcomeFollowed e => Signal("concluded", e.SignalId, Everybody, Kebab.Of(e.Status)),
        SignalUnmerged { Followed: true } e => Signal("reopened", e.SignalId, Everybody, Kebab.Of(e.Status)),
        SignalUnmerged e => Signal("unmerged", e.SignalId, OwnerAlone, Kebab.Of(e.Status)),
        DuplicateMerged e => Signal("duplicates-changed", e.SignalId, OwnerAlone),
        DuplicateUnmerged e => Signal("duplicates-changed", e.SignalId, OwnerAlone),

        // A room begins with its founding member, who hears that it began instead of having got access to it.
        MemberJoined { Founding: true, Room: Room.General } e => Case("proposed", e.CaseId, "proposed", starts: true),
        MemberJoined { Founding: true, VictimTrackId: { } track } => Victims("opened", track, starts: true),
        MemberJoined { Founding: true, SecurityTrackId: { } track } => Security("opened", track, starts: true),
        MemberJoined e => Case("members-changed", e.CaseId),
        MemberLeft e => Case("members-changed", e.CaseId),
        CaseScreened e => Case("screened", e.CaseId, "screened"),
        CaseOpened e => Case("opened", e.CaseId, "open"),
        SignalLinkedToCase e => Case("signals-linked", e.CaseId),
        LinkedSignalReopened e => Case("signals-unlinked", e.CaseId),
        LinkedSignalRetracted e => Case("signals-retracted", e.CaseId),
        TaskAssigned e => Case("tasks-changed", e.CaseId),
        TaskCompleted e => Case("tasks-changed", e.CaseId),
        ClosureProposed e => Case("closure-proposed", e.CaseId),
        CaseClosed e => Case("closed", e.CaseId, "closed"),
        CaseDeadlineMissed e => Case("overdue", e.CaseId),
        CaseDeadlineMoved e => Case("deadlines-changed", e.CaseId),
        VictimDeadlineMissed e => Victims("overdue", e.VictimTrackId),
        VictimDeadlineMoved e => Victims("deadlines-changed", e.VictimTrackId),
        SecurityDeadlineMissed e => Security("overdue", e.SecurityTrackId),
        SecurityDeadlineMoved e => Security("deadlines-changed", e.SecurityTrackId),
        CaseReopened e => Case("reopened", e.CaseId, Kebab.Of(e.Status)),
        // Of a conference in another room than the general one, the members of that room hear who is invited to it.
        ConferencePlanned { Room: Room.General } e => Case("conference-planned", e.CaseId),
        ConferenceRecorded { Room: Room.General } e => Case("conference-recorded", e.CaseId),
        ConferenceCancelled { Room: Room.General } e => Case("conference-cancelled", e.CaseId),
        AttendeeInvited { VictimTrackId: { } track } => Victims("attendance-changed", track),
        AttendeeInvited { SecurityTrackId: { } track } => Security("attendance-changed", track),
        AttendeeInvited e => Case("attendance-changed", e.CaseId),
        AttendanceEnded { VictimTrackId: { } track } => Victims("attendance-changed", track),
        AttendanceEnded { SecurityTrackId: { } track } => Security("attendance-changed", track),
        AttendanceEnded e => Case("attendance-changed", e.CaseId),
        HandoverRequested e => Case("handover-requested", e.CaseId),
        HandoverDeclined e => Case("handover-answered", e.CaseId),
        HandoverWithdrawn e => Case("handover-answered", e.CaseId),
        RoomHandedOver { VictimTrackId: { } track } => Victims("handed-over", track),
        RoomHandedOver { SecurityTrackId: { } track } => Security("handed-over", track),
        RoomHandedOver e => Case("members-changed", e.CaseId),
        HandoverAccepted e => Case("handed-over", e.CaseId),
        PlanDrawnUp e => Case("plan-drawn-up", e.CaseId, "open"),
        PlanSupported e => Case("plan-supported", e.CaseId),
        PlanAgreed e => Case("plan-agreed", e.CaseId, "plan-agreed"),
        CasePhaseBegan e => Case("phase-began", e.CaseId, Kebab.Of(e.Phase)),
        VictimParticipationStarted e => Victims("participations-changed", e.VictimTrackId),
        VictimPlaced e => Victims("placements-changed", e.VictimTrackId),
        VictimParticipationCorrected e => Victims("participations-changed", e.VictimTrackId),
        VictimFactContested e => Victims("participations-changed", e.VictimTrackId),
        VictimContestDecided e => Victims("participations-changed", e.VictimTrackId),
        VictimSafetyChecked e => Victims("safety-changed", e.VictimTrackId),
        VictimRouteProposed e => Victims("routes-changed", e.VictimTrackId),
        VictimRouteDecided e => Victims("routes-changed", e.VictimTrackId),
        VictimShelterRequested e => Victims("shelter-changed", e.VictimTrackId),
        VictimShelterMoved e => Victims("shelter-changed", e.VictimTrackId),
        VictimOverstayReported e => Victims("shelter-changed", e.VictimTrackId),
        VictimAftercareArranged e => Victims("aftercare-changed", e.VictimTrackId),
        VictimRegisteredWithComensha e => Victims("registrations-changed", e.VictimTrackId),
        ComenshaRegistrationChanged e => Victims("registrations-changed", e.VictimTrackId),
        ReflectionPeriodBegun e => Victims("reflection-periods-changed", e.VictimTrackId),
        ReflectionPeriodEnded e => Victims("reflection-periods-changed", e.VictimTrackId),
        VictimTraffickingAssessed e => Victims("trafficking-assessments-changed", e.VictimTrackId),
        VictimParticipationEnded e => Victims("participations-changed", e.VictimTrackId),
        SecurityParticipationEnded e => Security("participations-changed", e.SecurityTrackId),
        SecurityParticipationCorrected e => Security("participations-changed", e.SecurityTrackId),
        SecurityFactContested e => Security("participations-changed", e.SecurityTrackId),
        SecurityContestDecided e => Security("participations-changed", e.SecurityTrackId),
        SecurityParticipationStarted e => Security("participations-changed", e.SecurityTrackId),
        MeasureConsidered e => Security("measures-changed", e.SecurityTrackId),
        MeasureMoved e => Security("measures-changed", e.SecurityTrackId),
        MeasureImposed e => Security("measures-changed", e.SecurityTrackId),
        MeasureAnnulled e => Security("measures-changed", e.SecurityTrackId),
        MeasureBecameFinal e => Security("measures-changed", e.SecurityTrackId),
        MeasureTermChanged e => Security("measures-changed", e.SecurityTrackId),
        MeasureEffectRecorded e => Security("measures-changed", e.SecurityTrackId),
        ProceedingBegun e => Security("measures-changed", e.SecurityTrackId),
        ProceedingExtended e => Security("measures-changed", e.SecurityTrackId),
        ProceedingDecided e => Security("measures-changed", e.SecurityTrackId),
        BarrierInterventionPlanned e => Security("barriers-changed", e.SecurityTrackId),
        BarrierInterventionConcluded e => Security("barriers-changed", e.SecurityTrackId),

        // The alarm: to the municipality, in the general room, whichever room was opened. What it says is read with the link.
        EmergencyUseBegun e => Emergency("begun", e.EmergencyUseId, "begun", starts: true),
        EmergencyUseEnded e => Emergency("ended", e.EmergencyUseId, "ended"),
        EmergencyUseReviewed e => Emergency("reviewed", e.EmergencyUseId),
        EmergencyReviewBecameOverdue e => Emergency("review-overdue", e.EmergencyUseId),

        // Who received the record is asked to destroy what it has, also where it may see the record no longer.
        ErasureProposed e => new("nl.chaincoop.erasures.proposed.v1", ResourceKind.Erasure, e.ErasureId.Value, e.Room, Everybody, "proposed", Starts: true),
        ErasureOrdered e => new("nl.chaincoop.erasures.ordered.v1", ResourceKind.Erasure, e.ErasureId.Value, e.Room, Everybody, "ordered", Starts: true),
        ErasureLapsed e => new("nl.chaincoop.erasures.lapsed.v1", ResourceKind.Erasure, e.ErasureId.Value, e.Room, Everybody, "lapsed"),
        ErasureDropped e => new("nl.chaincoop.erasures.dropped.v1", ResourceKind.Erasure, e.ErasureId.Value, e.Room, Everybody, "dropped"),
        ErasureUnconfirmed { Room: { } room } e => new("nl.chaincoop.erasures.unconfirmed.v1", ResourceKind.Erasure, e.ErasureId.Value, room, Everybody),
        ContentErased e => Erased("content-erased", e.Kind, e.Record, null),
        // Of requests of data subjects and of links no feed tells.
        RecordDestroyed e when Kinds.Contains(e.Kind) => Erased("destroyed", e.Kind, e.Record, "destroyed"),

        AgreementMade e => Agreement("proposed", e.AgreementId, "proposed", starts: true),
        AgreementAccepted e => Agreement("accepted", e.AgreementId, null),
        AgreementEnded e => Agreement("ended", e.AgreementId, "ended"),

        // Both sides hear that there is a match, and each when the other consents: nothing of who.
        MatchFound e => new("nl.chaincoop.matches.found.v1", ResourceKind.Match, e.MatchId.Value, Room.General, Everybody, Starts: true),
        MatchIdentityConsented e => new("nl.chaincoop.matches.consented.v1", ResourceKind.Match, e.MatchId.Value, Room.General, Everybody),
        MatchProbingAlarmed e => new("nl.chaincoop.match-requests.alarmed.v1", ResourceKind.MatchRequest, e.MatchRequestId.Value, Room.General, Everybody, Starts: true),

        // Who has a record by a disclosure hears of the disclosure, never of what becomes of the record.
        DisclosureMade e => Disclosure("made", e.DisclosureId, e.Room, "in-force", starts: true),
        DisclosureEnded e => Disclosure("ended", e.DisclosureId, e.Room, Kebab.Of(e.Ending)),
        DisclosureConfirmed e => Disclosure("destruction-confirmed", e.DisclosureId, e.Room, null),
        DisclosureUnconfirmed e => Disclosure("unconfirmed", e.DisclosureId, e.Room, null),
        _ => null,
    };

    private static FeedFact Agreement(string fact, AgreementId id, string? status, bool starts = false) =>
        new($"nl.chaincoop.agreements.{fact}.v1", ResourceKind.Agreement, id.Value, Room.General, Everybody, status, starts);

    private static FeedFact Disclosure(string fact, DisclosureId id, Room room, string? status, bool starts = false) =>
        new($"nl.chaincoop.disclosures.{fact}.v1", ResourceKind.Disclosure, id.Value, room, Everybody, status, starts);

    private static FeedFact Erased(string fact, ResourceKind kind, RecordId id, string? status) =>
        new($"nl.chaincoop.{Kebab.Of(kind)}s.{fact}.v1", kind, id.Value, RecordContents.RoomOf(kind), Everybody, status);

    /// <summary>
    /// The time that an entry shows. A case and its rooms begin in one instant, and who joins two rooms may do so in one:
    /// shown to the microsecond it would join what must not be joined, so that of such facts the rooms show the day (UTC).
    /// </summary>
    public static DateTimeOffset TimeOf(IFact fact, Room room) =>
        room != Room.General && fact is (MemberJoined or MemberLeft or RoomHandedOver or AttendeeInvited or AttendanceEnded or EmergencyUseBegun or EmergencyUseEnded) ? RoomDay.StartOf(fact.At) : fact.At;

    private static FeedFact Signal(string fact, SignalId id, IReadOnlySet<GrantRole> audience, string? status = null, bool starts = false) =>
        new($"nl.chaincoop.signals.{fact}.v1", ResourceKind.Signal, id.Value, Room.General, audience, status, starts);

    private static FeedFact Enrichment(string fact, EnrichmentRequestId id, string status, bool starts = false) =>
        new($"nl.chaincoop.enrichment-requests.{fact}.v1", ResourceKind.EnrichmentRequest, id.Value, Room.General, AskedAndAsking, status, starts);

    private static FeedFact Case(string fact, CaseId id, string? status = null, bool starts = false) =>
        new($"nl.chaincoop.cases.{fact}.v1", ResourceKind.Case, id.Value, Room.General, Everybody, status, starts);

    private static FeedFact Emergency(string fact, EmergencyUseId id, string? status = null, bool starts = false) =>
        new($"nl.chaincoop.emergency-uses.{fact}.v1", ResourceKind.EmergencyUse, id.Value, Room.General, Everybody, status, starts);

    private static FeedFact Victims(string fact, VictimTrackId id, bool starts = false) =>
        new($"nl.chaincoop.victim-tracks.{fact}.v1", ResourceKind.VictimTrack, id.Value, Room.Care, Everybody, Starts: starts);

    private static FeedFact Security(string fact, SecurityTrackId id, bool starts = false) =>
        new($"nl.chaincoop.security-tracks.{fact}.v1", ResourceKind.SecurityTrack, id.Value, Room.Security, Everybody, Starts: starts);
}

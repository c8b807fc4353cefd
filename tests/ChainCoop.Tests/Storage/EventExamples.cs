using ChainCoop.Access;
using ChainCoop.Audit.Unmaskings;
using ChainCoop.Cases;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Emergencies;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Plans;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Organisations;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Holds;
using ChainCoop.Privacy.Links;
using ChainCoop.Privacy.Lists;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Matching;
using ChainCoop.Signals.Merging;
using ChainCoop.Subscriptions;
using ChainCoop.Timeline.Bundles;
using ChainCoop.Timeline.Witnesses;

namespace ChainCoop.Tests.Storage;

/// <summary>
/// One example of every event type, with every member filled. What they look like in storage is in <c>golden/</c>. To add
/// an event: add an example, run <see cref="stored_events"/>, and take over the golden file that it proposes.
/// </summary>
internal static partial class EventExamples
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 8, 15, 30, 123, 456, TimeSpan.Zero);
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly Oin Police = new("00000099000100001000");
    private static readonly ActorRef By = new(Municipality, new("officer-1"));
    private static readonly SignalId Signal = new(Id(1));
    private static readonly CaseId Case = new(Id(2));
    private static readonly VictimTrackId Victims = new(Id(3));
    private static readonly SecurityTrackId Security = new(Id(4));
    private static readonly SubjectId Subject = new(Id(5));
    private static readonly ParticipationId Participation = new(Id(6));
    private static readonly MeasureId Measure = new(Id(7));
    private static readonly ProceedingId Proceeding = new(Id(20));
    private static readonly BarrierId Barrier = new(Id(21));
    private static readonly TaskId Task = new(Id(8));
    private static readonly ConferenceId Conference = new(Id(21));
    private static readonly HandoverId Handover = new(Id(20));
    private static readonly SubscriptionId Subscribed = new(Id(46));
    private static readonly Oin Tiel = new("00000099000000281000");
    private static readonly GoalId Goal = new(Id(19));
    private static readonly MandateId Mandate = new(Id(9));
    private static readonly ContestId Contest = new(Id(11));
    private static readonly EmergencyUseId Emergency = new(Id(16));
    private static readonly ErasureId Erasure = new(Id(11));
    private static readonly RecordId Record = new(Id(1));
    private static readonly IReadOnlyList<Redaction> Redactions = [new(Payload(31), Payload(32))];
    private static readonly DestructionListId List = new(Id(13));
    private static readonly StandingApprovalId Standing = new(Id(14));
    private static readonly DeadlineId Deadline = new(Id(19));
    private static readonly DeadlineRulesVersion Rules = new("1");
    private static readonly Deadline Objection = new(Deadline, new("objection"), At, At.AddDays(42), Rules);
    private static readonly RetentionRulesVersion Retention = new("1");
    private static readonly LegalHoldId Hold = new(Id(11));
    private static readonly SubjectRequestId Request = new(Id(11));
    private static readonly SubjectLinkId Link = new(Id(12));
    private static readonly UnmaskingId Unmasking = new(Id(16));
    private static readonly AgreementId Agreement = new(Id(16));
    private static readonly LegalBasisId Basis = new(Id(17));
    private static readonly DisclosureId Disclosure = new(Id(18));
    private static readonly EnrichmentRequestId Enrichment = new(Id(19));
    private static readonly MatchId Matched = new(Id(19));
    private static readonly MatchRequestId MatchAsked = new(Id(20));
    private static readonly RuleVersion RuleVersion = new("1");
    private static readonly OutcomeReason Reason = new("concrete");
    private static readonly PayloadRef Note = Payload(21);
    private static readonly ExternalReference Own = new("Z2026-001234");

    public static IReadOnlyList<object> All { get; } =
    [
        new OrganisationRegistered(OrganisationId.Of(Municipality), Municipality, new("municipality"), Nijmegen, new(2015, 1, 1), At),
        new OrganisationEnded(OrganisationId.Of(Municipality), Municipality, new(2027, 1, 1), At),
        new MandateGiven(
            Mandate, Municipality, new("officer-2"), Role.CareCoordinator, [Nijmegen, new("0296")], new(2026, 3, 2), new(2027, 1, 1), By, At),
        new MandateEnded(Mandate, new(2026, 9, 1), By, At),

        new SignalReceived(
            Signal, Nijmegen, Municipality, Police, new("labour"), Urgency.Urgent, new(2026, 2, 28), new("partner"), ReporterKind.Professional,
            Payload(22), Payload(23), [new(Subject, new("possible-victim"), Payload(24))], new("P-2026/17"), At.AddDays(1), At.AddDays(7), By, At, new SubjectId(Id(10))),
        new SignalAcknowledged(Signal, By, At),
        new SignalAssessed(
            Signal, AssessmentStep.W2a, RuleVersion, [new(new("debts"), IndicatorValue.NotObserved, new("reliable"))],
            AssessmentConclusion.Continue, Note, By, At, IndicatorValue.Observed, [new(new("serious-minor"), new("notify"), true, [new("violence")])], Own),
        new SignalDismissed(Signal, RuleVersion, Reason, Note, By, At, [new("serious-minor")], Own),
        new SignalReferred(Signal, Police, Nijmegen, RuleVersion, Reason, Note, By, At, Own),
        new SignalLinked(Signal, Case, RuleVersion, Reason, Note, By, At, Own),
        new SignalEscalated(Signal, Case, RuleVersion, Reason, Note, By, At, Own),
        new SignalNeedsFurtherAnalysis(Signal, RuleVersion, Reason, Note, By, At, Own),
        new ReferralAccepted(Signal, Police, Note, By, At, Own),
        new ReferralDeclined(Signal, Police, Nijmegen, Reason, Note, By, At, Own),
        new ReferralWithdrawn(Signal, Police, Nijmegen, Reason, Note, By, At),
        new SignalBecameOverdue(Signal, SignalDeadline.Acknowledgement, At.AddDays(1), At.AddDays(2)),
        new SignalDeadlineMoved(Signal, SignalDeadline.Assessment, At.AddDays(9), Rules, At),
        new SignalCorrected(
            Signal, new("incorrect"), new("criminal"), new(2026, 2, 27), Payload(31), [new(Subject, new("victim"), Payload(32))], new SubjectId(Id(10)),
            Payload(33), Contest, Note, By, At),
        new SignalFactContested(Signal, Contest, SignalFact.SubjectIdentifiers, Subject, Payload(34), By, At),
        new SignalContestDecided(Signal, Contest, ContestDecision.Rejected, new("confirmed"), Note, By, At),

        new NoticesAsked(Signal, RuleVersion, [new("prosecution"), new("emm")], new(new(Id(41)), new("notice"), At, At.AddDays(1), new("1")), By, At),
        new NoticeGiven(Signal, Police, new("prosecution"), Nijmegen, true, Note, By, At),
        new EnrichmentRequested(Signal, Enrichment, Police, Nijmegen, Nijmegen, Payload(35), new(new(Id(19)), new("enrichment"), At, At.AddDays(7), new("1")), By, At),
        new EnrichmentAnswered(Signal, Enrichment, Payload(36), By, At),
        new EnrichmentDeclined(Signal, Enrichment, new("no-legal-basis"), Note, By, At),
        new EnrichmentWithdrawn(Signal, Enrichment, Police, Nijmegen, new("sent-by-mistake"), Note, By, At),
        new SignalReopened(Signal, new("new-information"), Police, Nijmegen, new(new(Id(42)), new("assessment"), At, At.AddDays(7), new("1")), Note, By, At),
        new FeedbackAsked(Signal, SignalStatus.Linked, new(new(Id(124)), new("feedback"), At, At.AddDays(7), new("1")), By, At),
        new FeedbackGiven(Signal, new("acted-upon"), new("telephone"), Payload(125), By, At),
        new ReporterAsked(Signal, new(Id(126)), Payload(127), By, At),
        new ReporterAnswered(Signal, new(Id(126)), Payload(128), At),
        new SignalMerged(Signal, new(Id(121)), new(Id(122)), SignalStatus.Escalated, By, At),
        new DuplicateMerged(Signal, new(Id(121)), new(Id(123)), By, At),
        new OutcomeFollowed(Signal, new(Id(121)), SignalStatus.Dismissed, By, At),
        new SignalUnmerged(Signal, new(Id(121)), SignalStatus.InAssessment, true, [new(new(Id(42)), new("assessment"), At, At.AddDays(7), new("1"))], By, At),
        new DuplicateUnmerged(Signal, new(Id(121)), new(Id(123)), By, At),
        new SignalFollowUpMissed(Signal, new(Id(41)), At.AddDays(1), At.AddDays(2)),
        new SignalFollowUpMoved(Signal, new(Id(41)), At.AddDays(3), new("1"), At),
        new SignalRetracted(Signal, new("false-report"), Police, [Police], [new(Enrichment, Police)], Nijmegen, Note, By, At),
        new RetractionSent(Signal, new(Id(20)), Municipality, [Police], Nijmegen, By, At),

        new CaseProposed(Case, Nijmegen, [new("labour"), new("criminal")], Signal, Payload(25), By, At),
        new MemberJoined(Case, Police, Room.Security, new("member"), Victims, Security, Nijmegen, Founding: true, At, At.AddDays(90), By, At),
        new MemberLeft(Case, Police, Room.Security, new("member"), Victims, Security, Nijmegen, At.AddDays(90), By, At),
        new CaseScreened(Case, [new("several-areas-of-life")], ScreeningConclusion.Accepted, Note, By, At, new("1"), ScreeningConclusion.Rejected),
        new CaseOpened(Case, By, At),
        new SignalLinkedToCase(Case, Signal, By, At),
        new LinkedSignalReopened(Case, Signal, By, At),
        new LinkedSignalRetracted(Case, Signal, By, At),
        new TaskAssigned(Case, Task, new("safety-check"), Police, new(2026, 3, 9), Note, By, At, Goal, new("Z2026-001234")),
        new TaskCompleted(Case, Task, Note, By, At),
        new ClosureProposed(Case, new("help-in-place"), Note, By, At, [new(Goal, new("reached"))]),
        new CaseClosed(Case, new("help-in-place"), new(Municipality, new("officer-2")), By, At),

        new CaseDeadlineMissed(Case, Deadline, At.AddDays(1), At.AddDays(2)),
        new CaseDeadlineMoved(Case, Deadline, At.AddDays(9), Rules, At),
        new CaseReopened(Case, new("new-signal"), CaseStatus.Open, [new(Task, new(2026, 3, 9))], Note, By, At),
        new ConferencePlanned(Case, Conference, Room.Care, At.AddDays(1), At.AddDays(1).AddHours(2), [new(new("safety"), Payload(32))], By, At),
        new AttendeeInvited(Case, Conference, Police, Room.Care, Victims, Security, Nijmegen, At.AddDays(1), At.AddDays(1).AddHours(2), By, At),
        new AttendanceEnded(Case, Conference, Police, Room.Care, Victims, Security, Nijmegen, At.AddDays(1).AddHours(2), By, At.AddDays(2)),
        new ConferenceRecorded(Case, Conference, Room.Care, [new(new("adapt-plan"), Payload(33))], Note, By, At.AddDays(1)),
        new ConferenceCancelled(Case, Conference, Room.Care, By, At),
        new HandoverRequested(Case, Handover, 3, Nijmegen, new("0281"), Tiel, new("victim-moved"), [Room.General, Room.Care], Note, By, At),
        new HandoverDeclined(Case, Handover, 3, new("0281"), Tiel, Note, By, At),
        new HandoverWithdrawn(Case, Handover, 3, new("0281"), Tiel, Note, By, At),
        new RoomHandedOver(
            Case, Room.Care, Victims, Security, new("0281"), [new(Municipality, new("lead"), At, null)], [new(Tiel, new("lead"), At, null)],
            [new(Police, new("member"), At, At.AddDays(90))], By, At),
        new HandoverAccepted(Case, Handover, 3, Nijmegen, new("0281"), Tiel, Note, By, At),
        new PlanDrawnUp(Case, 1, [new(Goal, new("victim-safe"), Payload(31))], Note, By, At, [new(Goal, new(Municipality, new("Z2026-001235")))]),
        new PlanSupported(Case, 1, Police, By, At),
        new PlanAgreed(Case, 1, By, At),
        new CasePhaseBegan(Case, CasePhase.InExecution, By, At),

        new EmergencyUseBegun(Emergency, Room.Care, new(Victims.Value), new("danger-to-life"), Note, Municipality, Nijmegen, At.AddDays(1), At.AddDays(7), new(Police, new("officer-1")), At),
        new EmergencyUseEnded(Emergency, Room.Care, new(Victims.Value), Police, Nijmegen, At.AddDays(1), At.AddDays(2)),
        new EmergencyUseReviewed(Emergency, EmergencyConclusion.NotJustified, Note, By, At),
        new EmergencyReviewBecameOverdue(Emergency, At.AddDays(7), At.AddDays(8)),

        new LegalHoldPlaced(
            Hold, RecordNameKind.Signal, new(Signal.Value), Subject, Nijmegen, Municipality, new("pending-litigation"), Note, new(2026, 6, 1), By, At),
        new LegalHoldReviewed(Hold, new(2026, 12, 1), Note, By, At),
        new LegalHoldReviewDue(Hold, new(2026, 6, 1), At),
        new LegalHoldEnded(Hold, Note, By, At),

        new VictimTrackOpened(Victims, By, At),
        new VictimPlaced(Victims, PlacementId.From(Guid.Parse("3e9b7c15-62d4-4f08-b1a9-7d5c2e4f0a06")), Participation, Payload(61), By, At),
        new VictimParticipationEnded(Victims, Participation, new("role-changed"), new(2026, 3, 20), Note, By, At),
        new VictimSafetyChecked(Victims, SafetyCheckId.From(Inner(1)), Participation, new("threatened"), [new("safe-place")], Note, By, At),
        new VictimRouteProposed(
            Victims, RouteProposalId.From(Inner(2)), Participation, new(new("adult"), new("foreign"), new("reflection-period"), new("unknown")), new("1"), new("cosm"),
            [new("reflection-to-cosm")], [new("complex-to-omm")], By, At),
        new VictimRouteDecided(Victims, RouteProposalId.From(Inner(2)), new("regular-shelter"), new("family-together"), Note, By, At),
        new VictimShelterRequested(Victims, ShelterRequestId.From(Inner(3)), Participation, new("cosm"), new("needs-safe-place"), Note, By, At),
        new VictimShelterMoved(
            Victims, ShelterRequestId.From(Inner(3)), ShelterState.Placed, new("place-found"), new("cosm"), PlacementId.From(Inner(4)), Report, DeadlineId.From(Inner(8)), Note, By, At),
        new VictimOverstayReported(Victims, ShelterRequestId.From(Inner(3)), new("medical"), DeadlineId.From(Inner(8)), Report, Note, By, At),
        new VictimAftercareArranged(Victims, AftercareId.From(Inner(5)), Participation, new("housing"), Note, By, At),
        new VictimRegisteredWithComensha(
            Victims, ComenshaRegistrationId.From(Inner(6)), Participation, new("with-shelter"), Basis, new("vital-interest"), Note, By, At),
        new ComenshaRegistrationChanged(Victims, ComenshaRegistrationId.From(Inner(6)), new("registration"), Basis, new("vital-interest"), Note, By, At),
        new ReflectionPeriodBegun(Victims, ReflectionPeriodId.From(Inner(7)), Participation, new("regular"), new(2026, 3, 2), Report with { Id = DeadlineId.From(Inner(7)), Kind = new("reflection-period") }, By, At),
        new ReflectionPeriodEnded(Victims, ReflectionPeriodId.From(Inner(7)), new("criminal-complaint"), new(2026, 4, 1), Note, By, At),
        new VictimTraffickingAssessed(
            Victims, TraffickingAssessmentId.From(Inner(9)), Participation, new("possible-victim"), new("police"),
            [new("labour"), new("sexual")], [new("prostitution")], [new("debt-bondage"), new("withholds-documents")], [new("online-advertisement")], new("hospitality"), Note, By, At),
        new SecurityParticipationEnded(Security, Participation, new("not-involved"), new(2026, 3, 20), Note, By, At),
        new VictimParticipationStarted(Victims, Participation, Subject, new("possible-victim"), Payload(26), Note, By, At),
        new VictimParticipationCorrected(Victims, Participation, new("incomplete"), new("victim"), Payload(35), Note, Contest, By, At),
        new VictimFactContested(Victims, Participation, Contest, ParticipationFact.Role, Payload(36), By, At),
        new VictimContestDecided(Victims, Participation, Contest, ContestDecision.Upheld, new("shown-incorrect"), Note, By, At),

        new VictimDeadlineMissed(Victims, Deadline, At.AddDays(1), At.AddDays(2)),
        new VictimDeadlineMoved(Victims, Deadline, At.AddDays(9), Rules, At),

        new SecurityTrackOpened(Security, By, At),
        new SecurityParticipationStarted(Security, Participation, Subject, new("suspect"), Payload(27), Note, By, At),
        new SecurityParticipationCorrected(Security, Participation, new("incomplete"), new("facilitator"), Payload(37), Note, Contest, By, At),
        new SecurityFactContested(Security, Participation, Contest, ParticipationFact.Role, Payload(38), By, At),
        new SecurityContestDecided(Security, Participation, Contest, ContestDecision.Upheld, new("shown-incorrect"), Note, By, At),
        new MeasureConsidered(Security, Measure, new("warning-letter"), Note, By, At),
        new MeasureMoved(Security, Measure, MeasureState.LegalCheck, Note, By, At),
        new MeasureImposed(
            Security, Measure, new("apv"), new("mayor"), Payload(28), FactsMayBeDisclosed: true, Payload(29), new("urgent"), Payload(30), new("Z-2026/44"),
            new(2026, 3, 10), new(2026, 6, 10), Note, By, At, [new("gemeentewet-174")], new("1"), Objection),
        new MeasureAnnulled(Security, Measure, Proceeding, new("facts-insufficient"), new(2026, 3, 10), Note, By, At),
        new MeasureBecameFinal(Security, Measure, At, At.AddSeconds(1)),
        new MeasureTermChanged(Security, Measure, TermChange.SuspensionOver, Proceeding, new(2026, 5, 1), By, At),
        new MeasureEffectRecorded(Security, Measure, new("moved-elsewhere"), new(2026, 5, 2), Note, By, At),
        new ProceedingBegun(Security, Measure, Proceeding, ProceedingKind.BibobAdvice, new(2026, 3, 12), Objection, Note, By, At),
        new ProceedingExtended(Security, Measure, Proceeding, Objection, Note, By, At),
        new ProceedingDecided(
            Security, Measure, Proceeding, ProceedingState.PartlyUpheld, new(2026, 4, 20), new("not-proportional"), TermMeanwhile.StandsStill, Note, By, At),
        new BarrierInterventionPlanned(
            Security, Barrier, new("1"), new("housing"), new("decent-housing"), new("inspect-housing"), Municipality, new(2026, 3, 31), Note, By, At),
        new BarrierInterventionConcluded(Security, Barrier, BarrierResult.Done, new("situation-improved"), Note, By, At),

        new SecurityDeadlineMissed(Security, Deadline, At.AddDays(1), At.AddDays(2)),
        new SecurityDeadlineMoved(Security, Deadline, At.AddDays(9), Rules, At),

        new ErasureProposed(
            Erasure, ResourceKind.Signal, Record, 7, ErasurePart.Subject, Subject, Redactions, new("unlawful"), new DestructionListId(Id(13)),
            Municipality, Nijmegen, Room.General, By, At),
        new ErasureOrdered(Erasure, [Police], At.AddDays(14), Municipality, Nijmegen, Room.General, By, At),
        new ErasureWithdrawn(Erasure, By, At),
        new ErasureLapsed(Erasure, Room.General, At),
        new ErasureDropped(Erasure, new("no-longer-due"), Room.General, At),
        new ErasureHeld(Erasure, At),
        new ErasureCarriedOut(Erasure, 2, 3, At),
        new ErasureConfirmed(Erasure, Police, By, At),
        new ErasureUnconfirmed(Erasure, [Police], Room.General, At),
        new SignalContentErased(Record, ErasurePart.Subject, Subject, Redactions, Erasure, At),
        new CaseContentErased(Record, ErasurePart.Subject, Subject, Redactions, Erasure, At),
        new VictimContentErased(Record, ErasurePart.Subject, Subject, Redactions, Erasure, At),
        new SecurityContentErased(Record, ErasurePart.Subject, Subject, Redactions, Erasure, At),
        new SignalDestroyed(Record, Nijmegen, Erasure, At),
        new CaseDestroyed(Record, Nijmegen, Erasure, At),
        new VictimTrackDestroyed(Record, Nijmegen, Erasure, At),
        new SecurityTrackDestroyed(Record, Nijmegen, Erasure, At),
        new SubjectRequestDestroyed(Record, Nijmegen, Erasure, At),
        new SubjectLinkDestroyed(Record, Nijmegen, Erasure, At),

        new DestructionListProposed(
            List, Nijmegen, Municipality, ListKind.Signal, Retention, 4711, [new(Record, new("dismissed-signal"), new(2026, 3, 2))], By, At),
        new DestructionListReviewed(List, [new(Record, ListDecision.Keep, new KeepReason("related-record-open"))], By, At),
        new DestructionListApproved(List, [Record], [new(Id(15))], By, Standing, At),
        new DestructionListCarriedOut(List, Nijmegen, ListKind.Signal, Retention, [new(new("signal"), 3)], 2, 1, By, Standing, 4812, At),
        new StandingApprovalGiven(Standing, Nijmegen, Municipality, new("dismissed-signal"), new(2026, 3, 2), new(2027, 3, 2), By, At),
        new StandingApprovalEnded(Standing, By, At),
        new SubjectRequestReceived(
            Request, Nijmegen, Municipality, SubjectRequestKind.Access, SubjectRequestRegime.Avg, new(2026, 3, 2), new(2026, 4, 2), Subject, Payload(31), Payload(32),
            [new(Nijmegen, Municipality)], By, At),
        new SubjectRequestExtended(Request, new(2026, 6, 2), new("complexity"), By, At),
        new SubjectRequestPartDecided(Request, Nijmegen, Municipality, [new(ItemDecision.Refused, new("rights-of-others"), Payload(33))], By, At),
        new SubjectRequestAnswered(Request, By, At),
        new SubjectRequestBecameOverdue(Request, new(2026, 4, 2), At.AddDays(32)),
        new SubjectsLinked(Link, Payload(34), Nijmegen, Municipality, By, At),
        new SubjectLinkEnded(Link, By, At),

        new UnmaskingProposed(Unmasking, new(Police, new("officer-3")), Nijmegen, new("suspected-misuse"), Note, By, At),
        new UnmaskingApproved(Unmasking, By, At),
        new UnmaskingRefused(Unmasking, By, At),
        new AgreementMade(Agreement, [Municipality, Police], [new("security"), new("casework")], new(2026, 3, 2), new(2028, 3, 2), Note, Nijmegen, By, At),
        new AgreementAccepted(Agreement, Police, By, At),
        new AgreementEnded(Agreement, Note, By, At),
        new MatchRequested(MatchAsked, Agreement, Signal, Subject, Nijmegen, 3, 1, By, At),
        new MatchProbingAlarmed(MatchAsked, Agreement, [Municipality, Police], Nijmegen, 25, 9, By, At, 60),
        new MatchFound(Matched, Agreement, MatchAsked, new(Municipality, Nijmegen, Signal, Subject), new(new("00000099000000281000"), new("0281"), new(Id(21)), new(Id(22))), By, At),
        new MatchIdentityConsented(Matched, Municipality, Basis, By, At),
        new LegalBasisRecorded(
            Basis, ResourceKind.VictimTrack, Record, Subject, LegalBasisKind.Consent, [new("care")],
            new(ConsentSigner.Self, new("from-16"), new("1"), new(2026, 3, 1)), Payload(22), new(2026, 3, 1), new(2027, 3, 1), Room.Care, Nijmegen, By, At),
        new LegalBasisWithdrawn(Basis, Note, By, At),
        new DisclosureMade(
            Disclosure, ResourceKind.Signal, Record, Subject, Room.General, Nijmegen, Police, [new("subjects"), new("identifiers")], new("public-task"), Basis, Agreement,
            new("security"), Payload(22), Payload(23), new("wpg"), true, At.AddDays(30), By, At, new(Municipality, Nijmegen)),
        new DisclosureEnded(
            Disclosure, ResourceKind.Signal, Record, Room.General, Nijmegen, Police, DisclosureEnding.Revoked, new("no-longer-needed"), Note, At.AddDays(1), At.AddDays(15), By,
            At.AddDays(1)),
        new ObjectionRaised(new(Id(45)), ResourceKind.Signal, Record, Subject, Municipality, Nijmegen, Room.General, By, At),
        new ObjectionDecided(new(Id(45)), ItemDecision.Refused, new("compelling-grounds"), By, At),
        new DisclosureConfirmed(Disclosure, Room.General, By, At),
        new DisclosureUnconfirmed(Disclosure, Room.General, At),
        new SubscriptionCreated(
            Subscribed, Room.Care, SinkProtocol.Http, Payload(41), Payload(42),
            [new("nl.chaincoop.victim-tracks.shelter-changed.v1")], [new("nl.chaincoop.victim-tracks.overdue.v1")], [new("nl.chaincoop.victim-tracks.")], Nijmegen, Record, 17, 60, [Role.CareCoordinator], Nijmegen, By, At),
        new SubscriptionVerified(Subscribed, 120, By, At),
        new SubscriptionPaused(Subscribed, By, At),
        new SubscriptionSuspended(Subscribed, SuspensionReason.Failing, At),
        new SubscriptionResumed(Subscribed, By, At),
        new SubscriptionSecretRotated(Subscribed, Payload(43), At.AddDays(1), By, At),
        new SubscriptionRewound(Subscribed, 12, By, At),
        new SubscriptionEnded(Subscribed, By, At),
        new SubscriptionRetired(Subscribed, At),
        new WitnessRegistered(WitnessId.From(Id(47)), Nijmegen, new("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), By, At),
        new WitnessEnded(WitnessId.From(Id(47)), By, At),
        new EvidenceBundleRequested(
            EvidenceBundleId.From(Id(48)), [new(new(Id(2)), ResourceKind.Signal, EvidenceClarity.Headers), new(new(Id(3)), ResourceKind.Case, EvidenceClarity.Texts)],
            At, At.AddDays(7), true, true, Municipality, Nijmegen, By, At),
        new EvidenceBundleApproved(EvidenceBundleId.From(Id(48)), By, At),
        new EvidenceBundleRefused(EvidenceBundleId.From(Id(48)), By, At),
        new EvidenceBundlePrepared(EvidenceBundleId.From(Id(48)), 70_000, 210_000, 1_200, 1_800, 42, At),
        .. OfPrevention,
    ];

    private static Deadline Report => new(DeadlineId.From(Inner(9)), new("shelter-overstay"), At, At.AddDays(7), new("1"));

    /// <summary>Of what is within the care room.</summary>
    private static Guid Inner(int number) => Guid.Parse($"c1d2e3f4-1a2b-4c3d-8e4f-5a6b7c8d9e{number:00}");

    private static Guid Id(int number) => Guid.Parse($"0198f1f0-0000-7000-8000-{number:d12}");

    private static PayloadRef Payload(int number) => new(new(Id(number)), new(new string("0123456789abcdef"[number % 16], 64)));
}

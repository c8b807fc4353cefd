namespace ChainCoop.Contracts;

/// <summary>
/// The types of entries of a feed: the one list that the program and its receivers have. What each comes from says
/// docs/event-catalogue.md. A type never changes its meaning; new ones come, so what a receiver does not know it passes over.
/// </summary>
public static class EntryTypes
{
    public const string AccessEnded = "nl.chaincoop.access.ended.v1";
    public const string AccessGranted = "nl.chaincoop.access.granted.v1";
    public const string AgreementsAccepted = "nl.chaincoop.agreements.accepted.v1";
    public const string AgreementsEnded = "nl.chaincoop.agreements.ended.v1";
    public const string AgreementsProposed = "nl.chaincoop.agreements.proposed.v1";
    public const string CasesClosed = "nl.chaincoop.cases.closed.v1";
    public const string CasesClosureProposed = "nl.chaincoop.cases.closure-proposed.v1";
    public const string CasesContentErased = "nl.chaincoop.cases.content-erased.v1";
    public const string CasesDeadlinesChanged = "nl.chaincoop.cases.deadlines-changed.v1";
    public const string CasesDestroyed = "nl.chaincoop.cases.destroyed.v1";
    public const string CasesHandedOver = "nl.chaincoop.cases.handed-over.v1";
    public const string CasesHandoverAnswered = "nl.chaincoop.cases.handover-answered.v1";
    public const string CasesHandoverRequested = "nl.chaincoop.cases.handover-requested.v1";
    public const string CasesMembersChanged = "nl.chaincoop.cases.members-changed.v1";
    public const string CasesOpened = "nl.chaincoop.cases.opened.v1";
    public const string CasesOverdue = "nl.chaincoop.cases.overdue.v1";
    public const string CasesPhaseBegan = "nl.chaincoop.cases.phase-began.v1";
    public const string CasesPlanAgreed = "nl.chaincoop.cases.plan-agreed.v1";
    public const string CasesPlanDrawnUp = "nl.chaincoop.cases.plan-drawn-up.v1";
    public const string CasesPlanSupported = "nl.chaincoop.cases.plan-supported.v1";
    public const string CasesProposed = "nl.chaincoop.cases.proposed.v1";
    public const string CasesReopened = "nl.chaincoop.cases.reopened.v1";
    public const string CasesScreened = "nl.chaincoop.cases.screened.v1";
    public const string CasesSignalsLinked = "nl.chaincoop.cases.signals-linked.v1";
    public const string CasesSignalsRetracted = "nl.chaincoop.cases.signals-retracted.v1";
    public const string CasesSignalsUnlinked = "nl.chaincoop.cases.signals-unlinked.v1";
    public const string CasesTasksChanged = "nl.chaincoop.cases.tasks-changed.v1";
    public const string DisclosuresDestructionConfirmed = "nl.chaincoop.disclosures.destruction-confirmed.v1";
    public const string DisclosuresEnded = "nl.chaincoop.disclosures.ended.v1";
    public const string DisclosuresMade = "nl.chaincoop.disclosures.made.v1";
    public const string DisclosuresUnconfirmed = "nl.chaincoop.disclosures.unconfirmed.v1";
    public const string EmergencyUsesBegun = "nl.chaincoop.emergency-uses.begun.v1";
    public const string EmergencyUsesEnded = "nl.chaincoop.emergency-uses.ended.v1";
    public const string EmergencyUsesReviewOverdue = "nl.chaincoop.emergency-uses.review-overdue.v1";
    public const string EmergencyUsesReviewed = "nl.chaincoop.emergency-uses.reviewed.v1";
    public const string EnrichmentRequestsAnswered = "nl.chaincoop.enrichment-requests.answered.v1";
    public const string EnrichmentRequestsMade = "nl.chaincoop.enrichment-requests.made.v1";
    public const string EnrichmentRequestsWithdrawn = "nl.chaincoop.enrichment-requests.withdrawn.v1";
    public const string ErasuresDropped = "nl.chaincoop.erasures.dropped.v1";
    public const string ErasuresLapsed = "nl.chaincoop.erasures.lapsed.v1";
    public const string ErasuresOrdered = "nl.chaincoop.erasures.ordered.v1";
    public const string ErasuresProposed = "nl.chaincoop.erasures.proposed.v1";
    public const string ErasuresUnconfirmed = "nl.chaincoop.erasures.unconfirmed.v1";
    public const string MatchRequestsAlarmed = "nl.chaincoop.match-requests.alarmed.v1";
    public const string MatchesConsented = "nl.chaincoop.matches.consented.v1";
    public const string MatchesFound = "nl.chaincoop.matches.found.v1";
    public const string RetractionsMade = "nl.chaincoop.retractions.made.v1";
    public const string SecurityTracksBarriersChanged = "nl.chaincoop.security-tracks.barriers-changed.v1";
    public const string SecurityTracksContentErased = "nl.chaincoop.security-tracks.content-erased.v1";
    public const string SecurityTracksDeadlinesChanged = "nl.chaincoop.security-tracks.deadlines-changed.v1";
    public const string SecurityTracksDestroyed = "nl.chaincoop.security-tracks.destroyed.v1";
    public const string SecurityTracksMeasuresChanged = "nl.chaincoop.security-tracks.measures-changed.v1";
    public const string SecurityTracksOpened = "nl.chaincoop.security-tracks.opened.v1";
    public const string SecurityTracksOverdue = "nl.chaincoop.security-tracks.overdue.v1";
    public const string SecurityTracksParticipationsChanged = "nl.chaincoop.security-tracks.participations-changed.v1";
    public const string SignalsAcknowledged = "nl.chaincoop.signals.acknowledged.v1";
    public const string SignalsAssessed = "nl.chaincoop.signals.assessed.v1";
    public const string SignalsConcluded = "nl.chaincoop.signals.concluded.v1";
    public const string SignalsContentErased = "nl.chaincoop.signals.content-erased.v1";
    public const string SignalsContested = "nl.chaincoop.signals.contested.v1";
    public const string SignalsCorrected = "nl.chaincoop.signals.corrected.v1";
    public const string SignalsDeadlinesChanged = "nl.chaincoop.signals.deadlines-changed.v1";
    public const string SignalsDestroyed = "nl.chaincoop.signals.destroyed.v1";
    public const string SignalsDuplicatesChanged = "nl.chaincoop.signals.duplicates-changed.v1";
    public const string SignalsFeedbackAsked = "nl.chaincoop.signals.feedback-asked.v1";
    public const string SignalsFeedbackGiven = "nl.chaincoop.signals.feedback-given.v1";
    public const string SignalsFollowUpMoved = "nl.chaincoop.signals.follow-up-moved.v1";
    public const string SignalsFollowUpOverdue = "nl.chaincoop.signals.follow-up-overdue.v1";
    public const string SignalsNoticesAsked = "nl.chaincoop.signals.notices-asked.v1";
    public const string SignalsNotified = "nl.chaincoop.signals.notified.v1";
    public const string SignalsOriginRecorded = "nl.chaincoop.signals.origin-recorded.v1";
    public const string SignalsOverdue = "nl.chaincoop.signals.overdue.v1";
    public const string SignalsReceived = "nl.chaincoop.signals.received.v1";
    public const string SignalsReferralAnswered = "nl.chaincoop.signals.referral-answered.v1";
    public const string SignalsReferralWithdrawn = "nl.chaincoop.signals.referral-withdrawn.v1";
    public const string SignalsReopened = "nl.chaincoop.signals.reopened.v1";
    public const string SignalsReporterAnswered = "nl.chaincoop.signals.reporter-answered.v1";
    public const string SignalsReporterAsked = "nl.chaincoop.signals.reporter-asked.v1";
    public const string SignalsRetracted = "nl.chaincoop.signals.retracted.v1";
    public const string VictimTracksAftercareChanged = "nl.chaincoop.victim-tracks.aftercare-changed.v1";
    public const string VictimTracksAttendanceChanged = "nl.chaincoop.victim-tracks.attendance-changed.v1";
    public const string VictimTracksContentErased = "nl.chaincoop.victim-tracks.content-erased.v1";
    public const string VictimTracksDeadlinesChanged = "nl.chaincoop.victim-tracks.deadlines-changed.v1";
    public const string VictimTracksDestroyed = "nl.chaincoop.victim-tracks.destroyed.v1";
    public const string VictimTracksHandedOver = "nl.chaincoop.victim-tracks.handed-over.v1";
    public const string VictimTracksOpened = "nl.chaincoop.victim-tracks.opened.v1";
    public const string VictimTracksOverdue = "nl.chaincoop.victim-tracks.overdue.v1";
    public const string VictimTracksParticipationsChanged = "nl.chaincoop.victim-tracks.participations-changed.v1";
    public const string VictimTracksPlacementsChanged = "nl.chaincoop.victim-tracks.placements-changed.v1";
    public const string VictimTracksReflectionPeriodsChanged = "nl.chaincoop.victim-tracks.reflection-periods-changed.v1";
    public const string VictimTracksRegistrationsChanged = "nl.chaincoop.victim-tracks.registrations-changed.v1";
    public const string VictimTracksRoutesChanged = "nl.chaincoop.victim-tracks.routes-changed.v1";
    public const string VictimTracksSafetyChanged = "nl.chaincoop.victim-tracks.safety-changed.v1";
    public const string VictimTracksShelterChanged = "nl.chaincoop.victim-tracks.shelter-changed.v1";
    public const string VictimTracksTraffickingAssessmentsChanged = "nl.chaincoop.victim-tracks.trafficking-assessments-changed.v1";

    /// <summary>In the place of an entry that may no longer be seen; <c>data</c> has its <c>commitment</c> and nothing else.</summary>
    public const string Withheld = "nl.chaincoop.feed.withheld.v1";

    /// <summary>Each of them.</summary>
    public static IReadOnlySet<string> All { get; } =
        typeof(EntryTypes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);
}

/// <summary>What is delivered and is no entry: it has no position.</summary>
public static class BesideTypes
{
    /// <summary>Says at the interval of the subscription that deliveries arrive: when none comes, something is broken.</summary>
    public const string Canary = "nl.chaincoop.subscriptions.canary.v1";

    /// <summary>Somebody asked for it, to see whether deliveries arrive.</summary>
    public const string Test = "nl.chaincoop.subscriptions.test.v1";
}

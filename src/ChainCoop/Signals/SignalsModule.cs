using ChainCoop.Platform;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Matching;
using ChainCoop.Signals.Merging;
using ChainCoop.Signals.Origins;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Signals;

/// <summary>Everything the store must know about signals. The aliases are the storage format.</summary>
internal static class SignalsModule
{
    public static StoreOptions AddSignals(this StoreOptions store)
    {
        store.Events.MapEventType<SignalReceived>("signal_received");
        store.Events.MapEventType<SignalAcknowledged>("signal_acknowledged");
        store.Events.MapEventType<SignalAssessed>("signal_assessed");
        store.Events.MapEventType<SignalDismissed>("signal_dismissed");
        store.Events.MapEventType<SignalReferred>("signal_referred");
        store.Events.MapEventType<SignalLinked>("signal_linked");
        store.Events.MapEventType<SignalEscalated>("signal_escalated");
        store.Events.MapEventType<SignalNeedsFurtherAnalysis>("signal_needs_further_analysis");
        store.Events.MapEventType<ReferralAccepted>("referral_accepted");
        store.Events.MapEventType<ReferralDeclined>("referral_declined");
        store.Events.MapEventType<ReferralWithdrawn>("referral_withdrawn");
        store.Events.MapEventType<SignalBecameOverdue>("signal_became_overdue");
        store.Events.MapEventType<SignalDeadlineMoved>("signal_deadline_moved");
        store.Events.MapEventType<SignalCorrected>("signal_corrected");
        store.Events.MapEventType<SignalFactContested>("signal_fact_contested");
        store.Events.MapEventType<SignalContestDecided>("signal_contest_decided");

        store.Events.MapEventType<NoticesAsked>("notices_asked");
        store.Events.MapEventType<NoticeGiven>("notice_given");
        store.Events.MapEventType<EnrichmentRequested>("enrichment_requested");
        store.Events.MapEventType<EnrichmentAnswered>("enrichment_answered");
        store.Events.MapEventType<EnrichmentDeclined>("enrichment_declined");
        store.Events.MapEventType<EnrichmentWithdrawn>("enrichment_withdrawn");
        store.Events.MapEventType<SignalReopened>("signal_reopened");
        store.Events.MapEventType<SignalFollowUpMissed>("signal_follow_up_missed");
        store.Events.MapEventType<SignalFollowUpMoved>("signal_follow_up_moved");
        store.Events.MapEventType<SignalRetracted>("signal_retracted");
        store.Events.MapEventType<RetractionSent>("retraction_sent");

        store.Events.MapEventType<FeedbackAsked>("feedback_asked");
        store.Events.MapEventType<FeedbackGiven>("feedback_given");

        store.Events.MapEventType<ReporterAsked>("reporter_asked");
        store.Events.MapEventType<ReporterAnswered>("reporter_answered");

        store.Events.MapEventType<SignalMerged>("signal_merged");
        store.Events.MapEventType<DuplicateMerged>("duplicate_merged");
        store.Events.MapEventType<OutcomeFollowed>("outcome_followed");
        store.Events.MapEventType<SignalUnmerged>("signal_unmerged");
        store.Events.MapEventType<DuplicateUnmerged>("duplicate_unmerged");

        store.Events.MapEventType<SignalOriginRecorded>("signal_origin_recorded");

        store.Events.MapEventType<MatchRequested>("match_requested");
        store.Events.MapEventType<MatchProbingAlarmed>("match_probing_alarmed");
        store.Events.MapEventType<MatchFound>("match_found");
        store.Events.MapEventType<MatchIdentityConsented>("match_identity_consented");

        store.Projections.Snapshot<MatchRequest>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<Match>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<Signal>(SnapshotLifecycle.Inline);
        store.AddTables("signals", "external_references", "signals.sql");
        store.AddTables("signals", "match_keys", "match-keys.sql");
        store.AddTables("signals", "match_agreement_requests", "match-quota.sql");
        store.AddTables("signals", "overlap_reports", "overlap.sql");
        return store;
    }
}

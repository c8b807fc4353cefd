using ChainCoop.Cases.Emergencies;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using JasperFx.Events.Projections;
using Marten;

namespace ChainCoop.Cases;

/// <summary>Everything the store must know about cases and their two tracks. The aliases are the storage format.</summary>
internal static class CasesModule
{
    public static StoreOptions AddCases(this StoreOptions store)
    {
        store.Events.MapEventType<CaseProposed>("case_proposed");
        store.Events.MapEventType<MemberJoined>("member_joined");
        store.Events.MapEventType<MemberLeft>("member_left");
        store.Events.MapEventType<CaseScreened>("case_screened");
        store.Events.MapEventType<CaseOpened>("case_opened");
        store.Events.MapEventType<SignalLinkedToCase>("signal_linked_to_case");
        store.Events.MapEventType<LinkedSignalReopened>("linked_signal_reopened");
        store.Events.MapEventType<LinkedSignalRetracted>("linked_signal_retracted");
        store.Events.MapEventType<TaskAssigned>("task_assigned");
        store.Events.MapEventType<TaskCompleted>("task_completed");
        store.Events.MapEventType<ClosureProposed>("closure_proposed");
        store.Events.MapEventType<CaseClosed>("case_closed");
        store.Events.MapEventType<CaseDeadlineMissed>("case_deadline_missed");
        store.Events.MapEventType<CaseDeadlineMoved>("case_deadline_moved");

        store.Events.MapEventType<VictimTrackOpened>("victim_track_opened");
        store.Events.MapEventType<VictimPlaced>("victim_placed");
        store.Events.MapEventType<VictimParticipationStarted>("victim_participation_started");
        store.Events.MapEventType<VictimParticipationCorrected>("victim_participation_corrected");
        store.Events.MapEventType<VictimFactContested>("victim_fact_contested");
        store.Events.MapEventType<VictimContestDecided>("victim_contest_decided");
        store.Events.MapEventType<VictimDeadlineMissed>("victim_deadline_missed");
        store.Events.MapEventType<VictimDeadlineMoved>("victim_deadline_moved");

        store.Events.MapEventType<SecurityTrackOpened>("security_track_opened");
        store.Events.MapEventType<SecurityParticipationStarted>("security_participation_started");
        store.Events.MapEventType<SecurityParticipationCorrected>("security_participation_corrected");
        store.Events.MapEventType<SecurityFactContested>("security_fact_contested");
        store.Events.MapEventType<SecurityContestDecided>("security_contest_decided");
        store.Events.MapEventType<SecurityDeadlineMissed>("security_deadline_missed");
        store.Events.MapEventType<SecurityDeadlineMoved>("security_deadline_moved");
        store.Events.MapEventType<MeasureConsidered>("measure_considered");
        store.Events.MapEventType<MeasureMoved>("measure_moved");
        store.Events.MapEventType<MeasureImposed>("measure_imposed");

        store.Events.MapEventType<EmergencyUseBegun>("emergency_use_begun");
        store.Events.MapEventType<EmergencyUseEnded>("emergency_use_ended");
        store.Events.MapEventType<EmergencyUseReviewed>("emergency_use_reviewed");
        store.Events.MapEventType<EmergencyReviewBecameOverdue>("emergency_review_became_overdue");

        store.Projections.Snapshot<Case>(SnapshotLifecycle.Inline);
        store.Schema.For<Case>().Index(current => current.From!, index =>
        {
            index.Name = CaseLinks.OneCasePerSignal;
            index.IsUnique = true;
        });
        store.Projections.Snapshot<VictimTrack>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<SecurityTrack>(SnapshotLifecycle.Inline);
        store.Projections.Snapshot<EmergencyUse>(SnapshotLifecycle.Inline);
        store.Schema.For<EmergencyUse>().Index([use => use.Record, use => use.By.Organisation], index =>
        {
            index.Name = BeginEmergencyUseEndpoint.OneOpen;
            index.IsUnique = true;
            // As PostgreSQL writes it down: db-assert compares the texts.
            index.Predicate = "((data ->> 'endedAt'::text) IS NULL)";
        });
        return store;
    }
}

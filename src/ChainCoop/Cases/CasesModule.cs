using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Emergencies;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Plans;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Platform;
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
        store.Events.MapEventType<CaseReopened>("case_reopened");
        store.Events.MapEventType<ConferencePlanned>("conference_planned");
        store.Events.MapEventType<AttendeeInvited>("attendee_invited");
        store.Events.MapEventType<AttendanceEnded>("attendance_ended");
        store.Events.MapEventType<ConferenceRecorded>("conference_recorded");
        store.Events.MapEventType<ConferenceCancelled>("conference_cancelled");
        store.Events.MapEventType<HandoverRequested>("handover_requested");
        store.Events.MapEventType<HandoverDeclined>("handover_declined");
        store.Events.MapEventType<HandoverWithdrawn>("handover_withdrawn");
        store.Events.MapEventType<RoomHandedOver>("room_handed_over");
        store.Events.MapEventType<HandoverAccepted>("handover_accepted");
        store.Events.MapEventType<PlanDrawnUp>("plan_drawn_up");
        store.Events.MapEventType<PlanSupported>("plan_supported");
        store.Events.MapEventType<PlanAgreed>("plan_agreed");
        store.Events.MapEventType<CasePhaseBegan>("case_phase_began");

        store.Events.MapEventType<VictimTrackOpened>("victim_track_opened");
        store.Events.MapEventType<VictimPlaced>("victim_placed");
        store.Events.MapEventType<VictimParticipationStarted>("victim_participation_started");
        store.Events.MapEventType<VictimParticipationCorrected>("victim_participation_corrected");
        store.Events.MapEventType<VictimFactContested>("victim_fact_contested");
        store.Events.MapEventType<VictimContestDecided>("victim_contest_decided");
        store.Events.MapEventType<VictimDeadlineMissed>("victim_deadline_missed");
        store.Events.MapEventType<VictimDeadlineMoved>("victim_deadline_moved");

        store.Events.MapEventType<VictimSafetyChecked>("victim_safety_checked");
        store.Events.MapEventType<VictimRouteProposed>("victim_route_proposed");
        store.Events.MapEventType<VictimRouteDecided>("victim_route_decided");
        store.Events.MapEventType<VictimShelterRequested>("victim_shelter_requested");
        store.Events.MapEventType<VictimShelterMoved>("victim_shelter_moved");
        store.Events.MapEventType<VictimOverstayReported>("victim_overstay_reported");
        store.Events.MapEventType<VictimAftercareArranged>("victim_aftercare_arranged");
        store.Events.MapEventType<VictimRegisteredWithComensha>("victim_registered_with_comensha");
        store.Events.MapEventType<ComenshaRegistrationChanged>("comensha_registration_changed");
        store.Events.MapEventType<ReflectionPeriodBegun>("reflection_period_begun");
        store.Events.MapEventType<ReflectionPeriodEnded>("reflection_period_ended");
        store.Events.MapEventType<VictimTraffickingAssessed>("victim_trafficking_assessed");
        store.Events.MapEventType<VictimParticipationEnded>("victim_participation_ended");

        store.Events.MapEventType<SecurityTrackOpened>("security_track_opened");
        store.Events.MapEventType<SecurityParticipationStarted>("security_participation_started");
        store.Events.MapEventType<SecurityParticipationCorrected>("security_participation_corrected");
        store.Events.MapEventType<SecurityFactContested>("security_fact_contested");
        store.Events.MapEventType<SecurityContestDecided>("security_contest_decided");
        store.Events.MapEventType<SecurityDeadlineMissed>("security_deadline_missed");
        store.Events.MapEventType<SecurityDeadlineMoved>("security_deadline_moved");
        store.Events.MapEventType<SecurityParticipationEnded>("security_participation_ended");
        store.Events.MapEventType<MeasureConsidered>("measure_considered");
        store.Events.MapEventType<MeasureMoved>("measure_moved");
        store.Events.MapEventType<MeasureImposed>("measure_imposed");
        store.Events.MapEventType<MeasureAnnulled>("measure_annulled");
        store.Events.MapEventType<MeasureBecameFinal>("measure_became_final");
        store.Events.MapEventType<MeasureTermChanged>("measure_term_changed");
        store.Events.MapEventType<MeasureEffectRecorded>("measure_effect_recorded");
        store.Events.MapEventType<ProceedingBegun>("measure_proceeding_begun");
        store.Events.MapEventType<ProceedingExtended>("measure_proceeding_extended");
        store.Events.MapEventType<ProceedingDecided>("measure_proceeding_decided");
        store.Events.MapEventType<BarrierInterventionPlanned>("barrier_intervention_planned");
        store.Events.MapEventType<BarrierInterventionConcluded>("barrier_intervention_concluded");

        store.Events.MapEventType<EmergencyUseBegun>("emergency_use_begun");
        store.Events.MapEventType<EmergencyUseEnded>("emergency_use_ended");
        store.Events.MapEventType<EmergencyUseReviewed>("emergency_use_reviewed");
        store.Events.MapEventType<EmergencyReviewBecameOverdue>("emergency_review_became_overdue");

        store.AddTables("cases", "item_references", "case-references.sql");
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

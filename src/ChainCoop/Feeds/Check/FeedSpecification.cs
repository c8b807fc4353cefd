using System.Text.Json;

namespace ChainCoop.Feeds.Check;

// Written a second time, on purpose: nothing here may use the rules, ledger or canonical writer that make the feeds
// (an architecture test holds it). Where the two differ, one of them is wrong.

/// <summary>Who gets access to a resource, or loses it.</summary>
internal sealed record AccessChange(bool Given, string Organisation, string Room, string Kind, Guid Resource, string Role);

/// <summary>What is said to all who have access in one of the roles.</summary>
/// <param name="Begins">The resource begins with it: who gets access by the same event hears this instead.</param>
internal sealed record Saying(string Type, string Kind, Guid Resource, string Room, string[] Roles, string? Status, bool Begins);

/// <summary>What feeds have to say about a stored event, by its alias and its JSON alone.</summary>
internal sealed record FeedSpecification(AccessChange[] Access, Saying? Saying)
{
    private static readonly string[] All = ["owner", "reporter", "referred", "lead", "member", "receiver", "party", "notified"];
    private static readonly string[] Assessing = ["owner", "referred"];

    public static FeedSpecification Of(string alias, JsonElement e) => alias switch
    {
        "signal_received" => new(
            [
                new(true, Text(e, "owner"), "general", "signal", Id(e, "signalId"), "owner"),
                new(true, Text(e, "from"), "general", "signal", Id(e, "signalId"), "reporter"),
            ],
            Signal(e, "received", All, "received", begins: true)),
        "signal_acknowledged" => new([], Signal(e, "acknowledged", All)),
        "signal_assessed" => new([], Signal(e, "assessed", Assessing)),
        "signal_needs_further_analysis" => new([], Signal(e, "assessed", Assessing, "in-assessment")),
        "signal_dismissed" => new([], Signal(e, "concluded", All, "dismissed")),
        "signal_linked" => new([], Signal(e, "concluded", All, "linked")),
        "signal_escalated" => new([], Signal(e, "concluded", All, "escalated")),
        "signal_referred" => new(
            [new(true, Text(e, "to"), "general", "signal", Id(e, "signalId"), "referred")],
            Signal(e, "concluded", All, "referred")),
        "referral_accepted" => new([], Signal(e, "referral-answered", All, "referred")),
        "referral_declined" => new(
            [new(false, Text(e, "to"), "general", "signal", Id(e, "signalId"), "referred")],
            Signal(e, "referral-answered", All, "in-assessment")),
        "referral_withdrawn" => new(
            [new(false, Text(e, "to"), "general", "signal", Id(e, "signalId"), "referred")],
            Signal(e, "referral-withdrawn", All, "in-assessment")),
        "signal_became_overdue" => new([], Signal(e, "overdue", Assessing)),
        "signal_deadline_moved" => new([], Signal(e, "deadlines-changed", Assessing)),
        "case_deadline_missed" => new([], Case(e, "overdue")),
        "case_deadline_moved" => new([], Case(e, "deadlines-changed")),
        "victim_deadline_missed" => new([], Track(e, "victim", "overdue")),
        "victim_deadline_moved" => new([], Track(e, "victim", "deadlines-changed")),
        "security_deadline_missed" => new([], Track(e, "security", "overdue")),
        "security_deadline_moved" => new([], Track(e, "security", "deadlines-changed")),
        "signal_corrected" => new([], Signal(e, "corrected", All)),
        "signal_fact_contested" or "signal_contest_decided" => new([], Signal(e, "contested", All)),

        "signal_follow_up_missed" => new([], Signal(e, "follow-up-overdue", ["owner"])),
        "signal_follow_up_moved" => new([], Signal(e, "follow-up-moved", ["owner"])),
        "notices_asked" => new([], Signal(e, "notices-asked", ["owner"])),
        "notice_given" => new([new(true, Text(e, "to"), "general", "signal", Id(e, "signalId"), "notified")], Signal(e, "notified", ["owner"])),
        "enrichment_requested" => new(
            [
                new(true, Text(e.GetProperty("by"), "organisation"), "general", "enrichment-request", Id(e, "enrichmentRequestId"), "owner"),
                new(true, Text(e, "to"), "general", "enrichment-request", Id(e, "enrichmentRequestId"), "asked"),
            ],
            Enrichment(e, "made", "open", begins: true)),
        "enrichment_answered" => new([], Enrichment(e, "answered", "answered")),
        "enrichment_declined" => new([], Enrichment(e, "answered", "declined")),
        "enrichment_withdrawn" => new([new(false, Text(e, "to"), "general", "enrichment-request", Id(e, "enrichmentRequestId"), "asked")], Enrichment(e, "withdrawn", "withdrawn")),
        "feedback_asked" => new([], Signal(e, "feedback-asked", ["owner"])),
        "feedback_given" => new([], Signal(e, "feedback-given", ["owner", "reporter"])),
        "signal_origin_recorded" => new([], Signal(e, "origin-recorded", ["owner"])),
        "reporter_asked" => new([], Signal(e, "reporter-asked", Assessing)),
        "reporter_answered" => new([], Signal(e, "reporter-answered", Assessing)),
        "signal_merged" when e.TryGetProperty("outcome", out var outcome) && outcome.ValueKind == JsonValueKind.String => new([], Signal(e, "concluded", All, outcome.GetString())),
        "signal_merged" => new([], Signal(e, "merged", ["owner"])),
        "outcome_followed" when Text(e, "status") == "in-assessment" => new([], Signal(e, "reopened", All, "in-assessment")),
        "outcome_followed" => new([], Signal(e, "concluded", All, Text(e, "status"))),
        "signal_unmerged" when e.GetProperty("followed").GetBoolean() => new([], Signal(e, "reopened", All, Text(e, "status"))),
        "signal_unmerged" => new([], Signal(e, "unmerged", ["owner"], Text(e, "status"))),
        "duplicate_merged" or "duplicate_unmerged" => new([], Signal(e, "duplicates-changed", ["owner"])),
        "signal_reopened" => new([.. Ended(e, "takenFrom", "referred")], Signal(e, "reopened", All, "in-assessment")),
        "signal_retracted" => new(
            [
                .. Ended(e, "referredTo", "referred"),
                .. e.GetProperty("notified").EnumerateArray().Select(of => new AccessChange(false, of.GetString()!, "general", "signal", Id(e, "signalId"), "notified")),
                .. e.GetProperty("asked").EnumerateArray().Select(of => new AccessChange(false, Text(of, "organisation"), "general", "enrichment-request", Id(of, "enrichmentRequestId"), "asked")),
            ],
            Signal(e, "retracted", All, "retracted")),
        "retraction_sent" => new(
            [
                new(true, Text(e, "owner"), "general", "retraction", Id(e, "retractionId"), "owner"),
                .. e.GetProperty("receivers").EnumerateArray().Select(to => new AccessChange(true, to.GetString()!, "general", "retraction", Id(e, "retractionId"), "receiver")),
            ],
            new("nl.chaincoop.retractions.made.v1", "retraction", Id(e, "retractionId"), "general", All, null, true)),

        "member_joined" => new([Member(e, joins: true)], e.GetProperty("founding").GetBoolean() ? Founded(e) : Case(e, "members-changed")),
        "member_left" => new([Member(e, joins: false)], Case(e, "members-changed")),
        "case_screened" => new([], Case(e, "screened", "screened")),
        "case_opened" => new([], Case(e, "opened", "open")),
        "signal_linked_to_case" => new([], Case(e, "signals-linked")),
        "linked_signal_reopened" => new([], Case(e, "signals-unlinked")),
        "linked_signal_retracted" => new([], Case(e, "signals-retracted")),
        "task_assigned" or "task_completed" => new([], Case(e, "tasks-changed")),
        "closure_proposed" => new([], Case(e, "closure-proposed")),
        "case_closed" => new([], Case(e, "closed", "closed")),
        "case_reopened" => new([], Case(e, "reopened", Text(e, "status"))),
        "conference_planned" when Text(e, "room") == "general" => new([], Case(e, "conference-planned")),
        "conference_recorded" when Text(e, "room") == "general" => new([], Case(e, "conference-recorded")),
        "conference_cancelled" when Text(e, "room") == "general" => new([], Case(e, "conference-cancelled")),
        "attendee_invited" => new([Attends(e, true)], InRoom(e, "attendance-changed", "attendance-changed")),
        "attendance_ended" => new([Attends(e, false)], InRoom(e, "attendance-changed", "attendance-changed")),
        "handover_requested" => new([Offer(e, true)], Case(e, "handover-requested")),
        "handover_declined" or "handover_withdrawn" => new([Offer(e, false)], Case(e, "handover-answered")),
        "handover_accepted" => new([Offer(e, false)], Case(e, "handed-over")),
        "room_handed_over" => new(HandedOver(e), InRoom(e, "members-changed", "handed-over")),
        "plan_drawn_up" => new([], Case(e, "plan-drawn-up", "open")),
        "plan_supported" => new([], Case(e, "plan-supported")),
        "plan_agreed" => new([], Case(e, "plan-agreed", "plan-agreed")),
        "case_phase_began" => new([], Case(e, "phase-began", Text(e, "phase"))),

        "victim_participation_started" or "victim_participation_corrected" or "victim_fact_contested" or "victim_contest_decided" or "victim_participation_ended" => new([], Track(e, "victim", "participations-changed")),
        "victim_placed" => new([], Track(e, "victim", "placements-changed")),
        "victim_trafficking_assessed" => new([], Track(e, "victim", "trafficking-assessments-changed")),
        "victim_safety_checked" => new([], Track(e, "victim", "safety-changed")),
        "victim_route_proposed" or "victim_route_decided" => new([], Track(e, "victim", "routes-changed")),
        "victim_shelter_requested" or "victim_shelter_moved" or "victim_overstay_reported" => new([], Track(e, "victim", "shelter-changed")),
        "victim_aftercare_arranged" => new([], Track(e, "victim", "aftercare-changed")),
        "victim_registered_with_comensha" or "comensha_registration_changed" => new([], Track(e, "victim", "registrations-changed")),
        "reflection_period_begun" or "reflection_period_ended" => new([], Track(e, "victim", "reflection-periods-changed")),
        "security_participation_ended" => new([], Track(e, "security", "participations-changed")),
        "security_participation_started" or "security_participation_corrected" or "security_fact_contested" or "security_contest_decided" => new([], Track(e, "security", "participations-changed")),
        "measure_considered" or "measure_moved" or "measure_imposed" or "measure_annulled" or "measure_became_final" or "measure_term_changed" or "measure_effect_recorded" => new([], Track(e, "security", "measures-changed")),
        "measure_proceeding_begun" or "measure_proceeding_extended" or "measure_proceeding_decided" => new([], Track(e, "security", "measures-changed")),
        "barrier_intervention_planned" or "barrier_intervention_concluded" => new([], Track(e, "security", "barriers-changed")),

        "emergency_use_begun" => new(
            [
                new(true, Text(e, "owner"), "general", "emergency-use", Id(e, "emergencyUseId"), "owner"),
                Opened(e, true, e.GetProperty("by").GetProperty("organisation").GetString()!),
            ],
            Emergency(e, "begun", "begun", begins: true)),
        "emergency_use_ended" => new([Opened(e, false, Text(e, "organisation"))], Emergency(e, "ended", "ended")),
        "emergency_use_reviewed" => new([], Emergency(e, "reviewed")),
        "emergency_review_became_overdue" => new([], Emergency(e, "review-overdue")),

        "erasure_proposed" => new(
            [new(true, Text(e, "owner"), Text(e, "room"), "erasure", Id(e, "erasureId"), "owner")],
            Erasure(e, "proposed")),
        "erasure_ordered" => new(
            [.. e.GetProperty("receivers").EnumerateArray().Select(to => new AccessChange(true, to.GetString()!, Text(e, "room"), "erasure", Id(e, "erasureId"), "receiver"))],
            Erasure(e, "ordered")),
        "erasure_lapsed" => new([], new("nl.chaincoop.erasures.lapsed.v1", "erasure", Id(e, "erasureId"), Text(e, "room"), All, "lapsed", false)),
        "erasure_dropped" => new([], new("nl.chaincoop.erasures.dropped.v1", "erasure", Id(e, "erasureId"), Text(e, "room"), All, "dropped", false)),
        "erasure_unconfirmed" when e.TryGetProperty("room", out var room) && room.ValueKind == JsonValueKind.String => new([], new("nl.chaincoop.erasures.unconfirmed.v1", "erasure", Id(e, "erasureId"), Text(e, "room"), All, null, false)),
        "signal_content_erased" or "case_content_erased" or "victim_content_erased" or "security_content_erased" => new([], Erased(e, "content-erased", null)),
        "signal_destroyed" or "case_destroyed" or "victim_track_destroyed" or "security_track_destroyed" => new([], Erased(e, "destroyed", "destroyed")),

        "agreement_made" => new(
            [.. e.GetProperty("parties").EnumerateArray().Select(party => new AccessChange(true, party.GetString()!, "general", "agreement", Id(e, "agreementId"), "party"))],
            Agreement(e, "proposed", "proposed", begins: true)),
        "agreement_accepted" => new([], Agreement(e, "accepted", null)),
        "agreement_ended" => new([], Agreement(e, "ended", "ended")),
        "disclosure_made" => new(
            [
                new(true, Text(e.GetProperty("by"), "organisation"), Text(e, "room"), "disclosure", Id(e, "disclosureId"), "owner"),
                new(true, Text(e, "receiver"), Text(e, "room"), "disclosure", Id(e, "disclosureId"), "receiver"),
                new(true, Text(e, "receiver"), Text(e, "room"), Text(e, "kind"), Id(e, "record"), "disclosed"),
            ],
            Disclosure(e, "made", "in-force", begins: true)),
        "disclosure_ended" => new(
            [new(false, Text(e, "receiver"), Text(e, "room"), Text(e, "kind"), Id(e, "record"), "disclosed")],
            Disclosure(e, "ended", Text(e, "ending"))),
        "disclosure_confirmed" => new([], Disclosure(e, "destruction-confirmed", null)),
        "disclosure_unconfirmed" => new([], Disclosure(e, "unconfirmed", null)),

        "match_found" => new([MatchSide(e, "asker"), MatchSide(e, "holder")], new("nl.chaincoop.matches.found.v1", "match", Id(e, "matchId"), "general", All, null, true)),
        "match_identity_consented" => new([], new("nl.chaincoop.matches.consented.v1", "match", Id(e, "matchId"), "general", All, null, false)),
        "match_probing_alarmed" => new(
            [.. e.GetProperty("parties").EnumerateArray().Select(party => new AccessChange(true, party.GetString()!, "general", "match-request", Id(e, "matchRequestId"), "party"))],
            new("nl.chaincoop.match-requests.alarmed.v1", "match-request", Id(e, "matchRequestId"), "general", All, null, true)),

        // Legal holds and destruction lists are a matter of the keepers, who have no feed.
        _ => new([], null),
    };

    private static Saying Enrichment(JsonElement e, string what, string status, bool begins = false) =>
        new($"nl.chaincoop.enrichment-requests.{what}.v1", "enrichment-request", Id(e, "enrichmentRequestId"), "general", ["owner", "asked"], status, begins);

    private static IEnumerable<AccessChange> Ended(JsonElement e, string member, string role)
    {
        if (e.TryGetProperty(member, out var of) && of.ValueKind == JsonValueKind.String)
            yield return new AccessChange(false, of.GetString()!, "general", "signal", Id(e, "signalId"), role);
    }

    private static AccessChange MatchSide(JsonElement e, string side) =>
        new(true, Text(e.GetProperty(side), "organisation"), "general", "match", Id(e, "matchId"), "owner");

    private static AccessChange Opened(JsonElement e, bool begins, string organisation)
    {
        var room = Text(e, "room");
        var kind = room switch { "care" => "victim-track", "security" => "security-track", _ => "case" };
        return new(begins, organisation, room, kind, Id(e, "record"), "emergency");
    }

    private static Saying Emergency(JsonElement e, string what, string? status = null, bool begins = false) =>
        new($"nl.chaincoop.emergency-uses.{what}.v1", "emergency-use", Id(e, "emergencyUseId"), "general", All, status, begins);

    private static Saying Erasure(JsonElement e, string what) =>
        new($"nl.chaincoop.erasures.{what}.v1", "erasure", Id(e, "erasureId"), Text(e, "room"), All, what, true);

    private static Saying Agreement(JsonElement e, string what, string? status, bool begins = false) =>
        new($"nl.chaincoop.agreements.{what}.v1", "agreement", Id(e, "agreementId"), "general", All, status, begins);

    private static Saying Disclosure(JsonElement e, string what, string? status, bool begins = false) =>
        new($"nl.chaincoop.disclosures.{what}.v1", "disclosure", Id(e, "disclosureId"), Text(e, "room"), All, status, begins);

    private static Saying Erased(JsonElement e, string what, string? status)
    {
        var kind = Text(e, "kind");
        var room = kind switch { "victim-track" => "care", "security-track" => "security", _ => "general" };
        return new($"nl.chaincoop.{kind}s.{what}.v1", kind, Id(e, "record"), room, All, status, false);
    }

    private static Saying Signal(JsonElement e, string what, string[] roles, string? status = null, bool begins = false) =>
        new($"nl.chaincoop.signals.{what}.v1", "signal", Id(e, "signalId"), "general", roles, status, begins);

    private static Saying Case(JsonElement e, string what, string? status = null, bool begins = false) =>
        new($"nl.chaincoop.cases.{what}.v1", "case", Id(e, "caseId"), "general", All, status, begins);

    private static Saying Track(JsonElement e, string track, string what, bool begins = false) =>
        new($"nl.chaincoop.{track}-tracks.{what}.v1", $"{track}-track", Id(e, $"{track}TrackId"), RoomOf(track), All, null, begins);

    private static Saying Founded(JsonElement e) => Text(e, "room") switch
    {
        "general" => Case(e, "proposed", "proposed", begins: true),
        "care" => Track(e, "victim", "opened", begins: true),
        _ => Track(e, "security", "opened", begins: true),
    };

    private static AccessChange Member(JsonElement e, bool joins)
    {
        var room = Text(e, "room");
        var (kind, resource) = RoomIn(e);
        return new(joins, Text(e, "organisation"), room, kind, resource, Text(e, "role") == "lead" ? "lead" : "member");
    }

    private static Saying InRoom(JsonElement e, string ofCase, string ofTrack) => Text(e, "room") switch
    {
        "care" => Track(e, "victim", ofTrack),
        "security" => Track(e, "security", ofTrack),
        _ => Case(e, ofCase),
    };

    private static AccessChange Attends(JsonElement e, bool begins)
    {
        var (kind, resource) = RoomIn(e);
        return new(begins, Text(e, "organisation"), Text(e, "room"), kind, resource, "attendee");
    }

    private static (string Kind, Guid Resource) RoomIn(JsonElement e) => Text(e, "room") switch
    {
        "general" => ("case", Id(e, "caseId")),
        "care" => ("victim-track", Id(e, "victimTrackId")),
        _ => ("security-track", Id(e, "securityTrackId")),
    };

    private static AccessChange Offer(JsonElement e, bool begins) => new(begins, Text(e, "receiver"), "general", "case", Id(e, "caseId"), "offered");

    /// <summary>Those who begin or go on, then those who end and do not go on in the same role.</summary>
    private static AccessChange[] HandedOver(JsonElement e)
    {
        var room = Text(e, "room");
        var (kind, resource) = RoomIn(e);
        var begun = Members("begun", true);
        return [.. begun, .. Members("continued", true), .. Members("ended", false).Where(end => !begun.Any(begin => (begin.Organisation, begin.Role) == (end.Organisation, end.Role)))];

        AccessChange[] Members(string list, bool has) =>
            [.. e.GetProperty(list).EnumerateArray().Select(member => new AccessChange(has, Text(member, "organisation"), room, kind, resource, Text(member, "role") == "lead" ? "lead" : "member"))];
    }

    private static string RoomOf(string track) => track == "victim" ? "care" : "security";

    private static string Text(JsonElement e, string member) => e.GetProperty(member).GetString()!;

    private static Guid Id(JsonElement e, string member) => e.GetProperty(member).GetGuid();
}

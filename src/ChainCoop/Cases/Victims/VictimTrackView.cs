using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>The care room of a case. It says nothing about the case or the security room.</summary>
/// <param name="OpenedOn">The day in UTC.</param>
/// <param name="Placements">Where persons are now: each in one place at most.</param>
public sealed record VictimTrackView(
    VictimTrackId Id,
    DateOnly OpenedOn,
    IReadOnlyList<ParticipationView> Participations,
    IReadOnlyList<PlacementView> Placements,
    IReadOnlyList<SafetyCheckView> SafetyChecks,
    IReadOnlyList<RouteProposalView> RouteProposals,
    IReadOnlyList<ShelterRequestView> ShelterRequests,
    IReadOnlyList<AftercareView> Aftercare,
    IReadOnlyList<ComenshaRegistrationView> ComenshaRegistrations,
    IReadOnlyList<ReflectionPeriodView> ReflectionPeriods,
    IReadOnlyList<TraffickingAssessmentView> TraffickingAssessments)
{
    internal static VictimTrackView Of(VictimTrack track, Opened opened, IReadOnlySet<Placement> withAddress) => new(
        track.Id, RoomDay.Of(track.OpenedAt), [.. track.Participations.Select(p => ParticipationView.Of(p, opened))],
        [.. track.Placements.Select(placement => PlacementView.Of(placement, opened, withAddress.Contains(placement)))],
        [.. track.SafetyChecks.Select(check => new SafetyCheckView(check.Id, check.ParticipationId, check.Level, check.Needs, opened.TextOf(check.Note), check.At))],
        [.. track.Routes.Select(route => RouteProposalView.Of(route, opened))],
        [.. track.ShelterRequests.Select(request => ShelterRequestView.Of(request, track.ReportOf(request)?.DueAt, opened))],
        [.. track.Aftercare.Select(care => new AftercareView(care.Id, care.ParticipationId, care.Kind, opened.TextOf(care.Note), care.At))],
        [.. track.ComenshaRegistrations.Select(registration => ComenshaRegistrationView.Of(registration, opened))],
        [.. track.ReflectionPeriods.Select(period => ReflectionPeriodView.Of(period, opened))],
        [.. track.TraffickingAssessments.Select(assessment => TraffickingAssessmentView.Of(assessment, opened))]);

    /// <summary>What it opens beside addresses.</summary>
    internal static IReadOnlyList<PayloadRef> Opens(VictimTrack track) =>
    [
        .. track.Participations.SelectMany(p => p.Shown)
            .Concat<PayloadRef?>(track.SafetyChecks.Select(check => check.Note))
            .Concat(track.Routes.Select(route => route.Decision?.Note))
            .Concat(track.ShelterRequests.SelectMany(request => request.Steps.Select(step => step.Note).Concat(request.Overstays.Select(report => report.Note))))
            .Concat(track.Aftercare.Select(care => care.Note))
            .Concat(track.ComenshaRegistrations.SelectMany(registration => registration.Changes).Select(change => change.Note))
            .Concat(track.ReflectionPeriods.Select(period => period.Ending?.Note))
            .Concat(track.TraffickingAssessments.Select(assessment => assessment.Note))
            .OfType<PayloadRef>().Distinct(),
    ];
}

internal static class NotesOfCare
{
    public static string? TextOf(this Opened opened, PayloadRef? note) => note is null ? null : opened.Text(note);
}

public sealed record SafetyCheckView(SafetyCheckId Id, ParticipationId ParticipationId, SafetyLevel Level, IReadOnlyList<UrgentNeed> Needs, string? Note, DateTimeOffset At);

/// <param name="Rules">Version of the rules.</param>
/// <param name="Proposed">Absent: no rule applied.</param>
/// <param name="Applied">The rules that applied, the one that decided first.</param>
/// <param name="Open">Rules that may apply once an unknown fact is known.</param>
/// <param name="Decision">What a human decided; absent until then.</param>
public sealed record RouteProposalView(
    RouteProposalId Id,
    ParticipationId ParticipationId,
    RoutingFacts Facts,
    RoutingRulesVersion Rules,
    VictimRoute? Proposed,
    IReadOnlyList<RoutingRule> Applied,
    IReadOnlyList<RoutingRule> Open,
    DateTimeOffset At,
    RouteDecisionView? Decision)
{
    internal static RouteProposalView Of(RouteProposal route, Opened opened) => new(
        route.Id, route.ParticipationId, route.Facts, route.Rules, route.Proposed, route.Applied, route.Open, route.At,
        route.Decision is { } made ? new RouteDecisionView(made.Route, made.Deviation, opened.TextOf(made.Note), made.At) : null);
}

public sealed record RouteDecisionView(VictimRoute Route, RouteDeviationReason? Deviation, string? Note, DateTimeOffset At);

/// <param name="Steps">In the order taken.</param>
/// <param name="Overstays">Weekly reports of a stay beyond the term.</param>
/// <param name="ReportBy">When the next one is due, should the person still be there; absent where the stay has no term.</param>
/// <param name="Allowed">States that follow.</param>
public sealed record ShelterRequestView(
    ShelterRequestId Id,
    ParticipationId ParticipationId,
    VictimRoute Shelter,
    ShelterState State,
    IReadOnlyList<ShelterStepView> Steps,
    IReadOnlyList<OverstayReportView> Overstays,
    DateTimeOffset? ReportBy,
    IReadOnlyList<ShelterState> Allowed)
{
    internal static ShelterRequestView Of(ShelterRequest request, DateTimeOffset? reportBy, Opened opened) => new(
        request.Id, request.ParticipationId, request.Shelter, request.State,
        [.. request.Steps.Select(step => new ShelterStepView(step.To, step.Reason, opened.TextOf(step.Note), step.At))],
        [.. request.Overstays.Select(report => new OverstayReportView(report.Reason, opened.TextOf(report.Note), report.At))],
        reportBy, ShelterProtocol.Next(request.State));
}

public sealed record ShelterStepView(ShelterState To, ShelterReason Reason, string? Note, DateTimeOffset At);

public sealed record OverstayReportView(OverstayReason Reason, string? Note, DateTimeOffset At);

public sealed record AftercareView(AftercareId Id, ParticipationId ParticipationId, AftercareKind Kind, string? Note, DateTimeOffset At);

/// <param name="Type">As it is now.</param>
/// <param name="Changes">Every type so far, the first of the registration itself.</param>
public sealed record ComenshaRegistrationView(
    ComenshaRegistrationId Id, ParticipationId ParticipationId, ComenshaRegistrationType Type, IReadOnlyList<ComenshaChangeView> Changes)
{
    internal static ComenshaRegistrationView Of(ComenshaRegistration registration, Opened opened) => new(
        registration.Id, registration.ParticipationId, registration.Current.Type,
        [.. registration.Changes.Select(change => new ComenshaChangeView(change.Type, change.LegalBasisId, change.Basis, opened.TextOf(change.Note), change.At))]);
}

public sealed record ComenshaChangeView(ComenshaRegistrationType Type, LegalBasisId LegalBasisId, LegalBasisKind LegalBasis, string? Note, DateTimeOffset At);

/// <param name="Until">First day after the term.</param>
/// <param name="Ended">What ended it; absent while it runs.</param>
/// <param name="EndedOn">First day on which it runs no longer.</param>
public sealed record ReflectionPeriodView(
    ReflectionPeriodId Id, ParticipationId ParticipationId, ReflectionPeriodKind Kind, DateOnly From, DateOnly Until, ReflectionPeriodEnd? Ended, DateOnly? EndedOn, string? Note)
{
    internal static ReflectionPeriodView Of(ReflectionPeriod period, Opened opened) => new(
        period.Id, period.ParticipationId, period.Kind, period.From, period.Until, period.Ending?.Reason, period.Ending?.EndedOn, opened.TextOf(period.Ending?.Note));
}

/// <param name="DecidedBy">Which kind of organisation decided on the status.</param>
/// <param name="Note">Absent where there is none.</param>
/// <param name="At">The last one about a participation counts.</param>
public sealed record TraffickingAssessmentView(
    TraffickingAssessmentId Id,
    ParticipationId ParticipationId,
    TraffickingStatus Status,
    TraffickingDecider DecidedBy,
    IReadOnlyList<ExploitationType> ExploitationTypes,
    IReadOnlyList<SexualExploitationType> SexualExploitation,
    IReadOnlyList<ControlMethod> ControlMethods,
    IReadOnlyList<RecruitmentMethod> RecruitmentMethods,
    LabourIndustry? Industry,
    string? Note,
    DateTimeOffset At)
{
    internal static TraffickingAssessmentView Of(TraffickingAssessment made, Opened opened) => new(
        made.Id, made.ParticipationId, made.Status, made.DecidedBy, made.ExploitationTypes, made.SexualExploitation, made.ControlMethods,
        made.RecruitmentMethods, made.Industry, opened.TextOf(made.Note), made.At);
}

using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

// What the care room knows of the help for its persons: states only, folded in VictimTrack.cs.

public sealed record SafetyCheck(
    SafetyCheckId Id, ParticipationId ParticipationId, SafetyLevel Level, IReadOnlyList<UrgentNeed> Needs, PayloadRef? Note, DateTimeOffset At);

/// <summary>See <see cref="VictimRouteProposed"/>.</summary>
public sealed record RouteProposal(
    RouteProposalId Id,
    ParticipationId ParticipationId,
    RoutingFacts Facts,
    RoutingRulesVersion Rules,
    VictimRoute? Proposed,
    IReadOnlyList<RoutingRule> Applied,
    IReadOnlyList<RoutingRule> Open,
    DateTimeOffset At)
{
    public RouteDecision? Decision { get; init; }
}

public sealed record RouteDecision(VictimRoute Route, RouteDeviationReason? Deviation, PayloadRef? Note, DateTimeOffset At);

/// <param name="Steps">In the order taken.</param>
public sealed record ShelterRequest(
    ShelterRequestId Id, ParticipationId ParticipationId, VictimRoute Shelter, ShelterState State, IReadOnlyList<ShelterStep> Steps)
{
    /// <summary>Weekly reports of why the person is there beyond the term.</summary>
    public IReadOnlyList<OverstayReport> Overstays { get; init; } = [];

    /// <summary>The next report, among the deadlines of the room; null: none is asked.</summary>
    public DeadlineId? Report { get; init; }

    internal ShelterRequest Moved(VictimShelterMoved e) => this with
    {
        State = e.To,
        Shelter = e.Shelter ?? Shelter,
        Steps = [.. Steps, new ShelterStep(e.To, e.Reason, e.Note, e.At)],
        Report = e.Report?.Id,
    };
}

public sealed record ShelterStep(ShelterState To, ShelterReason Reason, PayloadRef? Note, DateTimeOffset At);

public sealed record OverstayReport(OverstayReason Reason, PayloadRef? Note, DateTimeOffset At);

public sealed record Aftercare(AftercareId Id, ParticipationId ParticipationId, AftercareKind Kind, PayloadRef? Note, DateTimeOffset At);

/// <summary>See <see cref="VictimTraffickingAssessed"/>. The last one about a participation counts.</summary>
public sealed record TraffickingAssessment(
    TraffickingAssessmentId Id,
    ParticipationId ParticipationId,
    TraffickingStatus Status,
    TraffickingDecider DecidedBy,
    IReadOnlyList<ExploitationType> ExploitationTypes,
    IReadOnlyList<SexualExploitationType> SexualExploitation,
    IReadOnlyList<ControlMethod> ControlMethods,
    IReadOnlyList<RecruitmentMethod> RecruitmentMethods,
    LabourIndustry? Industry,
    PayloadRef? Note,
    DateTimeOffset At);

/// <param name="Changes">The first is the registration itself; the last is how it is now.</param>
public sealed record ComenshaRegistration(ComenshaRegistrationId Id, ParticipationId ParticipationId, IReadOnlyList<ComenshaChange> Changes)
{
    internal ComenshaChange Current => Changes[^1];
}

public sealed record ComenshaChange(ComenshaRegistrationType Type, LegalBasisId LegalBasisId, LegalBasisKind Basis, PayloadRef? Note, DateTimeOffset At);

/// <param name="DueAt">When its term is over.</param>
public sealed record ReflectionPeriod(ReflectionPeriodId Id, ParticipationId ParticipationId, ReflectionPeriodKind Kind, DateOnly From, DateTimeOffset DueAt)
{
    public ReflectionEnding? Ending { get; init; }

    /// <summary>First day after its term.</summary>
    internal DateOnly Until => DutchTime.DayOf(DueAt);
}

public sealed record ReflectionEnding(ReflectionPeriodEnd Reason, DateOnly EndedOn, PayloadRef? Note);

using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

// Stored for decades; see CaseEvents.cs. What is arranged for a person in the care room, from safety to aftercare. No address
// is here: that of a shelter is in victim_placed, and in the vault.

/// <summary>Somebody looked at how safe a person is, and at what is needed at once.</summary>
public sealed record VictimSafetyChecked(
    VictimTrackId VictimTrackId,
    SafetyCheckId SafetyCheckId,
    ParticipationId ParticipationId,
    SafetyLevel Level,
    IReadOnlyList<UrgentNeed> Needs,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>The rules proposed a route for a person. A human decides.</summary>
/// <param name="Facts">What the rules were told.</param>
/// <param name="Rules">Their version.</param>
/// <param name="Proposed">Null: no rule applies.</param>
/// <param name="Applied">The rules that apply, the one that decided first.</param>
/// <param name="Open">Rules that may apply once a fact is known that is unknown now.</param>
public sealed record VictimRouteProposed(
    VictimTrackId VictimTrackId,
    RouteProposalId RouteProposalId,
    ParticipationId ParticipationId,
    RoutingFacts Facts,
    RoutingRulesVersion Rules,
    VictimRoute? Proposed,
    IReadOnlyList<RoutingRule> Applied,
    IReadOnlyList<RoutingRule> Open,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A human decided which way a person goes.</summary>
/// <param name="Deviation">Why it is not the proposed one; null when it is.</param>
public sealed record VictimRouteDecided(
    VictimTrackId VictimTrackId, RouteProposalId RouteProposalId, VictimRoute Route, RouteDeviationReason? Deviation, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Shelter is asked for a person.</summary>
/// <param name="Shelter">Of which kind.</param>
public sealed record VictimShelterRequested(
    VictimTrackId VictimTrackId,
    ShelterRequestId ShelterRequestId,
    ParticipationId ParticipationId,
    VictimRoute Shelter,
    ShelterReason Reason,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A request for shelter took a step. Transfer and outflow end the address of the placement before.</summary>
/// <param name="Shelter">Another kind of shelter from now on; null: as before.</param>
/// <param name="PlacementId">The placement, where it went to placed.</param>
/// <param name="Report">Where the stay has a term: the first weekly report, should the person still be there.</param>
/// <param name="ReportMet">The report that is asked no longer, as the person left.</param>
public sealed record VictimShelterMoved(
    VictimTrackId VictimTrackId,
    ShelterRequestId ShelterRequestId,
    ShelterState To,
    ShelterReason Reason,
    VictimRoute? Shelter,
    PlacementId? PlacementId,
    Deadline? Report,
    DeadlineId? ReportMet,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A person is in shelter longer than its term: the weekly report of why.</summary>
/// <param name="ReportMet">The report that this is.</param>
/// <param name="Next">The next one, should the person still be there.</param>
public sealed record VictimOverstayReported(
    VictimTrackId VictimTrackId,
    ShelterRequestId ShelterRequestId,
    OverstayReason Reason,
    DeadlineId ReportMet,
    Deadline Next,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>Help that goes on after shelter was arranged.</summary>
public sealed record VictimAftercareArranged(
    VictimTrackId VictimTrackId, AftercareId AftercareId, ParticipationId ParticipationId, AftercareKind Kind, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A person was registered with CoMensha.</summary>
/// <param name="LegalBasisId">On what; see <c>legal_basis_recorded</c>.</param>
public sealed record VictimRegisteredWithComensha(
    VictimTrackId VictimTrackId,
    ComenshaRegistrationId ComenshaRegistrationId,
    ParticipationId ParticipationId,
    ComenshaRegistrationType Type,
    LegalBasisId LegalBasisId,
    LegalBasisKind Basis,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>What a registration with CoMensha asks for changed, or on what it rests.</summary>
public sealed record ComenshaRegistrationChanged(
    VictimTrackId VictimTrackId,
    ComenshaRegistrationId ComenshaRegistrationId,
    ComenshaRegistrationType Type,
    LegalBasisId LegalBasisId,
    LegalBasisKind Basis,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A person has time to recover and to decide whether to cooperate (bedenktijd).</summary>
/// <param name="From">First day.</param>
/// <param name="Deadline">When it is over, by which rules.</param>
public sealed record ReflectionPeriodBegun(
    VictimTrackId VictimTrackId,
    ReflectionPeriodId ReflectionPeriodId,
    ParticipationId ParticipationId,
    ReflectionPeriodKind Kind,
    DateOnly From,
    Deadline Deadline,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A reflection period ended.</summary>
/// <param name="EndedOn">First day on which it runs no longer.</param>
/// <param name="By">Null: its term was over.</param>
public sealed record ReflectionPeriodEnded(
    VictimTrackId VictimTrackId, ReflectionPeriodId ReflectionPeriodId, ReflectionPeriodEnd Reason, DateOnly EndedOn, PayloadRef? Note, ActorRef? By, DateTimeOffset At) : IFact;

/// <summary>Somebody judged whether and how a person was trafficked. It replaces what was judged of the participation before.</summary>
/// <param name="DecidedBy">Which kind of organisation decided on the status.</param>
/// <param name="ExploitationTypes">As are the others: what is not in it is not known.</param>
/// <param name="Industry">The branch, of labour exploitation.</param>
public sealed record VictimTraffickingAssessed(
    VictimTrackId VictimTrackId,
    TraffickingAssessmentId TraffickingAssessmentId,
    ParticipationId ParticipationId,
    TraffickingStatus Status,
    TraffickingDecider DecidedBy,
    IReadOnlyList<ExploitationType> ExploitationTypes,
    IReadOnlyList<SexualExploitationType> SexualExploitation,
    IReadOnlyList<ControlMethod> ControlMethods,
    IReadOnlyList<RecruitmentMethod> RecruitmentMethods,
    LabourIndustry? Industry,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>What the rules of routing go by. Unknown is a value of each, and never the same as no.</summary>
public sealed record RoutingFacts(AgeGroup AgeGroup, NationalityGroup Nationality, ResidenceStatus Residence, Complexity Complexity);

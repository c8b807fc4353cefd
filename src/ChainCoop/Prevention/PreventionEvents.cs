using ChainCoop.Shared;

namespace ChainCoop.Prevention;

// Stored for years. Never rename or retype a member: add a new event and a golden file.

/// <summary>A municipality plans an activity to prevent exploitation (preventieactiviteit).</summary>
/// <param name="Owner">The municipality as an organisation.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Partners">Organisations that take part, beside the municipality.</param>
/// <param name="Cost">In whole euros; null: not given.</param>
/// <param name="FollowUp">What is meant to come of it; null: not given.</param>
public sealed record PreventionActivityPlanned(
    PreventionActivityId ActivityId,
    MunicipalityCode Municipality,
    Oin Owner,
    ActivityKind Kind,
    ActivityAudience Audience,
    RiskGroup RiskGroup,
    ActivityPlace Place,
    DateOnly From,
    DateOnly To,
    IReadOnlyList<Oin> Partners,
    int? Cost,
    ActivityFollowUp? FollowUp,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>The activity was held, and this is what it brought.</summary>
/// <param name="Reach">Persons that it reached. They are nobody's data: nothing else is kept of them.</param>
public sealed record PreventionActivityHeld(
    PreventionActivityId ActivityId, MunicipalityCode Municipality, RiskGroup RiskGroup, DateOnly HeldOn, int Reach, ActivityEvaluation Evaluation, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The activity does not take place.</summary>
public sealed record PreventionActivityCancelled(PreventionActivityId ActivityId, ActivityCancellationReason Reason, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>People of a department were trained to recognise exploitation.</summary>
/// <param name="Owner">The municipality as an organisation.</param>
/// <param name="Attendance">How many.</param>
/// <param name="Refresher">They had been trained before.</param>
public sealed record TrainingHeld(
    TrainingId TrainingId, MunicipalityCode Municipality, Oin Owner, TrainingDepartment Department, DateOnly HeldOn, int Attendance, bool Refresher, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>So many people of a department are to be trained in a year. A later one for the same department and year takes its place.</summary>
/// <param name="Owner">The municipality as an organisation.</param>
public sealed record TrainingTargetSet(
    TrainingTargetId TargetId, MunicipalityCode Municipality, Oin Owner, TrainingDepartment Department, int Year, int Target, ActorRef By, DateTimeOffset At) : IFact;

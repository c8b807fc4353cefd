using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

// Stored for decades; see CaseEvents.cs. What joined SecurityTrackEvents.cs later: barriers, and what becomes of a measure.

/// <summary>Somebody takes on an intervention (interventie) against a barrier step, by a version of the barrier model.</summary>
/// <param name="Step">The step of the model that the barrier belongs to.</param>
/// <param name="Owner">The organisation that does it.</param>
/// <param name="PlannedUntil">The last day for it, in the Netherlands.</param>
public sealed record BarrierInterventionPlanned(
    SecurityTrackId SecurityTrackId,
    BarrierId BarrierId,
    BarrierModelVersion Model,
    BarrierStep Step,
    BarrierCode Barrier,
    InterventionCode Intervention,
    Oin Owner,
    DateOnly PlannedUntil,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>An intervention was done, or was not possible.</summary>
/// <param name="Effect">Null where it was not possible.</param>
public sealed record BarrierInterventionConcluded(
    SecurityTrackId SecurityTrackId, BarrierId BarrierId, BarrierResult Result, InterventionEffect? Effect, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Somebody objected to a measure, appealed, asked a court for interim relief, or asked the Landelijk Bureau Bibob for advice.</summary>
/// <param name="On">The day on which it was lodged or asked.</param>
/// <param name="Deadline">By when the advice is due; null of other kinds.</param>
public sealed record ProceedingBegun(
    SecurityTrackId SecurityTrackId,
    MeasureId MeasureId,
    ProceedingId ProceedingId,
    ProceedingKind Kind,
    DateOnly On,
    Deadline? Deadline,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>Who advises takes longer (art. 15 Wet Bibob).</summary>
/// <param name="Deadline">Instead of the one that it began with.</param>
public sealed record ProceedingExtended(
    SecurityTrackId SecurityTrackId, MeasureId MeasureId, ProceedingId ProceedingId, Deadline Deadline, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>What a proceeding came to. What follows for the measure are facts of their own.</summary>
/// <param name="On">The day of the decision, judgement or advice.</param>
/// <param name="Reason">Why it was upheld; null where it was not.</param>
/// <param name="Term">What interim relief says of the term of the measure; null where none was granted.</param>
public sealed record ProceedingDecided(
    SecurityTrackId SecurityTrackId,
    MeasureId MeasureId,
    ProceedingId ProceedingId,
    ProceedingState Outcome,
    DateOnly On,
    AnnulmentReason? Reason,
    TermMeanwhile? Term,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A measure was annulled: by an objection (herroepen), by a court (vernietigd), or by the body itself (ingetrokken).</summary>
/// <param name="ProceedingId">The objection or appeal that annulled it; null: the body itself.</param>
/// <param name="EffectiveFrom">First day on which it holds no longer: the first day of its term where it counts as never imposed.</param>
public sealed record MeasureAnnulled(
    SecurityTrackId SecurityTrackId,
    MeasureId MeasureId,
    ProceedingId? ProceedingId,
    AnnulmentReason Reason,
    DateOnly EffectiveFrom,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>The term for objection passed and nobody had objected: the measure stands (onherroepelijk, formele rechtskracht).</summary>
/// <param name="DueAt">When the term ended.</param>
public sealed record MeasureBecameFinal(SecurityTrackId SecurityTrackId, MeasureId MeasureId, DateTimeOffset DueAt, DateTimeOffset At) : IFact;

/// <summary>The term of a measure ends on another day than it was imposed with.</summary>
/// <param name="Until">First day after the term.</param>
public sealed record MeasureTermChanged(
    SecurityTrackId SecurityTrackId, MeasureId MeasureId, TermChange Cause, ProceedingId? ProceedingId, DateOnly Until, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>What a measure brought about, as seen on a day.</summary>
public sealed record MeasureEffectRecorded(
    SecurityTrackId SecurityTrackId, MeasureId MeasureId, InterventionEffect Effect, DateOnly ObservedOn, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

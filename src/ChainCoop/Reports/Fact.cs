using ChainCoop.Shared;

namespace ChainCoop.Reports;

/// <summary>What is counted. The comment says what <see cref="Fact.Code"/> and <see cref="Fact.Value"/> hold; without one, nothing.</summary>
public enum FactKind
{
    /// <summary>Code: the form of exploitation, as it was reported.</summary>
    SignalReceived,

    /// <summary>Beside <see cref="SignalReceived"/>. Code: the channel.</summary>
    SignalChannel,

    /// <summary>Value: days since it was received. Like the four below once per signal: what is done again after a reopening is not counted again.</summary>
    SignalAcknowledged,

    /// <summary>Its first step of assessment. Value: days since it was received.</summary>
    SignalAssessed,

    /// <summary>Code: the first final outcome. Value: days since it was received.</summary>
    SignalConcluded,

    /// <summary>The reporter was told what became of it. Code: what was told. Value: days since it was received.</summary>
    SignalFedBack,

    /// <summary>Code: why.</summary>
    SignalRetracted,

    /// <summary>It was found to be a duplicate: it gets the outcome of the other one, and none of its own.</summary>
    SignalMerged,

    /// <summary>Code: why.</summary>
    SignalReopened,

    /// <summary>Code: the form of exploitation, or <see cref="Fact.Several"/>. Value: days since it was proposed.</summary>
    CaseOpened,

    /// <summary>The first time. Code: the outcome. Value: days since it was proposed.</summary>
    CaseClosed,

    /// <summary>Code: why.</summary>
    CaseReopened,

    /// <summary>A person takes part as victim or possible victim. Value: the how manieth of its care room, so that 1 counts rooms.</summary>
    VictimKnown,

    /// <summary>Code: of which kind.</summary>
    ShelterRequested,

    /// <summary>The first place on a request. Code: of which kind. Value: days since the request.</summary>
    ShelterPlaced,

    /// <summary>A request came to its end. Code: ended or withdrawn.</summary>
    ShelterEnded,

    /// <summary>Code: what for. Value: the how manieth of its care room, so that 1 counts rooms.</summary>
    ComenshaRegistered,

    /// <summary>Somebody took on an intervention. Code: the barrier step.</summary>
    InterventionPlanned,

    /// <summary>It was done. Code: the barrier step.</summary>
    InterventionDone,

    /// <summary>Code: the kind of measure.</summary>
    MeasureImposed,

    /// <summary>Code: the kind of measure.</summary>
    MeasureAnnulled,

    /// <summary>What a measure or an intervention brought about, as often as that was looked at. Code: the effect.</summary>
    MeasureEffect,

    /// <summary>Two registrations may be of one person: a fact of the municipality that asked.</summary>
    MatchHit,

    /// <summary>A mandate was given. Code: the role. Value: the first day (<see cref="DateOnly.DayNumber"/>). Subject: the mandate.</summary>
    RoleFrom,

    /// <summary>Until when the mandate is; the last one of a subject counts. Code: the role. Value: the first day on which it holds no longer.</summary>
    RoleUntil,

    /// <summary>All parties accepted an agreement; a fact of each municipality that is one. Value: its first day. Subject: the agreement.</summary>
    AgreementFrom,

    /// <summary>Until when it is; the last one of a subject counts. Value: the first day on which it holds no longer.</summary>
    AgreementUntil,

    /// <summary>An activity to prevent exploitation was held. Code: the risk group. Value: persons that it reached.</summary>
    ActivityHeld,

    /// <summary>Code: the department. Value: people who attended.</summary>
    TrainingHeld,

    /// <summary>Beside <see cref="TrainingHeld"/>, of those who had been trained before. Code: the department. Value: people who attended.</summary>
    RefresherHeld,

    /// <summary>The last one of a department counts. Code: the department. Value: people to be trained.</summary>
    TrainingTarget,

    /// <summary>It came out of an activity to prevent exploitation.</summary>
    SignalFromActivity,

    /// <summary>It came out of a proactive inspection. Code: the kind.</summary>
    SignalFromInspection,
}

/// <summary>
/// Something that counts. It belongs to the municipality that answered for the record when it was recorded, and stays as it is whatever comes later:
/// a figure of a year that is over never changes.
/// </summary>
/// <param name="At">When it was recorded; of a record that was destroyed the start of the month.</param>
/// <param name="Code">Empty where the kind has none.</param>
/// <param name="Value">0 where the kind has none. Days are those of the calendar in the Netherlands: 0 is the same day.</param>
/// <param name="Subject">The record: a signal, case, track, match, mandate or agreement; null when it was destroyed.</param>
public sealed record Fact(FactKind Kind, MunicipalityCode Municipality, DateTimeOffset At, string Code, int Value, Guid? Subject)
{
    /// <summary>For a case of several forms of exploitation: it counts once.</summary>
    public const string Several = "several";
}

using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>
/// From consideration to the end of a measure. Suspended: by interim relief (voorlopige voorziening). Annulled: by an
/// objection or a court.
/// </summary>
public enum MeasureState
{
    Considered,
    LegalCheck,
    Intention,
    Imposed,
    InForce,
    Complied,
    PenaltyForfeited,
    Enforced,
    Ended,
    Suspended,
    Annulled,
}

/// <summary>The security room of a case: perpetrators, situation and measures. Knows neither the case nor the care room.</summary>
public sealed record SecurityTrack(SecurityTrackId Id, DateTimeOffset OpenedAt)
{
    public long Version { get; init; }

    public IReadOnlyList<Participation> Participations { get; init; } = [];

    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>What is still asked by a moment.</summary>
    public IReadOnlyList<OpenDeadline> Deadlines { get; init; } = [];

    /// <summary>Its term was over: nothing is left.</summary>
    public bool Destroyed { get; init; }

    public static SecurityTrack Create(SecurityTrackOpened e) => new(e.SecurityTrackId, e.At);

    public SecurityTrack Apply(SecurityParticipationStarted e) => this with
    {
        Participations = [.. Participations, new Participation(e.ParticipationId, e.SubjectId, e.Role, e.Identifiers, e.Note, e.At)],
    };

    public SecurityTrack Apply(SecurityParticipationCorrected e) => this with { Participations = Participations.Corrected(e.ParticipationId, e.Role, e.Identifiers, e.Note) };

    public SecurityTrack Apply(SecurityParticipationEnded e) => this with { Participations = Participations.Ended(e.ParticipationId, e.Reason, e.EndedOn, e.Note) };

    public SecurityTrack Apply(SecurityFactContested e) => this with
    {
        Participations = Participations.Contested(e.ParticipationId, subject => new Contest<ParticipationFact>(e.ContestId, e.Fact, subject, e.Statement, e.By, e.At)),
    };

    public SecurityTrack Apply(SecurityContestDecided e) => this with { Participations = Participations.Decided(e.ParticipationId, e.ContestId, e.Decision, e.Reason, e.Note) };

    public SecurityTrack Apply(MeasureConsidered e) => this with
    {
        Measures = [.. Measures, new Measure(e.MeasureId, e.Kind, MeasureState.Considered, [new MeasureStep(MeasureState.Considered, e.Note, e.At)], null)],
    };

    public SecurityTrack Apply(MeasureMoved e) => Moved(e.MeasureId, new MeasureStep(e.To, e.Note, e.At), null);

    public SecurityTrack Apply(MeasureImposed e) => Moved(
        e.MeasureId, new MeasureStep(MeasureState.Imposed, e.Note, e.At),
        new Imposition(
            e.Article, e.CompetentBody, e.Facts, e.FactsMayBeDisclosed, e.Proportionality, e.NotHeard, e.View, e.Decision, e.From, e.Until));

    public SecurityTrack Apply(SecurityDeadlineMissed e) => this with { Deadlines = Deadlines.Missed(e.DeadlineId) };

    public SecurityTrack Apply(SecurityDeadlineMoved e) => this with { Deadlines = Deadlines.Moved(e.DeadlineId, e.DueAt, e.Rules) };

    public SecurityTrack Apply(SecurityContentErased e) => this with
    {
        Measures =
        [
            .. Measures.Select(measure => measure with
            {
                Steps = [.. measure.Steps.Select(step => step with { Note = e.InPlaceOf(step.Note) })],
                Imposition = measure.Imposition is { } basis
                    ? basis with { Facts = e.InPlaceOf(basis.Facts)!, Proportionality = e.InPlaceOf(basis.Proportionality)!, View = e.InPlaceOf(basis.View) }
                    : null,
            }),
        ],
    };

    public SecurityTrack Apply(SecurityTrackDestroyed e) => this with { Id = SecurityTrackId.From(e.Record.Value), Destroyed = true, Participations = [], Deadlines = [], Measures = [] };

    private SecurityTrack Moved(MeasureId id, MeasureStep step, Imposition? imposition) => this with
    {
        Measures =
        [
            .. Measures.Select(measure => measure.Id == id
                ? measure with { State = step.To, Steps = [.. measure.Steps, step], Imposition = imposition ?? measure.Imposition }
                : measure),
        ],
    };
}

/// <param name="Steps">In the order taken.</param>
public sealed record Measure(MeasureId Id, MeasureKind Kind, MeasureState State, IReadOnlyList<MeasureStep> Steps, Imposition? Imposition);

public sealed record MeasureStep(MeasureState To, PayloadRef? Note, DateTimeOffset At);

/// <summary>On what the measure rests; see <see cref="MeasureImposed"/>.</summary>
public sealed record Imposition(
    StatutoryBasis Article,
    CompetentBody CompetentBody,
    PayloadRef Facts,
    bool FactsMayBeDisclosed,
    PayloadRef Proportionality,
    NotHeardReason? NotHeard,
    PayloadRef? View,
    ExternalReference Decision,
    DateOnly From,
    DateOnly Until);

using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>The security room of a case: perpetrators, situation and measures. Knows neither the case nor the care room.</summary>
public sealed record SecurityTrack(SecurityTrackId Id, DateTimeOffset OpenedAt)
{
    public long Version { get; init; }

    public IReadOnlyList<Participation> Participations { get; init; } = [];

    public IReadOnlyList<BarrierIntervention> Barriers { get; init; } = [];

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

    public SecurityTrack Apply(BarrierInterventionPlanned e) => this with
    {
        Barriers = [.. Barriers, new BarrierIntervention(e.BarrierId, e.Model, e.Step, e.Barrier, e.Intervention, e.Owner, e.PlannedUntil, e.Note, e.At)],
        Deadlines = Deadlines.With(SecurityDeadlines.OfIntervention(e)),
    };

    public SecurityTrack Apply(BarrierInterventionConcluded e) => this with
    {
        Barriers =
        [
            .. Barriers.Select(barrier => barrier.Id == e.BarrierId
                ? barrier with
                {
                    Status = e.Result == BarrierResult.Done ? BarrierStatus.Done : BarrierStatus.NotPossible,
                    Effect = e.Effect,
                    ResultNote = e.Note,
                    ResultAt = e.At,
                }
                : barrier),
        ],
        Deadlines = Deadlines.Without(SecurityDeadlines.IdOf(e.BarrierId)),
    };

    public SecurityTrack Apply(MeasureConsidered e) => this with
    {
        Measures = [.. Measures, new Measure(e.MeasureId, e.Kind, MeasureState.Considered, [new MeasureStep(MeasureState.Considered, e.Note, e.At)], null)],
    };

    public SecurityTrack Apply(MeasureMoved e) => Change(e.MeasureId, measure => measure.Moved(e.To, e.Note, e.At));

    public SecurityTrack Apply(MeasureImposed e) => Change(e.MeasureId, measure => measure.Moved(MeasureState.Imposed, e.Note, e.At) with
    {
        Imposition = new Imposition(
            e.Article, e.CompetentBody, e.Facts, e.FactsMayBeDisclosed, e.Proportionality, e.NotHeard, e.View, e.Decision, e.From, e.Until, e.FurtherArticles, e.Rules),
        ObjectionUntil = e.Objection?.DueAt,
    }) with
    {
        Deadlines = e.Objection is { } objection ? Deadlines.With(objection) : Deadlines,
    };

    public SecurityTrack Apply(MeasureAnnulled e) => Change(e.MeasureId, measure => measure.Moved(MeasureState.Annulled, e.Note, e.At) with
    {
        Annulment = new Annulment(e.ProceedingId, e.Reason, e.EffectiveFrom),
    }) with
    {
        Deadlines = Deadlines.Without(SecurityDeadlines.IdOf(e.MeasureId)),
    };

    public SecurityTrack Apply(MeasureBecameFinal e) => Change(e.MeasureId, measure => measure with { Final = true }) with
    {
        Deadlines = Deadlines.Without(SecurityDeadlines.IdOf(e.MeasureId)),
    };

    public SecurityTrack Apply(MeasureTermChanged e) => Change(e.MeasureId, measure => measure with { ChangedUntil = e.Until });

    public SecurityTrack Apply(MeasureEffectRecorded e) => Change(e.MeasureId, measure => measure with
    {
        Effects = [.. measure.Effects, new MeasureEffect(e.Effect, e.ObservedOn, e.Note, e.At)],
    });

    public SecurityTrack Apply(ProceedingBegun e) => Change(e.MeasureId, measure => measure with
    {
        Proceedings = [.. measure.Proceedings, new Proceeding(e.ProceedingId, e.Kind, ProceedingState.Pending, e.On, e.Note, e.At) { DueAt = e.Deadline?.DueAt }],
        // It was lodged in time and recorded afterwards.
        Final = measure.Final && (e.Kind != ProceedingKind.Objection || measure.IsLate(e.On)),
    }) with
    {
        Deadlines = e.Deadline is { } deadline ? Deadlines.With(deadline) : e.Kind == ProceedingKind.Objection ? Deadlines.Without(SecurityDeadlines.IdOf(e.MeasureId)) : Deadlines,
    };

    public SecurityTrack Apply(ProceedingExtended e) => Change(e.MeasureId, e.ProceedingId, proceeding => proceeding with
    {
        Extended = true,
        ExtensionNote = e.Note,
        DueAt = e.Deadline.DueAt,
    }) with
    {
        Deadlines = Deadlines.Without(SecurityDeadlines.IdOf(e.ProceedingId)).With(e.Deadline),
    };

    public SecurityTrack Apply(ProceedingDecided e) => Change(e.MeasureId, e.ProceedingId, proceeding => proceeding with
    {
        State = e.Outcome,
        Decisions = [.. proceeding.Decisions, new ProceedingDecision(e.Outcome, e.On, e.Reason, e.Term, e.Note, e.At)],
    }) with
    {
        Deadlines = Deadlines.Without(SecurityDeadlines.IdOf(e.ProceedingId)).Without(SecurityDeadlines.ExtensionOf(e.ProceedingId)),
    };

    public SecurityTrack Apply(SecurityDeadlineMissed e) => this with { Deadlines = Deadlines.Missed(e.DeadlineId) };

    public SecurityTrack Apply(SecurityDeadlineMoved e) => this with
    {
        Deadlines = Deadlines.Moved(e.DeadlineId, e.DueAt, e.Rules),
        Measures = [.. Measures.Select(measure => measure.Due(e.DeadlineId, e.DueAt))],
    };

    public SecurityTrack Apply(SecurityContentErased e) => this with
    {
        Barriers = [.. Barriers.Select(barrier => barrier with { Note = e.InPlaceOf(barrier.Note), ResultNote = e.InPlaceOf(barrier.ResultNote) })],
        Measures = [.. Measures.Select(measure => measure.Without(e))],
    };

    public SecurityTrack Apply(SecurityTrackDestroyed e) => this with
    {
        Id = SecurityTrackId.From(e.Record.Value),
        Destroyed = true,
        Participations = [],
        Barriers = [],
        Measures = [],
        Deadlines = [],
    };

    private SecurityTrack Change(MeasureId id, Func<Measure, Measure> change) => this with
    {
        Measures = [.. Measures.Select(measure => measure.Id == id ? change(measure) : measure)],
    };

    private SecurityTrack Change(MeasureId id, ProceedingId proceeding, Func<Proceeding, Proceeding> change) => Change(id, measure => measure with
    {
        Proceedings = [.. measure.Proceedings.Select(one => one.Id == proceeding ? change(one) : one)],
    });
}

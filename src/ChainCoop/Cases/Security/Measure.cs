using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>
/// From consideration to the end of a measure. Suspended: by interim relief (voorlopige voorziening), or by the
/// body itself while an objection is pending. Annulled: by an objection, a court, or the body itself.
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

/// <param name="Steps">In the order taken.</param>
/// <param name="Imposition">As imposed; null until then.</param>
public sealed record Measure(MeasureId Id, MeasureKind Kind, MeasureState State, IReadOnlyList<MeasureStep> Steps, Imposition? Imposition)
{
    /// <summary>First day after the term where that is another than it was imposed with.</summary>
    public DateOnly? ChangedUntil { get; init; }

    public Annulment? Annulment { get; init; }

    /// <summary>Until when those concerned may object; null where they may not.</summary>
    public DateTimeOffset? ObjectionUntil { get; init; }

    /// <summary>Nobody objected in time.</summary>
    public bool Final { get; init; }

    public IReadOnlyList<Proceeding> Proceedings { get; init; } = [];

    public IReadOnlyList<MeasureEffect> Effects { get; init; } = [];

    internal DateTimeOffset? ImposedAt => Steps.LastOrDefault(step => step.To == MeasureState.Imposed)?.At;

    /// <summary>First day after the term, as it is by now; null until it is imposed.</summary>
    internal DateOnly? Until => ChangedUntil ?? Imposition?.Until;

    /// <summary>From when its term waits, as the court said when it suspended the measure; null where it does not.</summary>
    internal DateOnly? WaitsFrom => State != MeasureState.Suspended
        ? null
        : Proceedings.SelectMany(one => one.Decisions).FirstOrDefault(decision =>
            decision is { Outcome: ProceedingState.Granted, Term: TermMeanwhile.StandsStill } && decision.At >= Steps[^1].At)?.On;

    /// <summary>Of an objection.</summary>
    internal bool IsLate(DateOnly lodged) => ObjectionUntil is { } until && DutchTime.StartOf(lodged) >= until;

    /// <summary>Every text of it, by its place below the measure in the answer of the room's GET.</summary>
    internal IEnumerable<(string At, PayloadRef Payload)> Prose =>
        Steps.Select((step, i) => ($"/steps/{i}/note", step.Note))
            .Concat([("/imposition/facts", Imposition?.Facts), ("/imposition/proportionality", Imposition?.Proportionality), ("/imposition/view/summary", Imposition?.View)])
            .Concat(Proceedings.SelectMany((one, i) => one.Decisions.Select((decision, j) => ($"/proceedings/{i}/decisions/{j}/note", decision.Note))
                .Concat([($"/proceedings/{i}/note", one.Note), ($"/proceedings/{i}/extensionNote", one.ExtensionNote)])))
            .Concat(Effects.Select((effect, i) => ($"/effects/{i}/note", effect.Note)))
            .Where(text => text.Item2 is not null).Select(text => (text.Item1, text.Item2!));

    /// <summary>Other rules gave another moment to one of its deadlines.</summary>
    internal Measure Due(DeadlineId id, DateTimeOffset at) => this with
    {
        ObjectionUntil = id == SecurityDeadlines.IdOf(Id) ? at : ObjectionUntil,
        Proceedings = [.. Proceedings.Select(one => id == SecurityDeadlines.IdOf(one.Id) || id == SecurityDeadlines.ExtensionOf(one.Id) ? one with { DueAt = at } : one)],
    };

    internal Measure Moved(MeasureState to, PayloadRef? note, DateTimeOffset at) => this with { State = to, Steps = [.. Steps, new MeasureStep(to, note, at)] };

    internal Measure Without(SecurityContentErased e) => this with
    {
        Steps = [.. Steps.Select(step => step with { Note = e.InPlaceOf(step.Note) })],
        Imposition = Imposition is { } basis
            ? basis with { Facts = e.InPlaceOf(basis.Facts)!, Proportionality = e.InPlaceOf(basis.Proportionality)!, View = e.InPlaceOf(basis.View) }
            : null,
        Proceedings =
        [
            .. Proceedings.Select(one => one with
            {
                Note = e.InPlaceOf(one.Note),
                ExtensionNote = e.InPlaceOf(one.ExtensionNote),
                Decisions = [.. one.Decisions.Select(decision => decision with { Note = e.InPlaceOf(decision.Note) })],
            }),
        ],
        Effects = [.. Effects.Select(effect => effect with { Note = e.InPlaceOf(effect.Note) })],
    };
}

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
    DateOnly Until,
    IReadOnlyList<StatutoryBasis>? FurtherArticles = null,
    MeasureRulesVersion? Rules = null)
{
    internal ImpositionClaim Claim => new([Article, .. FurtherArticles ?? []], CompetentBody, FactsMayBeDisclosed);
}

/// <summary>See <see cref="MeasureAnnulled"/>.</summary>
public sealed record Annulment(ProceedingId? ProceedingId, AnnulmentReason Reason, DateOnly EffectiveFrom);

/// <summary>What a measure brought about, as seen on a day.</summary>
public sealed record MeasureEffect(InterventionEffect Effect, DateOnly ObservedOn, PayloadRef? Note, DateTimeOffset At);

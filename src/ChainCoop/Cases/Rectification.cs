using System.ComponentModel.DataAnnotations;
using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>What a person in a track can dispute. The note is that about the person.</summary>
public enum ParticipationFact { Role, Identifiers, Note }

/// <summary>A person disputes a fact (art. 18(1)(a) AVG, art. 28 Wpg).</summary>
/// <param name="Statement">What the person says is not right.</param>
public sealed record ContestParticipationFact(ParticipationFact Fact, [property: MinLength(1), MaxLength(10_000)] string Statement) : IChecked
{
    public void Check(Faults faults) => faults.Require(Statement is null || Statement.Trim().Length > 0, "/statement", "Must not be blank.");
}

/// <summary>What correcting and disputing have in common in the two tracks, which know nothing of each other.</summary>
internal static class Rectification
{
    public static IReadOnlyList<ParticipationFact> FactsIn(SubjectRole? role, Identifiers? identifiers, string? note) =>
    [
        .. role is null ? (ParticipationFact[])[] : [ParticipationFact.Role],
        .. identifiers is null ? (ParticipationFact[])[] : [ParticipationFact.Identifiers],
        .. note is null ? (ParticipationFact[])[] : [ParticipationFact.Note],
    ];

    /// <summary>Null: the correction may be made.</summary>
    public static Problem? Refuses(Participation participation, ContestId? contestId, IReadOnlyList<ParticipationFact> facts, ActorRef by)
    {
        if (contestId is null) return null;
        if (participation.Contests.Find(contestId) is not { } contest)
            return Problems.InvalidInput([new Fault("/contestId", "There is no such contest of this person.")]);
        if (!facts.Contains(contest.Fact))
            return Problems.InvalidInput([new Fault("/contestId", "The contest is about a fact that is not corrected here.")]);
        return contest.RefusesCorrection(by);
    }

    public static Participation? Find(this IReadOnlyList<Participation> participations, ParticipationId id) => participations.FirstOrDefault(known => known.Id == id);

    public static IReadOnlyList<Participation> Corrected(
        this IReadOnlyList<Participation> participations, ParticipationId id, SubjectRole? role, PayloadRef? identifiers, PayloadRef? note)
    {
        var before = participations.Find(id)?.Identifiers;
        return
        [
            .. participations.With(id, known => known with
            {
                Role = role ?? known.Role,
                Note = note ?? known.Note,
                Superseded =
                [
                    .. known.Superseded,
                    .. new[] { identifiers is null ? null : known.Identifiers, note is null ? null : known.Note }.OfType<PayloadRef>()
                        .Select(replaced => new SupersededPayload(known.SubjectId, replaced)),
                ],
            }).Select(known => identifiers is not null && (known.Id == id || before is not null && known.Identifiers == before)
                ? known with { Identifiers = identifiers } // of the person, in whichever role
                : known),
        ];
    }

    public static IReadOnlyList<Participation> Contested(
        this IReadOnlyList<Participation> participations, ParticipationId id, Func<SubjectId, Contest<ParticipationFact>> contest) =>
        participations.With(id, known => known with { Contests = [.. known.Contests, contest(known.SubjectId)] });

    public static IReadOnlyList<Participation> Decided(
        this IReadOnlyList<Participation> participations, ParticipationId id, ContestId contest, ContestDecision decision, ContestReason reason, PayloadRef? note) =>
        participations.With(id, known => known with { Contests = known.Contests.Decided(contest, decision, reason, note) });

    internal static IReadOnlyList<Participation> With(
        this IReadOnlyList<Participation> participations, ParticipationId id, Func<Participation, Participation> change) =>
        [.. participations.Select(known => known.Id == id ? change(known) : known)];
}

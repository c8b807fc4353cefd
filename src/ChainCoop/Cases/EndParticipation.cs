using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <param name="Id">The participation that ended.</param>
/// <param name="Next">That in which the person takes part from now on, in another role.</param>
public sealed record ParticipationEnding(ParticipationId Id, DateOnly EndedOn, ParticipationId? Next = null);

/// <summary>How a role ends, the same in the two tracks. A role belongs to a participation over a period, never to a person (domain, section 3).</summary>
internal static class ParticipationEndings
{
    public static void Check(Faults faults, DateOnly? endedOn, SubjectRole? nextRole, ParticipationEndReason reason, IReadOnlySet<SubjectRole> elsewhere)
    {
        faults.Require(endedOn is not { } day || day.Year >= 2000 && day <= DutchTime.DayOf(faults.Now), "/endedOn", "Must be a day from 2000 to today.");
        faults.Require(nextRole is not { } role || !elsewhere.Contains(role), "/nextRole", "Is a role of the other room.");
        faults.Require(nextRole is null || faults.Has("/reason") || reason == RoleChanged, "/nextRole", "A next role follows where the reason is that the role changed.");
    }

    /// <summary>Null: the participation may end.</summary>
    public static Problem? Refuses(Participation participation, DateOnly endedOn, SubjectRole? nextRole)
    {
        if (participation.Until is not null) return AlreadyEnded;
        if (endedOn < DutchTime.DayOf(participation.From)) return Problems.InvalidInput([new Fault("/endedOn", "Is before the participation began.")]);
        if (nextRole is null) return null;
        if (nextRole == participation.Role) return Problems.InvalidInput([new Fault("/nextRole", "The person has this role.")]);

        // The identifiers go with the person; a contest stays with the participation in which it was lodged, and would be lost from sight.
        return participation.Contests.Any(contest => contest is { Fact: ParticipationFact.Identifiers, Status: ContestStatus.Open }) ? Problems.FactContested : null;
    }

    /// <summary>What else asks for a person who takes part.</summary>
    public static readonly Problem AlreadyEnded =
        Problems.StateForbids("ended", [], "This participation has ended. Who takes part again does so in a new one.");

    public static IReadOnlyList<Participation> Ended(
        this IReadOnlyList<Participation> participations, ParticipationId id, ParticipationEndReason reason, DateOnly endedOn, PayloadRef? note) =>
        participations.With(id, known => known with { Until = endedOn, EndReason = reason, EndNote = note });

    private static readonly ParticipationEndReason RoleChanged = new("role-changed");
}

using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Signals;

/// <summary>What putting facts of a signal right, and disputing them, have in common.</summary>
internal static class SignalRectification
{
    public const string Purpose = "rights-of-data-subjects";

    /// <summary>Who answers to the persons in a signal reads it, corrects it, and passes on and decides what they dispute.</summary>
    public static readonly IReadOnlySet<Role> Keepers = new HashSet<Role> { Role.PrivacyOfficer };

    private static readonly HashSet<SignalFact> OfSubjects = [SignalFact.SubjectRole, SignalFact.SubjectIdentifiers];

    public static AccessRule Of(string name, GrantRole[] grants, params Role[] roles) => AccessRule.Of(
        name, ResourceKind.Signal, Room.General, grants, [.. roles, .. Keepers], "assessment", "casework", "care", "security", "synchronisation", Purpose)
        with
    { Keepers = Keepers };

    public static bool IsOfSubject(SignalFact fact) => OfSubjects.Contains(fact);

    public static bool Has(this Signal signal, SubjectId? subject) => signal.Subjects.Any(known => known.SubjectId == subject);

    /// <summary>Null: there is content that can be corrected and disputed, whatever the outcome of the signal.</summary>
    public static Problem? Refuses(Signal signal) =>
        signal.Status == SignalStatus.Destroyed ? Problems.Destroyed : null;
}

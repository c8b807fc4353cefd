using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Norms;

/// <summary>
/// Who accounts for a municipality to its council: officers who are mandated for it. It holds no data of anyone, so that any purpose fits; for
/// everybody else it does not exist.
/// </summary>
internal static class NormAccess
{
    private static readonly Role[] Writers = [Role.FocalPoint, Role.ChainDirector];

    private static readonly Role[] Readers = [.. Writers, Role.CareCoordinator, Role.CaseLead, Role.Auditor];

    public static readonly AccessRule Record = Of("evidence.record", ResourceKind.Evidence, Writers);
    public static readonly AccessRule List = Of("evidence.list", ResourceKind.Evidence, Readers);
    public static readonly AccessRule Read = Of("evidence.read", ResourceKind.Evidence, Readers, GrantRole.Owner);
    public static readonly AccessRule Withdraw = Of("evidence.withdraw", ResourceKind.Evidence, Writers, GrantRole.Owner);
    public static readonly AccessRule Assess = Of("norm-assessment.read", ResourceKind.Municipality, Readers);

    private static AccessRule Of(string name, ResourceKind kind, Role[] roles, params GrantRole[] grants) =>
        AccessRule.Of(name, kind, Room.General, grants, roles, [.. Purpose.All]) with { EnteredBy = grants.Length > 0 ? Readers.ToHashSet() : null };
}

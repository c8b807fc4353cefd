using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Audit;

/// <summary>What auditors may do, and of whom they read.</summary>
internal static class AuditRules
{
    public static readonly AccessRule ReadLog = Of("access-log.read");
    public static readonly AccessRule ReadDecisions = Of("decision-log.read");

    /// <summary>
    /// Whose records the auditor reads: those of officers of his own organisation; null: of everybody, with a mandate for all
    /// municipalities of the district.
    /// </summary>
    public static Oin? Within(Oin own, IEnumerable<MunicipalityCode> mandated) =>
        OrganisationRegister.Current.Municipalities.Select(municipality => municipality.Code).Except(mandated).Any() ? own : null;

    private static AccessRule Of(string name) => AccessRule.Of(name, ResourceKind.AccessLog, Room.General, [], [Role.Auditor], "oversight");
}

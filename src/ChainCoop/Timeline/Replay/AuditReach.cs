using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Timeline.Replay;

/// <summary>How far an auditor's looks into the past reach: his own organisation, or with a mandate for all municipalities the district.</summary>
/// <param name="Within">Null: the whole district.</param>
internal sealed record AuditReach(Oin? Within, IReadOnlyList<string> Municipalities)
{
    public static AuditReach Of(Scope scope) =>
        new(AuditRules.Within(scope.Actor.Organisation, scope.Municipalities.Select(code => new MunicipalityCode(code))), scope.Municipalities);

    public static readonly AuditReach District = new(null, []);

    public bool Covers(MunicipalityCode municipality) => Within is null || Municipalities.Contains(municipality.Value);

    /// <summary>Of a municipality as a whole: its own auditor's.</summary>
    public bool CoversAllOf(Municipality municipality) => Covers(municipality.Code) && (Within ?? municipality.Oin) == municipality.Oin;

    public static AccessRule Rule(string name) => AccessRule.Of(name, ResourceKind.AccessLog, Room.General, [], [Role.Auditor], "oversight");

    public static readonly Shown Nothing = Shown.Refused(Problems.NotFound);
}

using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Prevention;

/// <summary>
/// Who deals with prevention: officers of the municipality, mandated for it, and whoever takes part in an activity reads that. It holds no
/// data of anyone, so that any purpose fits.
/// </summary>
internal static class PreventionAccess
{
    private static readonly Role[] Writers = [Role.FocalPoint, Role.CareCoordinator, Role.ChainDirector];

    private static readonly Role[] Readers = [.. Writers, Role.CaseLead, Role.Partner, Role.Auditor];

    public static readonly AccessRule Schedule = Of("prevention-activity.schedule", ResourceKind.PreventionActivity, Writers);
    public static readonly AccessRule List = Of("prevention-activity.list", ResourceKind.PreventionActivity, Readers);
    public static readonly AccessRule Read = Of("prevention-activity.read", ResourceKind.PreventionActivity, Readers, GrantRole.Owner, GrantRole.Party);
    public static readonly AccessRule RecordResults = Of("prevention-activity.record-results", ResourceKind.PreventionActivity, Writers, GrantRole.Owner);
    public static readonly AccessRule Cancel = Of("prevention-activity.cancel", ResourceKind.PreventionActivity, Writers, GrantRole.Owner);

    public static readonly AccessRule RecordTraining = Of("training.record", ResourceKind.Training, Writers);
    public static readonly AccessRule ListTrainings = Of("training.list", ResourceKind.Training, Readers);
    public static readonly AccessRule ReadTraining = Of("training.read", ResourceKind.Training, Readers, GrantRole.Owner);

    public static readonly AccessRule SetTarget = Of("training-target.set", ResourceKind.TrainingTarget, Writers);
    public static readonly AccessRule ListTargets = Of("training-target.list", ResourceKind.TrainingTarget, Readers);
    public static readonly AccessRule ReadTarget = Of("training-target.read", ResourceKind.TrainingTarget, Readers, GrantRole.Owner);

    /// <summary>The municipality as an organisation: what is recorded for it is its own, whoever recorded it.</summary>
    public static Oin OwnerOf(MunicipalityCode municipality) => OrganisationRegister.Current.Find(municipality)!.Oin;

    private static AccessRule Of(string name, ResourceKind kind, Role[] roles, params GrantRole[] grants) =>
        AccessRule.Of(name, kind, Room.General, grants, roles, [.. Purpose.All]) with { EnteredBy = grants.Length > 0 ? Readers.ToHashSet() : null };
}

using ChainCoop.Shared;

namespace ChainCoop.Prevention;

/// <summary>A training that was held.</summary>
public sealed record Training(TrainingId Id, MunicipalityCode Municipality, TrainingDepartment Department, DateOnly HeldOn, int Attendance, bool Refresher, DateTimeOffset RecordedAt)
{
    public long Version { get; init; }

    public static Training Create(TrainingHeld e) => new(e.TrainingId, e.Municipality, e.Department, e.HeldOn, e.Attendance, e.Refresher, e.At);
}

/// <summary>How many people of a department are to be trained in a year.</summary>
public sealed record TrainingTarget(TrainingTargetId Id, MunicipalityCode Municipality, TrainingDepartment Department, int Year, int Target, DateTimeOffset SetAt)
{
    public long Version { get; init; }

    public static TrainingTarget Create(TrainingTargetSet e) => new(e.TargetId, e.Municipality, e.Department, e.Year, e.Target, e.At);
}

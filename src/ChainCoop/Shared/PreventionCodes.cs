namespace ChainCoop.Shared;

/// <summary>One activity to prevent exploitation.</summary>
public readonly record struct PreventionActivityId(Guid Value) : IId<PreventionActivityId>
{
    public static PreventionActivityId New() => new(NewId.Ordered());
    public static PreventionActivityId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out PreventionActivityId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One training that was held.</summary>
public readonly record struct TrainingId(Guid Value) : IId<TrainingId>
{
    public static TrainingId New() => new(NewId.Ordered());
    public static TrainingId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out TrainingId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>How many people of a department are to be trained in a year.</summary>
public readonly record struct TrainingTargetId(Guid Value) : IId<TrainingTargetId>
{
    public static TrainingTargetId New() => new(NewId.Ordered());
    public static TrainingTargetId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out TrainingTargetId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>What a municipality does to prevent exploitation.</summary>
public readonly record struct ActivityKind(string Value) : ICode<ActivityKind>
{
    public static string List => "prevention-activity-kinds";
    public static ActivityKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Whom an activity speaks to.</summary>
public readonly record struct ActivityAudience(string Value) : ICode<ActivityAudience>
{
    public static string List => "prevention-audiences";
    public static ActivityAudience From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Who runs a higher risk to be exploited, and is to be protected by it (risicogroep).</summary>
public readonly record struct RiskGroup(string Value) : ICode<RiskGroup>
{
    public static string List => "risk-groups";
    public static RiskGroup From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Kind of place; no address.</summary>
public readonly record struct ActivityPlace(string Value) : ICode<ActivityPlace>
{
    public static string List => "prevention-places";
    public static ActivityPlace From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What an activity brought, as those who held it see it.</summary>
public readonly record struct ActivityEvaluation(string Value) : ICode<ActivityEvaluation>
{
    public static string List => "prevention-evaluations";
    public static ActivityEvaluation From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What is to come of an activity.</summary>
public readonly record struct ActivityFollowUp(string Value) : ICode<ActivityFollowUp>
{
    public static string List => "prevention-follow-ups";
    public static ActivityFollowUp From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why an activity does not take place.</summary>
public readonly record struct ActivityCancellationReason(string Value) : ICode<ActivityCancellationReason>
{
    public static string List => "prevention-cancellation-reasons";
    public static ActivityCancellationReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>A part of the municipal organisation that meets the people concerned.</summary>
public readonly record struct TrainingDepartment(string Value) : ICode<TrainingDepartment>
{
    public static string List => "training-departments";
    public static TrainingDepartment From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Kind of inspection that nobody reported anything for beforehand (proactieve controle).</summary>
public readonly record struct InspectionKind(string Value) : ICode<InspectionKind>
{
    public static string List => "inspection-kinds";
    public static InspectionKind From(string value) => new(value);
    public override string ToString() => Value;
}

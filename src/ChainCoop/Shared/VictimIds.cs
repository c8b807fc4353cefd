namespace ChainCoop.Shared;

// Ids of the care room say nothing of when, as the room may not be joined to the other one by a moment.

/// <summary>One look at how safe a person is.</summary>
public readonly record struct SafetyCheckId(Guid Value) : IId<SafetyCheckId>
{
    public static SafetyCheckId New() => new(NewId.Unlinkable());
    public static SafetyCheckId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out SafetyCheckId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A route that the rules proposed for a person.</summary>
public readonly record struct RouteProposalId(Guid Value) : IId<RouteProposalId>
{
    public static RouteProposalId New() => new(NewId.Unlinkable());
    public static RouteProposalId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out RouteProposalId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A request for shelter, up to outflow and aftercare.</summary>
public readonly record struct ShelterRequestId(Guid Value) : IId<ShelterRequestId>
{
    public static ShelterRequestId New() => new(NewId.Unlinkable());
    public static ShelterRequestId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out ShelterRequestId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>Help that goes on after shelter.</summary>
public readonly record struct AftercareId(Guid Value) : IId<AftercareId>
{
    public static AftercareId New() => new(NewId.Unlinkable());
    public static AftercareId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out AftercareId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A registration with CoMensha.</summary>
public readonly record struct ComenshaRegistrationId(Guid Value) : IId<ComenshaRegistrationId>
{
    public static ComenshaRegistrationId New() => new(NewId.Unlinkable());
    public static ComenshaRegistrationId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out ComenshaRegistrationId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A reflection period of a person.</summary>
public readonly record struct ReflectionPeriodId(Guid Value) : IId<ReflectionPeriodId>
{
    public static ReflectionPeriodId New() => new(NewId.Unlinkable());
    public static ReflectionPeriodId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out ReflectionPeriodId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One judgement of whether and how a person was trafficked.</summary>
public readonly record struct TraffickingAssessmentId(Guid Value) : IId<TraffickingAssessmentId>
{
    public static TraffickingAssessmentId New() => new(NewId.Unlinkable());
    public static TraffickingAssessmentId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out TraffickingAssessmentId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

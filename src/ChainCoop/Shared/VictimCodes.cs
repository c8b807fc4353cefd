namespace ChainCoop.Shared;

/// <summary>How safe a person is now.</summary>
public readonly record struct SafetyLevel(string Value) : ICode<SafetyLevel>
{
    public static string List => "safety-levels";
    public static SafetyLevel From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a person needs at once.</summary>
public readonly record struct UrgentNeed(string Value) : ICode<UrgentNeed>
{
    public static string List => "urgent-needs";
    public static UrgentNeed From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Of age or not, as far as known.</summary>
public readonly record struct AgeGroup(string Value) : ICode<AgeGroup>
{
    public static readonly AgeGroup Unknown = new("unknown");

    public static string List => "age-groups";
    public static AgeGroup From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Dutch, of the Union, or foreign, as far as known.</summary>
public readonly record struct NationalityGroup(string Value) : ICode<NationalityGroup>
{
    public static readonly NationalityGroup Unknown = new("unknown");

    public static string List => "nationality-groups";
    public static NationalityGroup From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>On what a person stays in the Netherlands, as far as it matters for shelter (Vreemdelingencirculaire B8/3).</summary>
public readonly record struct ResidenceStatus(string Value) : ICode<ResidenceStatus>
{
    public static readonly ResidenceStatus Unknown = new("unknown");

    public static string List => "residence-statuses";
    public static ResidenceStatus From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Whether problems beside the exploitation ask for special shelter.</summary>
public readonly record struct Complexity(string Value) : ICode<Complexity>
{
    public static readonly Complexity Unknown = new("unknown");

    public static string List => "complexities";
    public static Complexity From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Where help or shelter for a victim comes from.</summary>
public readonly record struct VictimRoute(string Value) : ICode<VictimRoute>
{
    public static string List => "victim-routes";
    public static VictimRoute From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>One rule of routing; the list says what it is in words, <c>routing.data.json</c> when it applies.</summary>
public readonly record struct RoutingRule(string Value) : ICode<RoutingRule>
{
    public static string List => "routing-rules";
    public static RoutingRule From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Version of the rules of routing (<c>routing.data.json</c>).</summary>
public readonly record struct RoutingRulesVersion(string Value) : ICode<RoutingRulesVersion>
{
    public static string List => "routing-rule-versions";
    public static RoutingRulesVersion From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why somebody decided on another route than was proposed.</summary>
public readonly record struct RouteDeviationReason(string Value) : ICode<RouteDeviationReason>
{
    public static string List => "route-deviation-reasons";
    public static RouteDeviationReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a request for shelter took a step.</summary>
public readonly record struct ShelterReason(string Value) : ICode<ShelterReason>
{
    public static readonly ShelterReason PlaceFound = new("place-found");
    public static readonly ShelterReason AftercareArranged = new("aftercare-arranged");

    public static string List => "shelter-reasons";
    public static ShelterReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a person stays in shelter longer than the term of it.</summary>
public readonly record struct OverstayReason(string Value) : ICode<OverstayReason>
{
    public static string List => "overstay-reasons";
    public static OverstayReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What help goes on after shelter (nazorg).</summary>
public readonly record struct AftercareKind(string Value) : ICode<AftercareKind>
{
    public static string List => "aftercare-kinds";
    public static AftercareKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a registration with CoMensha asks for; it changes over time.</summary>
public readonly record struct ComenshaRegistrationType(string Value) : ICode<ComenshaRegistrationType>
{
    public static string List => "comensha-registration-types";
    public static ComenshaRegistrationType From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Version of how our codes are written for CoMensha (<c>comensha-coding.data.json</c>).</summary>
public readonly record struct ComenshaCodingVersion(string Value) : ICode<ComenshaCodingVersion>
{
    public static string List => "comensha-coding-versions";
    public static ComenshaCodingVersion From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>For whom a reflection period is; its length follows from it.</summary>
public readonly record struct ReflectionPeriodKind(string Value) : ICode<ReflectionPeriodKind>
{
    public static string List => "reflection-period-kinds";
    public static ReflectionPeriodKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What ended a reflection period.</summary>
public readonly record struct ReflectionPeriodEnd(string Value) : ICode<ReflectionPeriodEnd>
{
    /// <summary>The program says so when the day comes; nobody else does.</summary>
    public static readonly ReflectionPeriodEnd Expired = new("expired");

    public static string List => "reflection-period-ends";
    public static ReflectionPeriodEnd From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a person has a role in a track no longer.</summary>
public readonly record struct ParticipationEndReason(string Value) : ICode<ParticipationEndReason>
{
    public static string List => "participation-end-reasons";
    public static ParticipationEndReason From(string value) => new(value);
    public override string ToString() => Value;
}

namespace ChainCoop.Shared;

/// <summary>Something planned against one barrier step of a security room.</summary>
public readonly record struct BarrierId(Guid Value) : IId<BarrierId>
{
    public static BarrierId New() => new(NewId.Unlinkable());
    public static BarrierId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out BarrierId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>An objection, appeal, request for interim relief or advice about a measure.</summary>
public readonly record struct ProceedingId(Guid Value) : IId<ProceedingId>
{
    public static ProceedingId New() => new(NewId.Unlinkable());
    public static ProceedingId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out ProceedingId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A version of the barrier model (barrièremodel).</summary>
public readonly record struct BarrierModelVersion(string Value) : ICode<BarrierModelVersion>
{
    public static string List => "barrier-models";
    public static BarrierModelVersion From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>A step that a perpetrator has to take, and at which a barrier can stand.</summary>
public readonly record struct BarrierStep(string Value) : ICode<BarrierStep>
{
    public static string List => "barrier-steps";
    public static BarrierStep From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What makes a step harder (barrière).</summary>
public readonly record struct BarrierCode(string Value) : ICode<BarrierCode>
{
    public static string List => "barriers";
    public static BarrierCode From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What an organisation does to raise a barrier (interventie).</summary>
public readonly record struct InterventionCode(string Value) : ICode<InterventionCode>
{
    public static string List => "interventions";
    public static InterventionCode From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What came of an intervention or a measure.</summary>
public readonly record struct InterventionEffect(string Value) : ICode<InterventionEffect>
{
    public static string List => "intervention-effects";
    public static InterventionEffect From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Version of the rules for measures (<c>measure-rules.data.json</c>).</summary>
public readonly record struct MeasureRulesVersion(string Value) : ICode<MeasureRulesVersion>
{
    public static string List => "measure-rules";
    public static MeasureRulesVersion From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What an imposed measure has to have.</summary>
public readonly record struct MeasureRequirement(string Value) : ICode<MeasureRequirement>
{
    public static string List => "measure-requirements";
    public static MeasureRequirement From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a measure was annulled (vernietigd, herroepen).</summary>
public readonly record struct AnnulmentReason(string Value) : ICode<AnnulmentReason>
{
    public static string List => "annulment-reasons";
    public static AnnulmentReason From(string value) => new(value);
    public override string ToString() => Value;
}

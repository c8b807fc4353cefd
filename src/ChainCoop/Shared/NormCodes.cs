namespace ChainCoop.Shared;

/// <summary>One piece of evidence that a municipality meets an element of the norm framework.</summary>
public readonly record struct EvidenceId(Guid Value) : IId<EvidenceId>
{
    public static EvidenceId New() => new(NewId.Ordered());
    public static EvidenceId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out EvidenceId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>Version of what the council asks of a municipality (<c>norm-framework.data.json</c>).</summary>
public readonly record struct NormFrameworkVersion(string Value) : ICode<NormFrameworkVersion>
{
    public static string List => "norm-frameworks";
    public static NormFrameworkVersion From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a group of elements of the norm framework is about.</summary>
public readonly record struct NormTheme(string Value) : ICode<NormTheme>
{
    public static string List => "norm-themes";
    public static NormTheme From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>One thing that the council asks of a municipality (normelement).</summary>
public readonly record struct NormElement(string Value) : ICode<NormElement>
{
    public static string List => "norm-elements";
    public static NormElement From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What the timeline itself tells about an element, as a number.</summary>
public readonly record struct NormMeasure(string Value) : ICode<NormMeasure>
{
    public static string List => "norm-measures";
    public static NormMeasure From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What shows that a municipality meets an element.</summary>
public readonly record struct EvidenceKind(string Value) : ICode<EvidenceKind>
{
    public static string List => "evidence-kinds";
    public static EvidenceKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Who decided on it (bestuursorgaan of ambtelijke leiding).</summary>
public readonly record struct DecidingBody(string Value) : ICode<DecidingBody>
{
    public static string List => "deciding-bodies";
    public static DecidingBody From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why evidence counts no longer.</summary>
public readonly record struct EvidenceWithdrawalReason(string Value) : ICode<EvidenceWithdrawalReason>
{
    public static string List => "evidence-withdrawal-reasons";
    public static EvidenceWithdrawalReason From(string value) => new(value);
    public override string ToString() => Value;
}

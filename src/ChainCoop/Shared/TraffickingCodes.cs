namespace ChainCoop.Shared;

/// <summary>Whether a person is a victim of trafficking, as far as somebody decided on it (HTCDS 2.0).</summary>
public readonly record struct TraffickingStatus(string Value) : ICode<TraffickingStatus>
{
    public static readonly TraffickingStatus NotAVictim = new("not-a-victim");

    public static string List => "trafficking-statuses";
    public static TraffickingStatus From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Which kind of organisation decided whether a person is a victim of trafficking (HTCDS 2.0).</summary>
public readonly record struct TraffickingDecider(string Value) : ICode<TraffickingDecider>
{
    public static string List => "trafficking-deciders";
    public static TraffickingDecider From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>In what a person was sexually exploited (HTCDS 2.0).</summary>
public readonly record struct SexualExploitationType(string Value) : ICode<SexualExploitationType>
{
    public static string List => "sexual-exploitation-types";
    public static SexualExploitationType From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>By what an exploiter keeps hold of a person (HTCDS 2.0).</summary>
public readonly record struct ControlMethod(string Value) : ICode<ControlMethod>
{
    public static string List => "control-methods";
    public static ControlMethod From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Where or through what a person was recruited (HTCDS 2.0).</summary>
public readonly record struct RecruitmentMethod(string Value) : ICode<RecruitmentMethod>
{
    public static string List => "recruitment-methods";
    public static RecruitmentMethod From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>The branch in which a person was made to work: a section of ISIC revision 4 (HTCDS 2.0).</summary>
public readonly record struct LabourIndustry(string Value) : ICode<LabourIndustry>
{
    public static string List => "labour-industries";
    public static LabourIndustry From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Version of how our codes are written in HTCDS (<c>htcds.data.json</c>).</summary>
public readonly record struct HtcdsCodingVersion(string Value) : ICode<HtcdsCodingVersion>
{
    public static string List => "htcds-coding-versions";
    public static HtcdsCodingVersion From(string value) => new(value);
    public override string ToString() => Value;
}

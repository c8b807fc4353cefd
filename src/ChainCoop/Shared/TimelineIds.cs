namespace ChainCoop.Shared;

/// <summary>One key with which an organisation witnesses the timeline.</summary>
public readonly record struct WitnessId(Guid Value) : IId<WitnessId>
{
    public static WitnessId New() => new(NewId.Ordered());
    public static WitnessId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out WitnessId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>Evidence that an auditor asked for.</summary>
public readonly record struct EvidenceBundleId(Guid Value) : IId<EvidenceBundleId>
{
    public static EvidenceBundleId New() => new(NewId.Ordered());
    public static EvidenceBundleId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out EvidenceBundleId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

namespace ChainCoop.Shared;

/// <summary>On what sharing rests (grondslag): one of these, and consent is never required (domain, section 6).</summary>
public readonly record struct LegalBasisKind(string Value) : ICode<LegalBasisKind>
{
    public static readonly LegalBasisKind Consent = new("consent");

    public static string List => "legal-basis-kinds";
    public static LegalBasisKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What of a record can be disclosed; which of them a kind of record has says <c>Sharing/DisclosableFields.cs</c>.</summary>
public readonly record struct DisclosableField(string Value) : ICode<DisclosableField>
{
    public static string List => "disclosable-fields";
    public static DisclosableField From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>The law under which data was collected, which goes with it wherever it goes.</summary>
public readonly record struct DataRegime(string Value) : ICode<DataRegime>
{
    public static readonly DataRegime Avg = new("avg");

    public static string List => "data-regimes";
    public static DataRegime From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a disclosure ended before or at its time.</summary>
public readonly record struct DisclosureEndReason(string Value) : ICode<DisclosureEndReason>
{
    public static string List => "disclosure-end-reasons";
    public static DisclosureEndReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Who gave a consent.</summary>
public readonly record struct ConsentSigner(string Value) : ICode<ConsentSigner>
{
    public static readonly ConsentSigner Self = new("self");

    public static string List => "consent-signers";
    public static ConsentSigner From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Whether who gave a consent could give it (handelings- en wilsbekwaamheid).</summary>
public readonly record struct SignerCapacity(string Value) : ICode<SignerCapacity>
{
    public static string List => "signer-capacities";
    public static SignerCapacity From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Which text was consented to.</summary>
public readonly record struct ConsentText(string Value) : ICode<ConsentText>
{
    public static string List => "consent-texts";
    public static ConsentText From(string value) => new(value);
    public override string ToString() => Value;
}

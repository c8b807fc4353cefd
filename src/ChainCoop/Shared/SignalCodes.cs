namespace ChainCoop.Shared;

/// <summary>What an indicator is about: the groups of the prosecution's instruction, annex 3.</summary>
public readonly record struct IndicatorGroup(string Value) : ICode<IndicatorGroup>
{
    public static string List => "indicator-groups";
    public static IndicatorGroup From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a rule of assessment found.</summary>
public readonly record struct FindingCode(string Value) : ICode<FindingCode>
{
    public static string List => "assessment-findings";
    public static FindingCode From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a rule of assessment advises; a person decides.</summary>
public readonly record struct AdviceCode(string Value) : ICode<AdviceCode>
{
    public static string List => "assessment-advices";
    public static AdviceCode From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why an organisation does not answer a request for information about a signal.</summary>
public readonly record struct DeclineReason(string Value) : ICode<DeclineReason>
{
    public static string List => "enrichment-decline-reasons";
    public static DeclineReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a municipality asks for information about a signal no longer.</summary>
public readonly record struct EnrichmentWithdrawalReason(string Value) : ICode<EnrichmentWithdrawalReason>
{
    public static string List => "enrichment-withdrawal-reasons";
    public static EnrichmentWithdrawalReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a signal that had its outcome is looked at again.</summary>
public readonly record struct SignalReopeningReason(string Value) : ICode<SignalReopeningReason>
{
    public static string List => "signal-reopening-reasons";
    public static SignalReopeningReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a signal is taken back for good.</summary>
public readonly record struct RetractionReason(string Value) : ICode<RetractionReason>
{
    public static string List => "retraction-reasons";
    public static RetractionReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a reporter is told of what became of the signal.</summary>
public readonly record struct FeedbackCode(string Value) : ICode<FeedbackCode>
{
    public static string List => "feedback-codes";
    public static FeedbackCode From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>How a reporter is told.</summary>
public readonly record struct FeedbackWay(string Value) : ICode<FeedbackWay>
{
    public static string List => "feedback-ways";
    public static FeedbackWay From(string value) => new(value);
    public override string ToString() => Value;
}

namespace ChainCoop.Shared;

/// <summary>One observation by one reporter (signaal).</summary>
public readonly record struct SignalId(Guid Value) : IId<SignalId>
{
    public static SignalId New() => new(NewId.Ordered());
    public static SignalId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out SignalId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A request to an organisation for information about one signal.</summary>
public readonly record struct EnrichmentRequestId(Guid Value) : IId<EnrichmentRequestId>
{
    public static EnrichmentRequestId New() => new(NewId.Ordered());
    public static EnrichmentRequestId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out EnrichmentRequestId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A question to an anonymous reporter about one signal.</summary>
public readonly record struct QuestionId(Guid Value) : IId<QuestionId>
{
    public static QuestionId New() => new(NewId.Unlinkable());
    public static QuestionId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out QuestionId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>That a signal was retracted, as those hear it who had it.</summary>
public readonly record struct RetractionId(Guid Value) : IId<RetractionId>
{
    public static RetractionId New() => new(NewId.Ordered());
    public static RetractionId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out RetractionId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>That a signal is a duplicate of another.</summary>
public readonly record struct MergeId(Guid Value) : IId<MergeId>
{
    public static MergeId New() => new(NewId.Ordered());
    public static MergeId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out MergeId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>Two registrations that may be of one person.</summary>
public readonly record struct MatchId(Guid Value) : IId<MatchId>
{
    public static MatchId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out MatchId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One time that an officer asked whether others know a person; also the id of the alarm that it may raise.</summary>
public readonly record struct MatchRequestId(Guid Value) : IId<MatchRequestId>
{
    public static MatchRequestId New() => new(NewId.Ordered());
    public static MatchRequestId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out MatchRequestId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

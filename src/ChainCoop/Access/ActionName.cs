namespace ChainCoop.Access;

/// <summary>What an access record says was done: the name of a rule, such as <c>signal.read</c>; a filter takes no other text.</summary>
public readonly record struct ActionName(string Value)
{
    /// <summary>Of requests that were refused before a rule was known.</summary>
    public const string Refused = "request.refused";

    /// <summary>Of who has a follow-up token: about that no rule says anything.</summary>
    public const string FollowUp = "signal.follow-up";

    /// <inheritdoc cref="FollowUp"/>
    public const string AnswerQuestion = "signal.answer-question";

    public static bool TryParse(string? text, out ActionName name)
    {
        name = new ActionName(text ?? "");
        return text is Refused or FollowUp or AnswerQuestion || AccessRules.ByName.ContainsKey(name.Value);
    }

    public override string ToString() => Value;
}

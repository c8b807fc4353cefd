using ChainCoop.Contracts;

namespace ChainCoop.Feeds;

/// <summary>Type of a feed entry: one of those that the event catalogue names, no other text.</summary>
public readonly record struct FeedType(string Value)
{
    public static bool TryParse(string? text, out FeedType type)
    {
        type = new FeedType(text ?? "");
        return EntryTypes.All.Contains(type.Value);
    }

    public override string ToString() => Value;
}

/// <summary>What the types of entries about one kind of record begin with, as far as the third dot and with it: <c>nl.chaincoop.cases.</c></summary>
public readonly record struct FeedTypeFamily(string Value)
{
    public static bool TryParse(string? text, out FeedTypeFamily family)
    {
        family = new FeedTypeFamily(text ?? "");
        return FeedTypes.Families.Contains(family.Value);
    }

    public override string ToString() => Value;
}

internal static class FeedTypes
{
    public static readonly IReadOnlySet<string> Families = EntryTypes.All.Select(type => $"{string.Join('.', type.Split('.').Take(3))}.").ToHashSet(StringComparer.Ordinal);
}

namespace ChainCoop.Shared;

/// <summary>The OAuth scopes that there are: reading and writing per area.</summary>
public static class Scopes
{
    private static readonly string[] Areas =
        ["signals", "cases", "feed", "municipalities", "sharing", "subscriptions", "audit", "timeline", "privacy", "organisations"];

    public static IReadOnlyList<string> All { get; } = [.. Areas.SelectMany(area => new[] { $"{area}.read", $"{area}.write" })];
}

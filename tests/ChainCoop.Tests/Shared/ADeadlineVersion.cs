using ChainCoop.Shared;

namespace ChainCoop.Tests.Shared;

/// <summary>A later version of the rules of deadlines, for tests.</summary>
internal static class ADeadlineVersion
{
    /// <summary>As the first version, but for these kinds, in units of their own.</summary>
    public static DeadlineVersion Of(string version, DateOnly validFrom, params (string Kind, int Count)[] changed) =>
        new(new(version), validFrom,
        [
            .. DeadlineRules.Current.Versions[0].Rules.Select(rule =>
                changed.FirstOrDefault(x => x.Kind == rule.Kind.Value) is { Kind: not null } other ? rule with { Count = other.Count } : rule),
        ]);
}

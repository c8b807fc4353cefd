using System.Collections.Frozen;
using ChainCoop.Shared;

namespace ChainCoop.Privacy.Retention;

/// <summary>What a term is counted from. Written as <c>termStarts</c> of the code list of retention classes.</summary>
internal enum CountedFrom
{
    /// <summary>When something was last added to the record; it still has to be concluded.</summary>
    Receipt,

    /// <summary>The signal was dismissed.</summary>
    Dismissal,

    /// <summary>The signal got its final outcome.</summary>
    Outcome,

    /// <summary>The case was closed.</summary>
    Closure,

    /// <summary>The request of a data subject was answered.</summary>
    Answer,

    /// <summary>The link between two tracks was ended.</summary>
    Ending,
}

internal enum RetentionBasis { Law, Policy }

/// <param name="SourceNl">The law or policy, by its Dutch title.</param>
internal sealed record RetentionRule(
    RetentionClass Class, Term Term, CountedFrom CountedFrom, RetentionBasis Basis, string SourceNl, string Explanation);

/// <summary>When a record may be destroyed, and why then. All three null: it is still open, or the rules have no term for it.</summary>
/// <param name="After">The first day, in the Netherlands, on which it may be destroyed.</param>
internal readonly record struct Destruction(CountedFrom? From, DateOnly? On, DateOnly? After);

/// <summary>The rules as they hold from a day on.</summary>
internal sealed record RetentionVersion(string Version, DateOnly ValidFrom, FrozenDictionary<RetentionClass, RetentionRule> Rules)
{
    public Destruction Of(RetentionRecord record)
    {
        if (record.EndedOn is not { } ended || !Rules.TryGetValue(record.Class, out var rule)) return default;
        var on = rule.CountedFrom == CountedFrom.Receipt ? record.ReceivedOn : ended;
        return new Destruction(rule.CountedFrom, on, rule.Term.After(on));
    }
}

/// <summary>Terms of retention as versioned data (<c>retention.data.json</c>). A version is never edited, a later one added.</summary>
internal sealed class RetentionRules(IReadOnlyList<RetentionVersion> versions)
{
    public static RetentionRules Current { get; } = Load();

    /// <summary>In the order of their first days.</summary>
    public IReadOnlyList<RetentionVersion> Versions { get; } = [.. versions.OrderBy(version => version.ValidFrom)];

    /// <summary>In force on the day; the first one also before it.</summary>
    public RetentionVersion On(DateOnly day) => Versions.LastOrDefault(version => version.ValidFrom <= day) ?? Versions[0];

    public RetentionVersion Find(string version) =>
        Versions.FirstOrDefault(known => known.Version == version)
        ?? throw new InvalidOperationException($"The database has retention by version {version} of the rules, which this program does not know.");

    private static RetentionRules Load()
    {
        using var file = EmbeddedData.Read("retention.data.json");
        var faults = new Faults();
        return RetentionFile.Read(file, faults)
            ?? throw new InvalidOperationException($"retention.data.json: {string.Join(' ', faults.All.Select(fault => $"{fault.Pointer} {fault.Detail}"))}");
    }
}

using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using ChainCoop.Cases;
using ChainCoop.Cases.Victims;
using ChainCoop.Privacy.Links;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using ChainCoop.Signals;

namespace ChainCoop.Privacy.Retention;

/// <summary>Reads a file of rules and looks at all of it, so that one run tells all that is wrong.</summary>
internal static class RetentionFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>What ends the records of a class. A class that is missing here has no records.</summary>
    public static readonly FrozenDictionary<RetentionClass, CountedFrom> Ends = new Dictionary<RetentionClass, CountedFrom>
    {
        [RetentionFacts.Dismissed] = CountedFrom.Dismissal,
        [SignalData.Retention] = CountedFrom.Outcome,
        [SignalData.ContactRetention] = CountedFrom.Outcome,
        [CaseData.Retention] = CountedFrom.Closure,
        [VictimAccess.Retention] = CountedFrom.Closure,
        [RequestRules.Retention] = CountedFrom.Answer,
        [LinkRules.Retention] = CountedFrom.Ending,
    }.ToFrozenDictionary();

    /// <returns>Null when there are faults.</returns>
    public static RetentionRules? Read(Stream file, Faults faults)
    {
        try
        {
            using var document = JsonDocument.Parse(file, Strict);
            var items = Items(document.RootElement, "", "versions", ["versions"], faults);
            var versions = items.Select((item, i) => Version(item, $"/versions/{i}", isLast: i == items.Count - 1, faults)).ToList();
            foreach (var twice in versions.OfType<RetentionVersion>().GroupBy(version => version.Version).Where(group => group.Count() > 1))
                faults.Add("/versions", $"version {twice.Key} is there twice.");
            foreach (var twice in versions.OfType<RetentionVersion>().GroupBy(version => version.ValidFrom).Where(group => group.Count() > 1))
                faults.Add("/versions", string.Create(CultureInfo.InvariantCulture, $"two versions begin on {twice.Key:yyyy-MM-dd}."));
            var days = versions.OfType<RetentionVersion>().Select(version => version.ValidFrom).ToList();
            faults.Require(days.SequenceEqual(days.Order()), "/versions", "must be in the order of their first days.");
            return faults.All.Count > 0 ? null : new RetentionRules([.. versions.OfType<RetentionVersion>()]);
        }
        catch (JsonException broken)
        {
            faults.Add("", string.Create(CultureInfo.InvariantCulture, $"is no JSON, or has a member twice (line {broken.LineNumber + 1})."));
            return null;
        }
    }

    /// <summary>The last one has all classes; one before may be older than a class, whose records have no end by it.</summary>
    private static RetentionVersion? Version(JsonElement item, string at, bool isLast, Faults faults)
    {
        var before = faults.All.Count;
        var rules = Items(item, at, "rules", ["version", "validFrom", "rules"], faults).Select((rule, i) => Rule(rule, $"{at}/rules/{i}", faults)).ToList();
        var version = Text(item, at, "version", faults);
        var from = Text(item, at, "validFrom", faults);
        var isDay = DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var validFrom);
        faults.Require(isDay || from is null, $"{at}/validFrom", "must be a day such as 2026-01-01.");

        var given = rules.OfType<RetentionRule>().Select(rule => rule.Class).ToList();
        foreach (var twice in given.GroupBy(code => code).Where(group => group.Count() > 1)) faults.Add($"{at}/rules", $"class {twice.Key} is there twice.");
        if (isLast && rules.Count > 0 && !rules.Contains(null))
        {
            foreach (var missing in Ends.Keys.Except(given).OrderBy(code => code.Value, StringComparer.Ordinal))
                faults.Add($"{at}/rules", $"class {missing} is missing: there are records of it.");
        }
        return faults.All.Count > before ? null : new RetentionVersion(version!, validFrom, rules.ToFrozenDictionary(rule => rule!.Class, rule => rule!));
    }

    private static RetentionRule? Rule(JsonElement item, string at, Faults faults)
    {
        var before = faults.All.Count;
        Shape(item, at, ["class", "term", "countedFrom", "basis", "sourceNl", "explanation"], faults);
        var code = new RetentionClass(Text(item, at, "class", faults) ?? "");
        var isKnown = Ends.TryGetValue(code, out var end);
        faults.Require(isKnown || code.Value.Length == 0, $"{at}/class", $"must be one of {string.Join(", ", Ends.Keys.Select(known => known.Value).Order(StringComparer.Ordinal))}.");

        var written = Text(item, at, "term", faults);
        var term = Term.Parse(written ?? "");
        faults.Require(term is not null || written is null, $"{at}/term", "must be years and months up to a hundred years, such as P1Y, P6M or P1Y6M.");

        var start = Text(item, at, "countedFrom", faults);
        var isStart = Kebab.TryParse<CountedFrom>(start, out var from) && (!isKnown || from == end || from == CountedFrom.Receipt);
        faults.Require(isStart || start is null, $"{at}/countedFrom", isKnown ? $"must be {Kebab.Of(end)} or receipt." : $"must be one of {string.Join(", ", Kebab.All<CountedFrom>())}.");

        var basis = Text(item, at, "basis", faults);
        var isBasis = Kebab.TryParse<RetentionBasis>(basis, out var ground);
        faults.Require(isBasis || basis is null, $"{at}/basis", "must be law or policy.");

        var source = Text(item, at, "sourceNl", faults);
        var explanation = Text(item, at, "explanation", faults);
        return faults.All.Count > before ? null : new RetentionRule(code, term!.Value, from, ground, source!, explanation!);
    }

    private static List<JsonElement> Items(JsonElement item, string at, string name, string[] members, Faults faults)
    {
        if (!Shape(item, at, members, faults)) return [];
        var isList = item.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0;
        faults.Require(isList, $"{at}/{name}", "must be a list with something in it.");
        return isList ? [.. list.EnumerateArray()] : [];
    }

    private static bool Shape(JsonElement item, string at, string[] members, Faults faults)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            faults.Add(at, "must be an object.");
            return false;
        }
        foreach (var unknown in item.EnumerateObject().Where(member => !members.Contains(member.Name)))
            faults.Add($"{at}/{unknown.Name}", "is unknown.");
        return true;
    }

    private static string? Text(JsonElement item, string at, string name, Faults faults)
    {
        if (item.ValueKind != JsonValueKind.Object) return null;
        if (item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text) return text;
        faults.Add($"{at}/{name}", "must be a text.");
        return null;
    }
}

using ChainCoop.Shared;

namespace ChainCoop.Reports.Statistics;

/// <summary>Which tables there are, in which bands days are counted and what is too small to be shown, as versioned data (<c>statistics.data.json</c>).</summary>
/// <param name="Threshold">Smaller numbers are not shown.</param>
/// <param name="Bands">Of days, each up to the next.</param>
internal sealed record StatisticsRules(
    string Version, DateOnly ValidFrom, string Source, int Threshold, IReadOnlyList<Band> Bands, IReadOnlyList<TableRule> Tables, IReadOnlyList<Sentence> Sentences)
{
    private static readonly IReadOnlyList<StatisticsRules> Versions =
        [.. EmbeddedData.Read<StatisticsData>("statistics.data.json").Versions.OrderBy(version => version.ValidFrom)];

    /// <summary>In force on a day; before the first one that.</summary>
    public static StatisticsRules On(DateOnly day) => Versions.LastOrDefault(version => version.ValidFrom <= day) ?? Versions[0];

    /// <summary>The columns of a table, whether anything of them occurred or not.</summary>
    public IReadOnlyList<string> CategoriesOf(TableRule table) =>
        table.Bands ? [.. Bands.Select(band => band.Code)] : [.. table.List is { } list ? CodeLists.Find(list)!.Items.Select(item => item.Code) : [], .. table.Also ?? []];

    public string CategoryOf(TableRule table, string code, int value) => table.Bands ? Bands.Last(band => band.From <= value).Code : code;

    private sealed record StatisticsData(IReadOnlyList<StatisticsRules> Versions);
}

/// <param name="From">The first number of days in it.</param>
internal sealed record Band(string Code, int From);

/// <param name="Kind">What is counted.</param>
/// <param name="Total">Tables with the same have the same totals, and so the same rows.</param>
/// <param name="Bands">The columns are bands of days; else codes.</param>
/// <param name="DistrictOnly">Not per municipality.</param>
/// <param name="NotSaid">Codes of sentences.</param>
/// <param name="List">The code list of the columns: all of it, so that nobody sees which of its codes never occurred.</param>
/// <param name="Also">Further columns.</param>
internal sealed record TableRule(string Code, FactKind Kind, FactKind Total, IReadOnlyList<string> NotSaid, bool Bands = false, bool DistrictOnly = false, string? List = null, IReadOnlyList<string>? Also = null);

/// <summary>What a table does not say.</summary>
public sealed record Sentence(string Code, string Text);

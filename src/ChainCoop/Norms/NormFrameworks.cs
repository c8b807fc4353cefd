using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Shared;

namespace ChainCoop.Norms;

/// <summary>
/// What the council asks of a municipality against exploitation, as versioned data (<c>norm-framework.data.json</c>). A version is never
/// edited, a later one added: an assessment is by the version in force on its day.
/// </summary>
public static class NormFrameworks
{
    /// <summary>In the order of their first days.</summary>
    public static IReadOnlyList<NormFramework> All { get; } = Load();

    /// <summary>In force on the day; the first one also before it.</summary>
    public static NormFramework On(DateOnly day) => All.LastOrDefault(framework => framework.ValidFrom <= day) ?? All[0];

    /// <summary>Null where there is no such version.</summary>
    public static NormFramework? Find(NormFrameworkVersion version) => All.FirstOrDefault(framework => framework.Version == version);

    private static IReadOnlyList<NormFramework> Load()
    {
        using var file = EmbeddedData.Read("norm-framework.data.json");
        return [.. JsonSerializer.Deserialize<NormFrameworkFile>(file, Json.Http)!.Versions.OrderBy(framework => framework.ValidFrom)];
    }

    private sealed record NormFrameworkFile(IReadOnlyList<NormFramework> Versions);
}

/// <param name="ValidFrom">First day on which it is used.</param>
/// <param name="Fewest">A measure over fewer signals, cases or victims than this is not said: it would tell of single ones.</param>
public sealed record NormFramework(NormFrameworkVersion Version, DateOnly ValidFrom, string Source, int Fewest, IReadOnlyList<ElementRule> Elements)
{
    /// <summary>Null where this version does not ask for it.</summary>
    public ElementRule? Find(NormElement element) => Elements.FirstOrDefault(rule => rule.Element == element);
}

/// <summary>Everybody has to meet the baseline (basisniveau); the advanced level goes further (vergevorderd niveau).</summary>
public enum NormLevel { Baseline, Advanced }

/// <param name="Name">English name.</param>
/// <param name="NameNl">Dutch name, as the council knows it.</param>
/// <param name="Evidence">Evidence of one of these kinds is asked for; empty: none is.</param>
/// <param name="ReviewMonths">After so many months evidence has to be looked at again, where it does not say when itself.</param>
/// <param name="Measures">All of them count.</param>
public sealed record ElementRule(
    NormElement Element, NormTheme Theme, NormLevel Level, string Name, string NameNl, IReadOnlyList<EvidenceKind> Evidence, IReadOnlyList<MeasureRule> Measures, int? ReviewMonths = null);

public enum MeasureBound { AtLeast, AtMost }

/// <param name="Met">The element is met by the measure up to, or from, this number on.</param>
/// <param name="Partly">And partly by this one.</param>
public sealed record MeasureRule(NormMeasure Measure, MeasureBound Bound, int Met, int Partly);

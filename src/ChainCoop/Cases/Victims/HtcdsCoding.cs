using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>How our codes are written in the Human Trafficking Case Data Standard (HTCDS 2.0), as versioned data (<c>htcds.data.json</c>).</summary>
public static class HtcdsCoding
{
    private static readonly CodingData Data = EmbeddedData.Read<CodingData>("htcds.data.json");

    private static readonly Dictionary<(string List, string Code), string?> Values = Data.Codes.ToDictionary(row => (row.List, row.Code), row => row.Value);

    private static readonly Dictionary<CaseStatus, string> Statuses = Data.CaseStatuses.ToDictionary(row => row.Status, row => row.Value);

    private static readonly Dictionary<CaseOutcome, string> Outcomes = Data.Outcomes.ToDictionary(row => new CaseOutcome(row.Outcome), row => row.Value);

    public static HtcdsCodingVersion Version { get; } = new(Data.Version);

    /// <summary>Null: the standard has no value for it, and it is left out.</summary>
    public static string? Of<TCode>(TCode code) where TCode : struct, ICode<TCode> => Values[(TCode.List, code.Value)];

    /// <summary>Those for which the standard has a value, each once.</summary>
    public static IReadOnlyList<string> Of<TCode>(IEnumerable<TCode> codes) where TCode : struct, ICode<TCode> => [.. codes.Select(Of).OfType<string>().Distinct()];

    /// <param name="outcome">Of a case that is closed.</param>
    public static string Of(CaseStatus status, CaseOutcome? outcome) =>
        status == CaseStatus.Closed && outcome is { } closed && Outcomes.TryGetValue(closed, out var value) ? value : Statuses[status];

    private sealed record CodingData(
        string Version, string Source, IReadOnlyList<StatusRow> CaseStatuses, IReadOnlyList<OutcomeRow> Outcomes, IReadOnlyList<CodeRow> Codes);

    private sealed record StatusRow(CaseStatus Status, string Value);

    private sealed record OutcomeRow(string Outcome, string Value);

    private sealed record CodeRow(string List, string Code, string? Value = null);
}

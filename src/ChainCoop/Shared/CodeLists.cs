using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChainCoop.Shared;

/// <summary>
/// The code lists of the field as versioned data (<c>code-lists.data.json</c>, <c>organisations.data.json</c>): law and
/// policy change them, code does not. Read once at start; a broken file stops the program.
/// </summary>
public static class CodeLists
{
    private static readonly FrozenDictionary<string, CodeList> Lists = Load();

    /// <summary>By name.</summary>
    public static IReadOnlyList<CodeList> All { get; } = [.. Lists.Values.OrderBy(list => list.Name, StringComparer.Ordinal)];

    public static CodeList? Find(string name) => Lists.GetValueOrDefault(name);

    public static bool Contains(string list, string code) => Find(list)?.Find(code) is not null;

    private static FrozenDictionary<string, CodeList> Load() =>
        EmbeddedData.Read<List<CodeList>>("code-lists.data.json")
            .Concat(EmbeddedData.Read<List<CodeList>>("organisations.data.json"))
            .ToDictionary(list => list.Name, StringComparer.Ordinal) // refuses a name twice, a frozen dictionary does not
            .ToFrozenDictionary(StringComparer.Ordinal);
}

/// <param name="Version">Version of the list as data; it goes up when a code is added or ends.</param>
/// <param name="Source">The law, standard or table that the codes come from.</param>
public sealed record CodeList(string Name, string Version, string Source, IReadOnlyList<CodeListItem> Items)
{
    private readonly FrozenDictionary<string, CodeListItem> byCode =
        Items.ToDictionary(item => item.Code, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);

    public CodeListItem? Find(string code) => byCode.GetValueOrDefault(code);
}

/// <param name="Name">English name, per the glossary.</param>
/// <param name="NameNl">Dutch name, as screens show it.</param>
public sealed record CodeListItem(string Code, string Name, string NameNl)
{
    /// <summary>The law or policy behind this one code, where the source of the list does not say it all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>First day on which the code has its meaning in law; absent: no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? From { get; init; }

    /// <summary>First day on which it has that meaning no longer; absent: no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? Until { get; init; }

    /// <summary>Of an indicator: its group, a code of the list <c>indicator-groups</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Group { get; init; }

    /// <summary>
    /// Of an indicator: when it is observed, no low total outvotes it. An indicator is observed, not observed or unknown;
    /// not observed and unknown are never the same.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Critical { get; init; }

    /// <summary>Of a retention class: how long data is kept, as an ISO 8601 duration such as <c>P15Y</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Term { get; init; }

    /// <summary>Of a retention class: what makes the term run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TermStarts { get; init; }
}

/// <summary>Data files that are part of the program.</summary>
internal static class EmbeddedData
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static Stream Read(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The data file {name} is not part of the program.");

    public static T Read<T>(string name)
    {
        using var file = Read(name);
        return JsonSerializer.Deserialize<T>(file, Json)!;
    }
}

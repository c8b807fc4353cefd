using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace ChainCoop.Shared;

/// <summary>
/// The code lists of the field as versioned data (<c>code-lists.data.json</c>, <c>organisations.data.json</c>): law and
/// policy change them, code does not. Read once at start; a broken file stops the program.
/// </summary>
public static class CodeLists
{
    private static readonly FrozenDictionary<string, CodeList> Lists = Load();

    public static IReadOnlyCollection<CodeList> All => Lists.Values;

    public static CodeList? Find(string name) => Lists.GetValueOrDefault(name);

    public static bool Contains(string list, string code) => Lists.TryGetValue(list, out var found) && found.Contains(code);

    private static FrozenDictionary<string, CodeList> Load()
    {
        var lists = JsonSerializer.Deserialize<List<CodeList>>(EmbeddedData.Read("code-lists.data.json"), EmbeddedData.Json)!;
        return lists.ToFrozenDictionary(list => list.Name, StringComparer.Ordinal);
    }
}

/// <param name="Version">Version of the list as data; it goes up when a code is added or ends.</param>
/// <param name="Source">The law, standard or table that the codes come from.</param>
public sealed record CodeList(string Name, string Version, string Source, IReadOnlyList<CodeListItem> Items)
{
    private readonly FrozenSet<string> codes = Items.Select(item => item.Code).ToFrozenSet(StringComparer.Ordinal);

    public bool Contains(string code) => codes.Contains(code);
}

/// <param name="Name">English name, per the glossary.</param>
/// <param name="NameNl">Dutch name, as screens show it.</param>
public sealed record CodeListItem(string Code, string Name, string NameNl);

/// <summary>Data files that are part of the program.</summary>
internal static class EmbeddedData
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Stream Read(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The data file {name} is not part of the program.");
}

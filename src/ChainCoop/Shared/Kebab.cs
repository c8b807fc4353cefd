using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChainCoop.Shared;

/// <summary>Enum members as they are written everywhere outside the code: lower kebab-case, unless a standard names them otherwise.</summary>
public static class Kebab
{
    public static string Of<TEnum>(TEnum value) where TEnum : struct, Enum => Names<TEnum>.Written[value];

    public static bool TryParse<TEnum>(string? text, out TEnum value) where TEnum : struct, Enum =>
        Names<TEnum>.Read.TryGetValue(text ?? "", out value);

    /// <summary>What this program wrote itself: anything else is broken data.</summary>
    public static TEnum Parse<TEnum>(string text) where TEnum : struct, Enum =>
        TryParse<TEnum>(text, out var value) ? value : throw new InvalidDataException($"Stored text is no {typeof(TEnum).Name}.");

    public static IReadOnlyCollection<string> All<TEnum>() where TEnum : struct, Enum => Names<TEnum>.Read.Keys;

    private static class Names<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Written =
            Enum.GetValues<TEnum>().ToDictionary(value => value, value => NameOf(value.ToString()));

        public static readonly Dictionary<string, TEnum> Read = Written.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        private static string NameOf(string member) =>
            typeof(TEnum).GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.KebabCaseLower.ConvertName(member);
    }
}

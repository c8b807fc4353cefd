using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChainCoop.Signals.Matching;

/// <summary>
/// One form for a name, however an organisation writes it. What differs between registrations goes: particles (tussenvoegsels) and their
/// abbreviations, marks, the passport's way of writing them (ICAO 9303: ö is OE, ü is UE), capitals, hyphens, the order of words. Names
/// that are different people's can get one form, so that a name identifies only together with a birth date.
/// </summary>
public static partial class PersonNames
{
    /// <summary>As they are written, and as some registrations shorten them: <c>v.d.</c>, <c>vd</c>, <c>v</c>.</summary>
    private static readonly HashSet<string> Particles = new(
        [
            "van", "de", "der", "den", "het", "ter", "ten", "te", "op", "in", "aan", "bij", "onder", "over", "uit", "voor", "von", "zu", "du", "la", "le", "t", "s",
            "v", "d", "o", "i", "vd", "vt", "od", "ot", "it", "vdr", "vdn", "ad", "al", "el", "ibn", "bin", "dos", "da", "do", "di",
        ],
        StringComparer.Ordinal);

    private static readonly Dictionary<char, string> WithoutDecomposition = new()
    {
        ['ø'] = "o",
        ['œ'] = "o",
        ['æ'] = "a",
        ['ß'] = "ss",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ı'] = "i",
        ['ħ'] = "h",
    };

    /// <summary>Without particles; null when nothing is left that could tell people apart.</summary>
    public static string? Family(string? name)
    {
        if (Words(name) is not { Count: > 0 } words) return null;
        var own = words.Where(word => !Particles.Contains(word)).ToList();
        return Together(own.Count > 0 ? own : words);
    }

    /// <inheritdoc cref="Family"/>
    public static string? Given(string? names) => Words(names) is { Count: > 0 } words ? Together(words) : null;

    private static string Together(IEnumerable<string> words) => Folded(string.Concat(words.Order(StringComparer.Ordinal)));

    private static List<string> Words(string? text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var letter in (text ?? "").Normalize(NormalizationForm.FormKD).ToLowerInvariant().Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetter(letter)) word.Append(WithoutDecomposition.TryGetValue(letter, out var plain) ? plain : letter.ToString());
            else if (char.GetUnicodeCategory(letter) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)) End();
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0) words.Add(Folded(word.ToString()));
            word.Clear();
        }
    }

    /// <summary>Two ways to write one sound; nothing that it makes is changed by doing it again.</summary>
    private static string Folded(string word) => VowelWithE().Replace(word.Replace("ij", "y", StringComparison.Ordinal), "$1");

    [GeneratedRegex("([aou])e+")]
    private static partial Regex VowelWithE();
}

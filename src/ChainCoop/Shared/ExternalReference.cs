using System.Text.RegularExpressions;

namespace ChainCoop.Shared;

/// <summary>
/// An opaque reference of a client's own system, such as <c>Z2026-001234</c>. It stands in clear in events, indexes and
/// addresses, so it may not carry a person: at most 64 letters, digits, hyphens, underscores and colons, without a date and
/// without a run of eight digits or more, because that is what citizen service numbers, foreigner numbers and telephone
/// numbers are. Three runs are none of those and pass: in a UUID, a counter of at most ten digits that is padded with three
/// zeros or more (<c>ZAAK-2026-0000123456</c>), and in a registration number of the police (<c>PL0600-2026123456</c>).
/// Separators hide nothing: eight digits or more need a letter between or before them. A name in letters cannot be told from
/// another word; that is for the sender's system to keep out.
/// </summary>
public readonly partial record struct ExternalReference(string Value)
{
    /// <summary>What is wrong with one that comes in, if anything. One that is stored is read whatever it is.</summary>
    public static string? FaultIn(string text)
    {
        if (!Form().IsMatch(text)) return "Must be 1 to 64 letters, digits, hyphens, underscores or colons, and start with a letter or digit.";
        var telling = PoliceNumber().Replace(Uuid().Replace(text, "x"), "x");
        return OnlyDigits().IsMatch(telling) || LongRun().IsMatch(telling) || Date().IsMatch(telling) || Telephone().IsMatch(telling)
            ? "Must be opaque: no date, and no eight digits or more that could be the number of a person or a telephone. Zeros before a counter, UUIDs and letters such as in Z2026-001234 are fine."
            : null;
    }

    public static bool TryParse(string? text, out ExternalReference reference)
    {
        reference = new ExternalReference(text ?? "");
        return FaultIn(reference.Value) is null;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_:-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    /// <summary>RFC 9562, with or without hyphens. Its digits are not chosen, so that they tell nothing.</summary>
    [GeneratedRegex("(?<![0-9A-Za-z])[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[1-8][0-9A-Fa-f]{3}-?[89ABab][0-9A-Fa-f]{3}-?[0-9A-Fa-f]{12}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();

    /// <summary>Unit, year, counter.</summary>
    [GeneratedRegex("(?<![0-9A-Za-z])PL[0-9]{4}-20[0-9]{8}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex PoliceNumber();

    [GeneratedRegex(@"^[0-9](?:[_:-]*[0-9]){7,}[_:-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex OnlyDigits();

    [GeneratedRegex("(?<![0-9])(?!000[0-9]{5,7}(?![0-9]))[0-9]{8}", RegexOptions.CultureInvariant)]
    private static partial Regex LongRun();

    /// <summary>Year, month and day with separators, from either side.</summary>
    [GeneratedRegex(
        "(?<![0-9])(?:(?:19|20)[0-9]{2}[_:-](?:0?[1-9]|1[0-2])[_:-](?:0?[1-9]|[12][0-9]|3[01])|(?:0?[1-9]|[12][0-9]|3[01])[_:-](?:0?[1-9]|1[0-2])[_:-](?:19|20)[0-9]{2})(?![0-9])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    /// <summary>A mobile number after 06, or a number after an area code of three digits.</summary>
    [GeneratedRegex("(?<![0-9])(?:06[_:-][0-9](?:[_:-]?[0-9]){7}|0[1-9][0-9][_:-][0-9]{7})(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Telephone();
}

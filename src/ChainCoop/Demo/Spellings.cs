using System.Globalization;
using System.Text;

namespace ChainCoop.Demo;

/// <summary>By what a signal says who somebody is, written as the organisation writes it.</summary>
internal sealed record SpelledIdentity(
    string FamilyName, string GivenNames, DateOnly BirthDate, string Phone, string DocumentNumber, SpelledAddress Address);

internal sealed record SpelledAddress(string Postcode, string HouseNumber);

/// <summary>
/// How each list writes one and the same identity. The writing differs, the meaning never does:
/// <code>
/// list  family name           diacritics      phone            document        postcode
/// I     van der Zeeënbrug     kept            +31691234567     DEMO0001234     4001 SA
/// K     VAN DER ZEEENBRUG     transliterated  0031691234567    DEMO0001234     4001SA
/// O     v.d. Zeeënbrug        kept            06-91234567      demo 000 1234   4001sa
/// P     Zeeenbrug, van der    dropped         +31 6 9123 4567  demo0001234     4001SA
/// R     Van Der Zeeënbrug     kept            06 91 23 45 67   DEMO 0001234    4001 SA
/// Z     vd Zeeënbrug          decomposed      (06) 91234567    demo-000-1234   4001 sa
/// </code>
/// Transliterated is how a passport does it, in capitals (ICAO 9303: ö is OE, ü is UE, other letters lose the mark);
/// dropped is without marks; decomposed is Unicode form D, letter and mark apart. Given names follow the diacritics of
/// the list. Birth date and house number are the same everywhere.
/// </summary>
internal static class Spellings
{
    private const StringComparison Exactly = StringComparison.Ordinal;

    /// <exception cref="ArgumentOutOfRangeException">The list is none of I, K, O, P, R and Z.</exception>
    public static SpelledIdentity On(string list, Identity who) => new(
        Letters(list, FamilyName(list, who)),
        Letters(list, who.GivenNames),
        who.BirthDate,
        Phone(list, who.Phone["+31".Length..]),
        DocumentNumber(list, who.DocumentNumber),
        new SpelledAddress(Postcode(list, who.Postcode), who.HouseNumber.ToString(CultureInfo.InvariantCulture)));

    private static string FamilyName(string list, Identity who) => who.Particle.Length == 0 ? who.Surname : list switch
    {
        "O" => $"{string.Concat(Words(who).Select(word => $"{word[0]}."))} {who.Surname}",
        "P" => $"{who.Surname}, {who.Particle}",
        "R" => $"{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(who.Particle)} {who.Surname}",
        "Z" => $"{string.Concat(Words(who).Select(word => word[0]))} {who.Surname}",
        _ => $"{who.Particle} {who.Surname}",
    };

    private static string[] Words(Identity who) => who.Particle.Replace("'", "", Exactly).Split(' ');

    private static string Letters(string list, string text) => list switch
    {
        "K" => WithoutMarks(text.Replace("ö", "oe", Exactly).Replace("ü", "ue", Exactly)).ToUpperInvariant(),
        "P" => WithoutMarks(text),
        "Z" => text.Normalize(NormalizationForm.FormD),
        _ => text,
    };

    private static string WithoutMarks(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD).Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));

    private static string Phone(string list, string digits) => list switch
    {
        "I" => $"+31{digits}",
        "K" => $"0031{digits}",
        "O" => $"0{digits[..1]}-{digits[1..]}",
        "P" => $"+31 {digits[..1]} {digits[1..5]} {digits[5..]}",
        "R" => $"0{digits[..1]} {digits[1..3]} {digits[3..5]} {digits[5..7]} {digits[7..]}",
        "Z" => $"(0{digits[..1]}) {digits[1..]}",
        _ => throw Unknown(list),
    };

    private static string DocumentNumber(string list, string number) => list switch
    {
        "I" or "K" => number,
        "O" => $"{number[..4]} {number[4..7]} {number[7..]}".ToLowerInvariant(),
        "P" => number.ToLowerInvariant(),
        "R" => $"{number[..4]} {number[4..]}",
        "Z" => $"{number[..4]}-{number[4..7]}-{number[7..]}".ToLowerInvariant(),
        _ => throw Unknown(list),
    };

    private static string Postcode(string list, string postcode) => list switch
    {
        "I" or "R" => $"{postcode[..4]} {postcode[4..]}",
        "K" or "P" => postcode,
        "O" => postcode.ToLowerInvariant(),
        "Z" => $"{postcode[..4]} {postcode[4..]}".ToLowerInvariant(),
        _ => throw Unknown(list),
    };

    private static ArgumentOutOfRangeException Unknown(string list) =>
        new(nameof(list), list, "The demo knows the lists I, K, O, P, R and Z.");
}

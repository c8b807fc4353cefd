using System.Globalization;
using System.Text;
using ChainCoop.Shared;

namespace ChainCoop.Signals.Matching;

/// <summary>What a normalised identifier is of. Part of what is hashed: stored, it may never be renamed.</summary>
public enum MatchKind { NameAndBirthDate, Phone, DocumentNumber, LicencePlate, AddressAndName }

/// <summary>A member of the identifiers of a person.</summary>
public enum IdentifierName { FamilyName, GivenNames, BirthDate, Phone, DocumentNumber, LicencePlate, Address }

/// <param name="Form">Normalised, in clear: it lives as long as the request that hashes it.</param>
public readonly record struct MatchForm(MatchKind Kind, string Form);

/// <summary>What of one person can be matched, and what cannot.</summary>
/// <param name="NotMatchable">Identifiers that are given and that no form was made of. They are kept as they are.</param>
public sealed record MatchForms(IReadOnlyList<MatchForm> Forms, IReadOnlyList<IdentifierName> NotMatchable)
{
    /// <summary>
    /// One form per way to recognise a person. A name counts with a birth date only, an address with a whole name only: people share either.
    /// </summary>
    /// <param name="withAddress">False where the address may be a shelter's, which is never matched (domain, section 6).</param>
    public static MatchForms Of(Identifiers identifiers, bool withAddress = true)
    {
        var (family, given) = (PersonNames.Family(identifiers.FamilyName), PersonNames.Given(identifiers.GivenNames));
        var name = family is not null && given is not null ? $"{family}|{given}" : null;
        List<MatchForm> forms = [];
        Add(MatchKind.NameAndBirthDate, name is not null && identifiers.BirthDate is { } day ? $"{name}|{day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}" : null);
        Add(MatchKind.Phone, Phone(identifiers.Phone));
        Add(MatchKind.DocumentNumber, DocumentNumber(identifiers.DocumentNumber));
        Add(MatchKind.LicencePlate, LicencePlate(identifiers.LicencePlate));
        Add(MatchKind.AddressAndName, withAddress && name is not null && Address(identifiers.Address) is { } address ? $"{address}|{name}" : null);

        var named = Has(MatchKind.NameAndBirthDate) || Has(MatchKind.AddressAndName);
        List<IdentifierName> not = [];
        Require(IdentifierName.FamilyName, identifiers.FamilyName is null || named);
        Require(IdentifierName.GivenNames, identifiers.GivenNames is null || named);
        Require(IdentifierName.BirthDate, identifiers.BirthDate is null || Has(MatchKind.NameAndBirthDate));
        Require(IdentifierName.Phone, identifiers.Phone is null || Has(MatchKind.Phone));
        Require(IdentifierName.DocumentNumber, identifiers.DocumentNumber is null || Has(MatchKind.DocumentNumber));
        Require(IdentifierName.LicencePlate, identifiers.LicencePlate is null || Has(MatchKind.LicencePlate));
        Require(IdentifierName.Address, identifiers.Address is null || Has(MatchKind.AddressAndName));
        return new MatchForms(forms, not);

        void Add(MatchKind kind, string? form)
        {
            if (form is not null) forms.Add(new MatchForm(kind, form));
        }

        bool Has(MatchKind kind) => forms.Exists(form => form.Kind == kind);

        void Require(IdentifierName member, bool holds)
        {
            if (!holds) not.Add(member);
        }
    }

    /// <summary>E.164. A number without a country is Dutch. Null: no number, or not of a length that exists.</summary>
    public static string? Phone(string? text)
    {
        if (text is null || text.Any(letter => !char.IsAsciiDigit(letter) && !" ()-./+\u00a0".Contains(letter, StringComparison.Ordinal))) return null;
        var international = text.TrimStart(' ', '(', '\u00a0').StartsWith('+');
        if (text.LastIndexOf('+') is var plus && plus > 0 && text[..plus].Any(char.IsAsciiDigit)) return null;
        var withoutTrunk = international ? text.Replace("(0)", "", StringComparison.Ordinal) : text;
        var digits = Digits(withoutTrunk);
        if (!international && digits.StartsWith("00", StringComparison.Ordinal)) (international, digits) = (true, Digits(text.Replace("(0)", "", StringComparison.Ordinal))[2..]);
        if (!international) digits = digits.StartsWith('0') ? "31" + digits[1..] : "";
        if (digits.StartsWith("310", StringComparison.Ordinal)) digits = "31" + digits[3..];

        // A Dutch number has nine digits after the country (nummerplan telefoon- en ISDN-diensten).
        var fits = digits.StartsWith("31", StringComparison.Ordinal) ? digits.Length == 11 : digits.Length is >= 8 and <= 15 && digits[0] != '0';
        return fits ? "+" + digits : null;
    }

    /// <summary>Letters and digits, at least one digit. Null: nothing by which a document could be told.</summary>
    public static string? DocumentNumber(string? text) => LettersAndDigits(text) is { Length: >= 5 } number && number.Any(char.IsAsciiDigit) ? number : null;

    /// <inheritdoc cref="DocumentNumber"/>
    public static string? LicencePlate(string? text) => LettersAndDigits(text) is { Length: >= 4 and <= 10 } plate && plate.Any(char.IsAsciiDigit) ? plate : null;

    /// <summary>Postcode and house number with its addition.</summary>
    public static string? Address(Address? address) =>
        address is not null && LettersAndDigits(address.Postcode) is { Length: >= 3 } postcode && LettersAndDigits(address.HouseNumber) is { Length: > 0 } number
        && postcode.Any(char.IsAsciiDigit) && char.IsAsciiDigit(number[0])
            ? $"{postcode}|{number}" : null;

    /// <summary>In capitals; null when there is something else than letters, digits and what stands between them.</summary>
    private static string? LettersAndDigits(string? text)
    {
        if (text is null) return null;
        var kept = new StringBuilder();
        foreach (var letter in text.Normalize(NormalizationForm.FormKD).ToUpperInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter)) kept.Append(letter);
            else if (char.IsLetterOrDigit(letter)) return null;
        }

        return kept.ToString();
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}

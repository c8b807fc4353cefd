using ChainCoop.Shared;

namespace ChainCoop.Demo;

/// <summary>
/// An invented human being. Nobody's data: names are put together from parts (<c>name-parts.data.json</c>), and phone,
/// document and address have a form that is given to nobody.
/// </summary>
/// <param name="Particle">Tussenvoegsel, in lower case; empty when there is none.</param>
/// <param name="Phone">E.164, in +31 69: the Dutch numbering plan assigns no numbers that start with 069.</param>
/// <param name="DocumentNumber">DEMO and seven digits: eleven characters, where a passport or identity card has nine (ICAO 9303).</param>
/// <param name="Postcode">Four digits of the district and the letters SA, which no Dutch postcode has.</param>
internal sealed record Identity(
    string GivenNames, string Particle, string Surname, DateOnly BirthDate,
    string Phone, string DocumentNumber, string Postcode, int HouseNumber);

/// <summary>Gives every person of the table an identity of their own: always the same one, and nobody else's.</summary>
internal static class Identities
{
    public const int Most = 100_000;

    private const int LuckyPeople = 8_234;

    private static readonly NameParts Parts = EmbeddedData.Read<NameParts>("name-parts.data.json");

    // Between 13 and 69 years old in the years of the table.
    private static readonly DateOnly FirstBirthDate = new(1946, 1, 1);
    private static readonly int BirthDates = new DateOnly(1996, 12, 31).DayNumber - FirstBirthDate.DayNumber + 1;

    /// <summary>
    /// Names and birth date are drawn; what must be unique by itself (phone, document, address) is a permutation of the
    /// number. Unique up to <see cref="Most"/> people; that name with birth date is unique as well is luck that a test confirms for those of
    /// the Netherlands, and further people have names of their number, too.
    /// </summary>
    /// <param name="person">From 1.</param>
    public static Identity Of(int person)
    {
        var draw = Draws.For(Draws.Identity, person);
        var given = GivenName(ref draw);
        if (draw.Below(3) == 0) given += " " + GivenName(ref draw);
        if (person > LuckyPeople) given += " " + Numbered(person);
        var particle = draw.OneOf(Parts.Particles);
        var surname = draw.OneOf(Parts.SurnameStems) + draw.OneOf(Parts.SurnameEndings);
        var birthDate = FirstBirthDate.AddDays(draw.Below(BirthDates));
        var (postcode, houseNumber) = Address(person);
        return new Identity(
            given, particle, surname, birthDate,
            $"+3169{Permuted(person, 10_000_000, 7_654_321):D7}",
            $"DEMO{Permuted(person, 10_000_000, 3_141_593):D7}",
            postcode, houseNumber);
    }

    /// <summary>Two given names that no other number has.</summary>
    private static string Numbered(int number)
    {
        var names = Parts.GivenStems.Length * Parts.GivenEndings.Length;
        return $"{Name(number % names)} {Name(number / names % names)}";

        static string Name(int one) => Parts.GivenStems[one % Parts.GivenStems.Length] + Parts.GivenEndings[one / Parts.GivenStems.Length];
    }

    private static string GivenName(ref Draws draw) => draw.OneOf(Parts.GivenStems) + draw.OneOf(Parts.GivenEndings);

    /// <summary>Postcodes of the district start with 40, 41, 65 or 66.</summary>
    private static (string Postcode, int HouseNumber) Address(int person)
    {
        const int postcodes = 400;
        const int houseNumbers = 250;
        var number = Permuted(person, postcodes * houseNumbers, 50_021);
        var digits = number % postcodes is < 200 and var low ? 4000 + low : 6500 + (number % postcodes) - 200;
        return ($"{digits}SA", 1 + number / postcodes);
    }

    /// <summary>One to one as long as <paramref name="factor"/> has no divisor in common with <paramref name="size"/>.</summary>
    private static int Permuted(int number, int size, int factor) => (int)((long)number * factor % size);

    private sealed record NameParts(
        string[] GivenStems, string[] GivenEndings, string[] Particles, string[] SurnameStems, string[] SurnameEndings);
}

using System.Globalization;
using System.Text;
using ChainCoop.Demo;

namespace ChainCoop.Tests.Demo;

public class invented_identities
{
    private static readonly List<ListedPerson> People = [.. CaptureHistories.Netherlands().People()];
    private static readonly List<Identity> All = [.. People.Select(person => Identities.Of(person.Number))];

    [Fact]
    public void are_the_same_in_every_run_and_on_every_machine()
    {
        Identities.Of(1).ShouldBe(new Identity(
            "Wilïs", "van den", "Maanzaadhof", new DateOnly(1976, 11, 24), "+31697654321", "DEMO3141593", "4021SA", 126));
        Identities.Of(8_234).ShouldBe(new Identity(
            "Ostén Pava", "van den", "Sterrenmolen", new DateOnly(1975, 8, 26), "+31695679114", "DEMO7876762", "4114SA", 183));
    }

    [Fact]
    public void are_unique_by_each_thing_that_identifies()
    {
        All.Select(who => who.Phone).ShouldBeUnique();
        All.Select(who => who.DocumentNumber).ShouldBeUnique();
        All.Select(who => (who.Postcode, who.HouseNumber)).ShouldBeUnique();
        All.Select(who => (who.GivenNames, who.Particle, who.Surname, who.BirthDate)).ShouldBeUnique();
    }

    [Fact]
    public void have_a_form_that_nobody_has()
    {
        All.ShouldAllBe(who => who.Phone.StartsWith("+3169", StringComparison.Ordinal) && who.Phone.Length == 12);
        All.ShouldAllBe(who => who.DocumentNumber.StartsWith("DEMO", StringComparison.Ordinal) && who.DocumentNumber.Length == 11);
        All.ShouldAllBe(who => who.Postcode.EndsWith("SA", StringComparison.Ordinal) && who.Postcode.Length == 6);
        All.ShouldAllBe(who => who.BirthDate >= new DateOnly(1946, 1, 1) && who.BirthDate <= new DateOnly(1996, 12, 31));
    }

    [Fact]
    public void are_written_by_each_list_as_stated()
    {
        var who = new Identity("Jorön Mirë", "van der", "Zeeënbrug", new DateOnly(1990, 2, 3), "+31691234567", "DEMO0001234", "4001SA", 7);
        SpelledIdentity Written(string family, string given, string phone, string document, string postcode) =>
            new(family, given, who.BirthDate, phone, document, new SpelledAddress(postcode, "7"));

        Spellings.On("I", who).ShouldBe(Written("van der Zeeënbrug", "Jorön Mirë", "+31691234567", "DEMO0001234", "4001 SA"));
        Spellings.On("K", who).ShouldBe(Written("VAN DER ZEEENBRUG", "JOROEN MIRE", "0031691234567", "DEMO0001234", "4001SA"));
        Spellings.On("O", who).ShouldBe(Written("v.d. Zeeënbrug", "Jorön Mirë", "06-91234567", "demo 000 1234", "4001sa"));
        Spellings.On("P", who).ShouldBe(Written("Zeeenbrug, van der", "Joron Mire", "+31 6 9123 4567", "demo0001234", "4001SA"));
        Spellings.On("R", who).ShouldBe(Written("Van Der Zeeënbrug", "Jorön Mirë", "06 91 23 45 67", "DEMO 0001234", "4001 SA"));
        Spellings.On("Z", who).ShouldBe(
            Written("vd Zeee\u0308nbrug", "Joro\u0308n Mire\u0308", "(06) 91234567", "demo-000-1234", "4001 sa"));
        Should.Throw<ArgumentOutOfRangeException>(() => Spellings.On("X", who));
    }

    [Fact]
    public void are_one_person_again_on_all_lists_after_normalising()
    {
        var entries = People.SelectMany(person => person.Lists, (person, list) =>
            (person.Number, Key: Normalised(Spellings.On(list, Identities.Of(person.Number))))).ToList();

        entries.Count.ShouldBe(8_684);
        entries.Distinct().Count().ShouldBe(8_234);
        entries.DistinctBy(entry => entry.Key).Count().ShouldBe(8_234);
    }

    [Fact]
    public void keep_their_normal_form_on_every_list() => All.Take(2_000).ShouldAllBe(who =>
        new[] { "I", "K", "O", "P", "R", "Z" }.Select(list => Normalised(Spellings.On(list, who))).Distinct().Count() == 1);

    /// <summary>Undoes what <see cref="Spellings"/> states, knowing none of its code.</summary>
    private static SpelledIdentity Normalised(SpelledIdentity who)
    {
        var family = who.FamilyName.Split(", ") is [var surname, var particle] ? $"{particle} {surname}" : who.FamilyName;
        var words = Plain(family).Split(' ');
        return who with
        {
            FamilyName = $"{string.Concat(words[..^1].Select(Initials))} {words[^1]}",
            GivenNames = Plain(who.GivenNames),
            Phone = NationalDigits(who.Phone),
            DocumentNumber = Capitals(who.DocumentNumber),
            Address = who.Address with { Postcode = Capitals(who.Address.Postcode) },
        };
    }

    /// <summary>A particle written in full, or its initials already.</summary>
    private static string Initials(string word) => word is "van" or "de" or "der" or "den" or "ter" or "op" or "in" ? word[..1] : word;

    private static string NationalDigits(string phone) => string.Concat(phone.Where(char.IsAsciiDigit)) switch
    {
        ['0', '0', '3', '1', .. var digits] => digits,
        ['3', '1', .. var digits] => digits,
        var digits => digits[1..],
    };

    private static string Capitals(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>Lower case, no marks, dots or apostrophes, and oe and ue as o and u: passports write ö and ü so.</summary>
    private static string Plain(string text) => string
        .Concat(text.Normalize(NormalizationForm.FormD).Where(c => char.IsLetter(c) || c == ' '))
        .ToLower(CultureInfo.InvariantCulture)
        .Replace("oe", "o", StringComparison.Ordinal).Replace("ue", "u", StringComparison.Ordinal);
}

using System.Globalization;
using System.Text;
using ChainCoop.Demo;
using ChainCoop.Shared;
using ChainCoop.Signals.Matching;

namespace ChainCoop.Tests.Signals.Matching;

public class normalising_identifiers
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzëïöüéèçñøæßłÄÖÜIJij -'.,";

    [Theory]
    [InlineData("van der Zeeënbrug", "VAN DER ZEEENBRUG", "v.d. Zeeënbrug", "Zeeenbrug, van der", "Van Der Zeeënbrug", "vd Zeeënbrug", "Zeeënbrug")]
    [InlineData("van 't Hof", "VAN T HOF", "v.t. Hof", "Hof, van 't", "vt Hof", "van ’t Hof")]
    [InlineData("in 't Veld", "Veld, in 't", "i.t. Veld", "it veld")]
    [InlineData("Müller", "MUELLER", "Muller", "Mu\u0308ller")]
    [InlineData("Jansen-de Vries", "de Vries-Jansen", "Jansen de Vries", "VRIES JANSEN")]
    [InlineData("Dijkstra", "DYKSTRA", "Dĳkstra")]
    [InlineData("Størk", "Stoerk", "Stork")]
    public void one_family_name_has_one_form(params string[] written) =>
        written.Select(PersonNames.Family).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();

    [Theory]
    [InlineData("Anne-Marie", "anne marie", "Marie Anne", "ANNE  MARIE")]
    [InlineData("José", "JOSE", "Jose\u0301")]
    public void given_names_have_one_form(params string[] written) => written.Select(PersonNames.Given).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();

    [Fact]
    public void other_names_stay_apart()
    {
        PersonNames.Family("de Wit").ShouldNotBe(PersonNames.Family("de Boer"));
        PersonNames.Family("de").ShouldBe("de");
        PersonNames.Family("Дмитриев").ShouldNotBe(PersonNames.Family("Иванов"));
        PersonNames.Family(" -. ").ShouldBeNull();
        PersonNames.Given("123").ShouldBeNull();
    }

    [Fact]
    public void doing_it_again_changes_nothing()
    {
        var random = new Random(20261126);
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => Letters[random.Next(Letters.Length)]));
            if (PersonNames.Family(text) is { } family) PersonNames.Family(family).ShouldBe(family, text);
            if (PersonNames.Given(text) is { } given) PersonNames.Given(given).ShouldBe(given, text);
            if (MatchForms.DocumentNumber(text + random.Next(100_000)) is { } number) MatchForms.DocumentNumber(number).ShouldBe(number);
            if (MatchForms.Phone("0" + random.NextInt64(100_000_000, 999_999_999)) is { } phone) MatchForms.Phone(phone).ShouldBe(phone);
        }
    }

    [Fact]
    public void marks_capitals_and_the_order_of_words_do_not_matter()
    {
        var random = new Random(5);
        for (var round = 0; round < 5_000; round++)
        {
            var words = Enumerable.Range(0, random.Next(1, 4)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(2, 9)).Select(_ => (char)('a' + random.Next(26))))).ToList();
            var form = PersonNames.Family(string.Join(' ', words));
            PersonNames.Family(string.Join('-', words.AsEnumerable().Reverse()).ToUpperInvariant()).ShouldBe(form);
            PersonNames.Family(string.Concat(string.Join(' ', words).Select(letter => letter == 'n' ? "n\u0303" : letter.ToString())).Normalize(NormalizationForm.FormC)).ShouldBe(form);
        }
    }

    [Theory]
    [InlineData("+31 (0)6 12 34 56 78")]
    [InlineData("0031612345678")]
    [InlineData("0031 (0)6 12345678")]
    [InlineData("06-12345678")]
    [InlineData("(06) 12345678")]
    [InlineData("+310612345678")]
    [InlineData("06.12.34.56.78")]
    public void a_phone_number_becomes_E164(string written) => MatchForms.Phone(written).ShouldBe("+31612345678");

    [Theory]
    [InlineData("12345678")]
    [InlineData("0612345")]
    [InlineData("+3161234567890")]
    [InlineData("call me")]
    [InlineData("06 12345678 or 0687654321")]
    [InlineData("06+12345678")]
    [InlineData("")]
    [InlineData("+0000000000")]
    public void what_is_no_phone_number_is_not_matchable(string written)
    {
        MatchForms.Phone(written).ShouldBeNull();
        MatchForms.Of(new Identifiers(Phone: written)).NotMatchable.ShouldBe([IdentifierName.Phone]);
    }

    [Fact]
    public void a_foreign_number_keeps_its_country() => MatchForms.Phone("+49 151 23456789").ShouldBe("+4915123456789");

    [Fact]
    public void numbers_of_documents_and_plates_lose_what_stands_between()
    {
        MatchForms.DocumentNumber("nx 12-34.567").ShouldBe("NX1234567");
        MatchForms.LicencePlate("xx-99-yy").ShouldBe("XX99YY");
        MatchForms.DocumentNumber("none").ShouldBeNull();
        MatchForms.LicencePlate("?").ShouldBeNull();
    }

    [Fact]
    public void a_name_counts_with_a_birth_date_only()
    {
        var forms = MatchForms.Of(new Identifiers("de Vries", "Anna"));
        forms.Forms.ShouldBeEmpty();
        forms.NotMatchable.ShouldBe([IdentifierName.FamilyName, IdentifierName.GivenNames]);
        MatchForms.Of(new Identifiers("de Vries", "Anna", new DateOnly(2001, 2, 3))).Forms.ShouldBe([new MatchForm(MatchKind.NameAndBirthDate, "vries|anna|20010203")]);
    }

    [Fact]
    public void an_address_counts_with_a_name_only_and_never_where_it_may_be_a_shelters()
    {
        var home = new Address("4001 sa", "12 a");
        MatchForms.Of(new Identifiers(Address: home)).NotMatchable.ShouldBe([IdentifierName.Address]);
        var named = new Identifiers("de Vries", "Anna", Address: home);
        MatchForms.Of(named).Forms.ShouldBe([new MatchForm(MatchKind.AddressAndName, "4001SA|12A|vries|anna")]);
        MatchForms.Of(named, withAddress: false).Forms.ShouldBeEmpty();
        MatchForms.Of(named, withAddress: false).NotMatchable.ShouldBe([IdentifierName.FamilyName, IdentifierName.GivenNames, IdentifierName.Address]);
    }

    [Fact]
    public void every_spelling_of_the_demo_is_one_person_and_nobody_else()
    {
        Dictionary<string, int> owner = new(StringComparer.Ordinal);
        for (var person = 1; person <= 2_000; person++)
        {
            var forms = new[] { "I", "K", "O", "P", "R", "Z" }.Select(list => Forms(Spellings.On(list, Identities.Of(person)))).ToList();
            foreach (var other in forms) other.ShouldBe(forms[0], $"person {person.ToString(CultureInfo.InvariantCulture)}");
            foreach (var form in forms[0]) owner.TryAdd($"{form.Kind}|{form.Form}", person).ShouldBeTrue(form.Form);
        }
    }

    private static IReadOnlyList<MatchForm> Forms(SpelledIdentity who) =>
        MatchForms.Of(new Identifiers(
            who.FamilyName, who.GivenNames, who.BirthDate, who.Phone, who.DocumentNumber, Address: new Address(who.Address.Postcode, who.Address.HouseNumber))).Forms;
}

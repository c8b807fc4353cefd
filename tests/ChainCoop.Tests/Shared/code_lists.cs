using System.Text.RegularExpressions;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Shared;

public partial class code_lists
{
    public static TheoryData<string> EveryList => [.. CodeLists.All.Select(list => list.Name)];

    /// <summary>The type of each code in the program, by the list that it names.</summary>
    public static TheoryData<Type, string> EveryCodeType => [.. typeof(ICode<>).Assembly.GetTypes()
        .Where(type => type.IsValueType && Array.Exists(type.GetInterfaces(), IsCode))
        .Select(type => (type, (string)type.GetProperty("List")!.GetValue(null)!))];

    [Theory, MemberData(nameof(EveryCodeType))]
    public void every_code_type_has_a_list_that_is_not_empty(Type type, string list)
    {
        var found = CodeLists.Find(list);

        found.ShouldNotBeNull($"{type.Name} names the list {list}");
        found.Items.ShouldNotBeEmpty();
        CodeLists.Contains(list, found.Items[0].Code).ShouldBeTrue();
        CodeLists.Contains(list, "no-such-code").ShouldBeFalse();
    }

    [Theory, MemberData(nameof(EveryList))]
    public void every_list_has_a_version_a_source_and_kebab_case_codes_with_both_names(string name)
    {
        var list = CodeLists.Find(name)!;

        KebabCase().IsMatch(list.Name).ShouldBeTrue();
        list.Version.ShouldNotBeNullOrWhiteSpace();
        list.Source.ShouldNotBeNullOrWhiteSpace();
        list.Items.Select(item => item.Code).ShouldBeUnique();
        list.Items.ShouldAllBe(item => KebabCase().IsMatch(item.Code));
        list.Items.ShouldAllBe(item => item.Name.Length > 0 && item.NameNl.Length > 0);
    }

    [Fact]
    public void purposes_are_those_of_the_contract_and_the_later_one_that_agreements_name() =>
        Codes("purposes").ShouldBe(
            ["assessment", "casework", "care", "security", "synchronisation", "oversight", "rights-of-data-subjects", "matching"]);

    [Theory]
    [InlineData("outcome-reasons", "concrete")]
    [InlineData("assessment-rule-versions", "1")]
    [InlineData("exploitation-types", "unknown")]
    [InlineData("municipalities", "0268")]
    [InlineData("organisations", "00000099000100001000")]
    public void what_the_contract_names_is_there(string list, string code) => CodeLists.Contains(list, code).ShouldBeTrue();

    [Fact]
    public void a_code_is_matched_exactly()
    {
        CodeLists.Contains("exploitation-types", "Labour").ShouldBeFalse();
        CodeLists.Contains("exploitation-types", "").ShouldBeFalse();
        CodeLists.Contains("Exploitation-types", "labour").ShouldBeFalse();
    }

    [Fact]
    public void every_indicator_is_in_a_group_and_says_whether_it_is_critical()
    {
        var indicators = CodeLists.Find("indicators")!.Items;

        indicators.ShouldAllBe(indicator => CodeLists.Contains("indicator-groups", indicator.Group!) && indicator.Critical != null);
        Codes("indicator-groups").ShouldAllBe(group => indicators.Any(indicator => indicator.Group == group));
    }

    [Fact]
    public void the_forms_of_the_eu_directive_have_their_meaning_from_15_july_2026() =>
        CodeLists.Find("exploitation-types")!.Items.Where(type => type.From == new DateOnly(2026, 7, 15)).Select(type => type.Code)
            .ShouldBe(["forced-marriage", "illegal-adoption", "surrogacy"]);

    [Theory]
    [InlineData("dismissed-signal", "P1Y")]
    [InlineData("wmo", "P15Y")]
    [InlineData("youth", "P20Y")]
    [InlineData("police-removed", "P5Y")]
    public void retention_follows_the_law(string retentionClass, string term) =>
        CodeLists.Find("retention-classes")!.Find(retentionClass)!.Term.ShouldBe(term);

    [Fact]
    public void every_retention_class_has_a_term_in_years_its_start_and_its_source() =>
        CodeLists.Find("retention-classes")!.Items.ShouldAllBe(item =>
            Years().IsMatch(item.Term!) && KebabCase().IsMatch(item.TermStarts!) && item.Source != null);

    private static IEnumerable<string> Codes(string list) => CodeLists.Find(list)!.Items.Select(item => item.Code);

    private static bool IsCode(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ICode<>);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    [GeneratedRegex("^P[1-9][0-9]?Y$")]
    private static partial Regex Years();
}

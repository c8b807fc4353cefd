using System.Text.Json;
using ChainCoop.Demo;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Demo;

public class demo_signals
{
    private static readonly CaptureHistories Table = CaptureHistories.Netherlands();
    private static readonly List<DemoSignal> All = [.. DemoSignals.Of(Table.People())];

    [Theory]
    [InlineData("I", 398, "00000099000100005000")]
    [InlineData("K", 1_348, "00000099000100006000")]
    [InlineData("O", 536, "00000099000100012000")]
    [InlineData("P", 4_812, "00000099000100001000")]
    [InlineData("R", 742, "00000099000100008000")]
    [InlineData("Z", 848, "00000099000100009000")]
    public void are_as_many_per_organisation_as_the_column_of_the_file(string list, int sum, string oin)
    {
        Table.Rows.Where(row => row.Lists.Contains(list)).Sum(row => row.People).ShouldBe(sum);
        All.Count(signal => signal.Sender == oin).ShouldBe(sum);
        All.Where(signal => signal.List == list).ShouldAllBe(signal => signal.Sender == oin);
    }

    [Fact]
    public void are_one_per_list_entry() => All.Count.ShouldBe(8_684);

    [Fact]
    public void have_a_reference_of_their_own_that_says_nothing()
    {
        All.Select(signal => signal.Reference).ShouldBeUnique();
        All.Where(signal => !ExternalReference.TryParse(signal.Reference, out _)).ShouldBeEmpty();
        All.ShouldAllBe(signal => signal.Reference.StartsWith(DemoSignals.ReferencePrefix, StringComparison.Ordinal));
    }

    [Fact]
    public void are_the_same_bytes_in_every_run() =>
        JsonSerializer.Serialize(DemoSignals.Of(Table.People())).ShouldBe(JsonSerializer.Serialize(All));

    [Fact]
    public void are_spread_over_all_municipalities_and_keep_a_person_in_one()
    {
        var people = All.GroupBy(signal => signal.Person).ToList();

        people.ShouldAllBe(person => person.Select(signal => signal.Municipality).Distinct().Count() == 1);
        var sizes = people.CountBy(person => person.First().Municipality).ToDictionary();
        sizes.Keys.ShouldBe(DemoSignals.Municipalities, ignoreOrder: true);
        sizes.Values.ShouldAllBe(size => size > 450 && size < 750);
    }

    [Fact]
    public void were_observed_in_the_years_of_the_table() =>
        All.ShouldAllBe(signal => signal.Body.ObservedOn.Year >= 2010 && signal.Body.ObservedOn.Year <= 2015);

    [Fact]
    public void say_only_what_the_code_lists_know()
    {
        Codes(All.Select(signal => signal.Municipality)).ShouldBeOn("municipalities");
        Codes(All.Select(signal => signal.Sender)).ShouldBeOn("organisations");
        Codes(All.Select(signal => DemoSignals.OinOf(signal.Municipality))).ShouldBeOn("organisations");
        Codes(All.Select(signal => signal.Body.ExploitationType)).ShouldBeOn("exploitation-types");
        Codes(All.Select(signal => signal.Body.Channel)).ShouldBeOn("reporting-channels");
        Codes(All.SelectMany(signal => signal.Indicators)).ShouldBeOn("indicators");
        Codes(All.SelectMany(signal => signal.Body.Subjects).Select(subject => subject.Role)).ShouldBeOn("subject-roles");
    }

    private static IEnumerable<string> Codes(IEnumerable<string> codes) => codes.Distinct();
}

internal static class CodeListAssertions
{
    public static void ShouldBeOn(this IEnumerable<string> codes, string list) =>
        codes.Where(code => !CodeLists.Contains(list, code)).ShouldBeEmpty();
}

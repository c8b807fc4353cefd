using ChainCoop.Demo;
using ChainCoop.Signals.Matching;

namespace ChainCoop.Tests.Demo;

public class capture_histories
{
    private static readonly CaptureHistories Netherlands = CaptureHistories.Netherlands();

    [Fact]
    public void of_the_netherlands_are_the_published_table()
    {
        Netherlands.Lists.ShouldBe(["I", "K", "O", "P", "R", "Z"]);
        Netherlands.Rows.Length.ShouldBe(24);
        Netherlands.PeopleCount.ShouldBe(8_234);
        Netherlands.People().Sum(person => person.Lists.Length).ShouldBe(8_684);
    }

    [Fact]
    public void give_people_numbers_in_the_order_of_the_file()
    {
        var people = Netherlands.People().ToList();

        people.Select(person => person.Number).ShouldBe(Enumerable.Range(1, 8_234));
        people[0].Lists.ShouldBe(["I", "O", "P"]);
        people[3].Lists.ShouldBe(["I", "O", "P"]);
        people[4].Lists.ShouldBe(["I", "O"]);
        people[^1].Lists.ShouldBe(["Z"]);
    }

    [Fact]
    public void may_have_other_lists_and_no_last_line_feed()
    {
        var table = CaptureHistories.Parse("LA,NG,count\r\n1,0,2\r\n1,1,1");

        table.Lists.ShouldBe(["LA", "NG"]);
        table.PeopleCount.ShouldBe(3);
    }

    [Fact]
    public void have_samples_that_look_like_the_whole()
    {
        var sample = Netherlands.Sample(823).ToList();

        sample.Select(person => person.Number).ShouldBeUnique();
        sample.Count.ShouldBe(823);
        sample.Count(person => person.Lists is ["P"]).ShouldBeInRange(440, 453);
        Netherlands.Sample(8_234).Count().ShouldBe(8_234);
        Netherlands.Sample(10_000).Count().ShouldBe(8_234);
        Netherlands.Sample(1).Single().Number.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "Line 1: the header is missing")]
    [InlineData("count", "Line 1: at least one list")]
    [InlineData("A,,count\n1,0,1", "Line 1: a column has no name")]
    [InlineData("A,A,count\n1,0,1", "Line 1: two columns have the same name")]
    [InlineData("A,B,count", "Line 2: there is no row")]
    [InlineData("A,B,count\n1,0", "Line 2: there are 2 columns where the header has 3")]
    [InlineData("A,B,count\n1,0,1\n1,2,1", "Line 3: column B is neither 0 nor 1")]
    [InlineData("A,B,count\n1, 0,1", "Line 2: column B is neither 0 nor 1")]
    [InlineData("A,B,count\n1,0,0", "Line 2: the last column is not a number")]
    [InlineData("A,B,count\n1,0,-1", "Line 2: the last column is not a number")]
    [InlineData("A,B,count\n1,0,1.5", "Line 2: the last column is not a number")]
    [InlineData("A,B,count\n0,0,1", "Line 2: nobody can have been counted on no list")]
    [InlineData("A,B,count\n1,0,1\n0,1,1\n1,0,4", "Line 4: this combination of lists was on an earlier line")]
    [InlineData("A,B,count\n1,0,1\n\n0,1,1", "Line 3: there are 1 columns")]
    public void that_are_not_exactly_a_table_are_refused_with_the_line(string csv, string fault) =>
        Should.Throw<FormatException>(() => CaptureHistories.Parse(csv)).Message.ShouldStartWith(fault);

    [Fact]
    public void tell_all_that_is_wrong_at_once() =>
        Should.Throw<FormatException>(() => CaptureHistories.Parse("A,B,count\n1,0,x\n2,3,1\n1,1,5\n0,0,0")).Message.Split('\n').ShouldBe(
        [
            "Line 2: the last column is not a number of people of at least 1.",
            "Line 3: column A is neither 0 nor 1.",
            "Line 3: column B is neither 0 nor 1.",
            "Line 5: the last column is not a number of people of at least 1.",
            "Line 5: nobody can have been counted on no list.",
        ]);

    [Fact]
    public void have_no_more_lists_than_there_are_partners_and_no_more_people_than_identities()
    {
        var lists = string.Join(',', Enumerable.Range(1, 16).Select(number => $"L{number}"));
        Should.Throw<FormatException>(() => CaptureHistories.Parse($"{lists},count\n")).Message.ShouldBe("Line 1: there are 16 lists and only 15 partners to keep them.");
        Should.Throw<FormatException>(() => CaptureHistories.Parse("A,count\n1,100001")).Message.ShouldBe("There are more than 100000 people.");
    }

    [Fact]
    public void give_columns_of_other_names_to_the_partners_that_are_left()
    {
        var lists = DemoLists.Of(["LA", "P", "NG", "Z"]);
        new[] { "LA", "P", "NG", "Z" }.Select(list => lists[list].Oin).ShouldBe(
            ["00000099000100002000", "00000099000100001000", "00000099000100003000", "00000099000100009000"]);
        lists.ListOf("00000099000100003000").ShouldBe("NG");
        lists.ListOf("00000099000100010000").ShouldBeNull();
        DemoLists.Of([.. Enumerable.Range(1, 12).Select(number => $"L{number}")])["L12"].Oin.ShouldBe("00000099000100012000");
        DemoSignals.Of(CaptureHistories.Parse("LA,NG,count\n1,1,2").People(), DemoLists.Of(["LA", "NG"])).Select(signal => signal.Reference).ShouldBe(
            ["demo-0001-aa", "demo-0001-bb", "demo-0002-aa", "demo-0002-bb"]);
    }

    [Fact]
    public void of_people_beyond_the_netherlands_are_still_of_people_apart() =>
        Enumerable.Range(1, 20_000).Select(Identities.Of)
            .Select(who => (PersonNames.Family(who.Surname), PersonNames.Given(who.GivenNames), who.BirthDate)).Distinct().Count().ShouldBe(20_000);

    [Fact]
    public void are_written_as_they_were_read()
    {
        var people = Netherlands.People().ToList();
        var answer = new OverlapAnswer([.. Netherlands.Rows.Select(row => new OverlapAnswerRow([.. row.Lists.Select(DemoSignals.SenderOf)], row.People))]);
        var overlap = new DemoOverlap(Netherlands, people, DemoLists.Default, answer);

        overlap.Differences().ShouldBeEmpty();
        overlap.Csv()[0].ShouldBe("I,K,O,P,R,Z,frequency");
        overlap.Csv()[1].ShouldBe("1,0,1,1,0,0,4");
        overlap.Csv()[^1].ShouldBe("0,0,0,0,0,1,632");
        overlap.Csv().Count.ShouldBe(25);

        var wrong = overlap with { Answer = new OverlapAnswer([.. answer.Rows.Skip(1), new(["00000099000100010000"], 3)]) };
        wrong.Differences().ShouldBe(["Overlap: 1,0,1,1,0,0,4 in the file, not on the server.", "Overlap: GGD Gelderland-Zuid registered persons on the server, and keeps no list of the file."]);
    }
}

using ChainCoop.Demo;

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
}

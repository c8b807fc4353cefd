using ChainCoop.Organisations;
using ChainCoop.Reports;
using ChainCoop.Reports.Statistics;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Reports.Statistics;

public class tables_of_statistics
{
    private static readonly StatisticsRules Rules = StatisticsRules.On(new DateOnly(2026, 11, 27));
    private static readonly IReadOnlyList<MunicipalityCode> District = [.. OrganisationRegister.Current.Municipalities.Select(municipality => municipality.Code)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory, MemberData(nameof(Seeds))]
    public void show_no_small_number(int seed)
    {
        var counts = Drawn(new Random(seed));

        var (published, whole) = (StatisticsTables.Published(Rules, District, counts), StatisticsTables.Whole(Rules, District, counts));

        foreach (var (table, all) in published.Zip(whole))
        {
            table.Total.ShouldBe(all.Total >= Rules.Threshold ? all.Total : null);
            table.Columns.ShouldAllBe(column => column.Total >= Rules.Threshold);
            table.Rows.ShouldAllBe(row => row.Total >= Rules.Threshold && row.Cells.All(cell => cell == null || cell >= Rules.Threshold));
            if (table.Rows.Count > 0) table.Rows.SelectMany(row => row.Municipalities).Select(code => code.Value).Order(StringComparer.Ordinal).ShouldBe(all.Rows.SelectMany(row => row.Municipalities).Select(code => code.Value).Order(StringComparer.Ordinal));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void that_share_their_totals_have_the_same_rows(int seed)
    {
        var published = StatisticsTables.Published(Rules, District, Drawn(new Random(seed))).ToDictionary(table => table.Code);

        foreach (var group in Rules.Tables.GroupBy(table => table.Total))
            group.Select(table => string.Join(" | ", published[table.Code].Rows.Select(row => $"{string.Join(' ', row.Municipalities)}: {row.Total}"))).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void have_every_cell_for_who_may_see_it()
    {
        FactCount count = new(FactKind.SignalAcknowledged, District[2], "", 4, 3);

        var table = StatisticsTables.Whole(Rules, District, [count]).Single(table => table.Code == "days-to-acknowledge");

        table.Rows.Single(row => row.Municipalities.SequenceEqual([District[2]])).Cells.ShouldBe([0, 0, 3, 0, 0, 0]);
        table.Total.ShouldBe(3);
    }

    [Fact]
    public void of_several_years_are_sums_of_what_each_of_them_gives()
    {
        IReadOnlyList<StatisticsTable> first = [new("x", 20, [new("a", 10), new("b c", 10)], [new([new("0268")], 12, [7, null]), new([new("0281")], 8, [null, null])], [])];
        IReadOnlyList<StatisticsTable> second = [new("x", 40, [new("b", 20), new("a", 20)], [new([new("0268")], 30, [15, 15]), new([new("0281"), new("0252")], 10, [5, 5])], [])];

        var sum = StatisticsTables.Sum([first, second]).ShouldHaveSingleItem();

        (sum.Total, sum.Columns).ShouldSatisfyAllConditions(of => of.Total.ShouldBe(60), of => of.Columns.ShouldBe([new StatisticsColumn("a", 30)]));
        sum.Rows.ShouldHaveSingleItem().ShouldSatisfyAllConditions(row => row.Total.ShouldBe(42), row => row.Cells.ShouldBe([22]));
        StatisticsTables.Sum([first, [second[0] with { Total = null, Columns = [], Rows = [] }]])[0].ShouldSatisfyAllConditions(
            table => table.Total.ShouldBeNull(), table => table.Columns.ShouldBeEmpty(), table => table.Rows.ShouldBeEmpty());
    }

    [Fact]
    public void say_what_they_do_not_say() => Rules.Tables.ShouldAllBe(table => table.NotSaid.Count > 0 && table.NotSaid.All(code => Rules.Sentences.Count(sentence => sentence.Code == code) == 1));

    private static List<FactCount> Drawn(Random random) =>
    [
        .. from table in Rules.Tables.DistinctBy(table => table.Kind)
           let most = random.Next(1, 12)
           from municipality in District
           from category in Rules.Tables.First(other => other.Kind == table.Kind && other.Bands == table.Bands) is { Bands: false } ? Rules.CategoriesOf(table) : [""]
           where random.Next(3) == 0
           select new FactCount(table.Kind, municipality, category, random.Next(120), random.Next(1, 1 + most)) into count
           from kind in count.Kind == FactKind.SignalReceived ? new[] { count, count with { Kind = FactKind.SignalChannel, Code = "phone" } } : [count]
           where count.Kind != FactKind.SignalChannel
           select kind,
    ];
}

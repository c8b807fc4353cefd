using ChainCoop.Privacy.Retention;
using CsCheck;

namespace ChainCoop.Tests.Privacy.Retention;

public class terms_of_retention
{
    [Theory]
    [InlineData("P1Y", 12)]
    [InlineData("P15Y", 180)]
    [InlineData("P6M", 6)]
    [InlineData("P1Y6M", 18)]
    [InlineData("P100Y", 1200)]
    public void are_years_and_months(string text, int months) => Term.Parse(text).ShouldBe(new Term(months));

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("1Y")]
    [InlineData("P0Y")]
    [InlineData("P-1Y")]
    [InlineData("P6M1Y")]
    [InlineData("P365D")]
    [InlineData("PT1H")]
    [InlineData("P101Y")]
    [InlineData("P1Y ")]
    [InlineData("P1Y\n")]
    [InlineData("P\u0661Y")]
    public void are_nothing_else(string text) => Term.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("P1Y", "2026-03-02", "2027-03-03")]
    [InlineData("P1Y", "2026-12-31", "2028-01-01")]
    [InlineData("P1Y", "2028-02-29", "2029-03-01")] // ends on 28 February
    [InlineData("P4Y", "2028-02-29", "2032-03-01")] // ends on 29 February
    [InlineData("P1Y", "2027-02-28", "2028-02-29")] // ends on 28 February also of a leap year
    [InlineData("P1M", "2026-01-31", "2026-03-01")]
    [InlineData("P1M", "2026-03-31", "2026-05-01")]
    [InlineData("P1Y1M", "2028-01-31", "2029-03-01")]
    [InlineData("P1Y1M", "2028-02-29", "2029-03-30")] // at once: not 28 March by way of 28 February
    public void end_before_the_day_of_destruction(string term, string from, string destroyAfter) =>
        Term.Parse(term)!.Value.After(Day(from)).ShouldBe(Day(destroyAfter));

    [Fact]
    public void never_make_a_later_day_come_earlier() =>
        Gen.Select(Days, Days, Gen.Int[1, 1200]).Sample((one, other, months) =>
        {
            var term = new Term(months);
            (one <= other ? term.After(one) <= term.After(other) : term.After(one) >= term.After(other)).ShouldBeTrue();
        });

    [Fact]
    public void are_never_shorter_than_said_but_for_days_that_a_month_lacks() =>
        Gen.Select(Days, Gen.Int[1, 1200]).Sample((day, months) =>
        {
            var last = new Term(months).After(day).AddDays(-1);
            (12 * (last.Year - day.Year) + last.Month - day.Month).ShouldBe(months);
            last.Day.ShouldBe(Math.Min(day.Day, DateTime.DaysInMonth(last.Year, last.Month)));
        });

    private static readonly Gen<DateOnly> Days = Gen.Int[0, 60_000].Select(days => new DateOnly(2000, 1, 1).AddDays(days));

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

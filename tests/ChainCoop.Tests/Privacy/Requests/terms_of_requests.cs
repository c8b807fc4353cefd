using System.Globalization;
using ChainCoop.Privacy.Requests;
using CsCheck;

namespace ChainCoop.Tests.Privacy.Requests;

public class terms_of_requests
{
    private static readonly Gen<DateOnly> Days = Gen.Int[0, 40_000].Select(day => new DateOnly(2018, 5, 25).AddDays(day));

    [Theory]
    [InlineData("2026-03-02", "2026-04-02")]
    [InlineData("2026-01-31", "2026-02-28")]
    [InlineData("2028-01-31", "2028-02-29")]
    [InlineData("2026-01-28", "2026-02-28")]
    [InlineData("2026-12-15", "2027-01-15")]
    [InlineData("2026-08-31", "2026-09-30")]
    public void of_the_avg_are_a_month_by_the_calendar(string received, string due) =>
        RequestTerms.DueOn(SubjectRequestRegime.Avg, Day(received)).ShouldBe(Day(due));

    [Theory]
    [InlineData("2026-03-02", "2026-06-02")]
    [InlineData("2026-01-31", "2026-04-30")]
    [InlineData("2026-11-30", "2027-02-28")]
    public void of_the_avg_are_extended_by_two_months_counted_from_receipt(string received, string due) =>
        RequestTerms.ExtendedTo(SubjectRequestRegime.Avg, Day(received)).ShouldBe(Day(due));

    [Fact]
    public void of_the_wpg_are_six_weeks_and_not_extended()
    {
        RequestTerms.DueOn(SubjectRequestRegime.Wpg, new(2026, 3, 2)).ShouldBe(new(2026, 4, 13));
        RequestTerms.ExtendedTo(SubjectRequestRegime.Wpg, new(2026, 3, 2)).ShouldBeNull();
    }

    [Fact]
    public void never_end_before_receipt_nor_before_those_of_an_earlier_request() =>
        Gen.Select(Days, Gen.Int[0, 60], Gen.Enum<SubjectRequestRegime>()).Sample((day, later, regime) =>
        {
            var due = RequestTerms.DueOn(regime, day);
            due.ShouldBeGreaterThan(day);
            (due.DayNumber - day.DayNumber).ShouldBeInRange(28, 42);
            RequestTerms.DueOn(regime, day.AddDays(later)).ShouldBeGreaterThanOrEqualTo(due);
            if (RequestTerms.ExtendedTo(regime, day) is { } extended) extended.ShouldBeGreaterThan(due);
        });

    [Fact]
    public void in_months_end_on_the_day_of_the_same_number_or_the_last_of_that_month() =>
        Days.Sample(day =>
        {
            var due = RequestTerms.DueOn(SubjectRequestRegime.Avg, day);
            (due.Year * 12 + due.Month).ShouldBe(day.Year * 12 + day.Month + 1);
            due.Day.ShouldBe(Math.Min(day.Day, DateTime.DaysInMonth(due.Year, due.Month)));
        });

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}

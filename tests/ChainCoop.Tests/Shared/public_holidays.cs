using ChainCoop.Shared;

namespace ChainCoop.Tests.Shared;

public class public_holidays
{
    public static TheoryData<int> Years => [.. Enumerable.Range(2025, 11)];

    /// <summary>The data against a computation of its own.</summary>
    [Theory, MemberData(nameof(Years))]
    public void are_those_of_the_law(int year)
    {
        var easter = EasterSunday(year);
        var kingsDay = new DateOnly(year, 4, 27);
        HashSet<DateOnly> holidays =
        [
            new(year, 1, 1), easter.AddDays(1), kingsDay.DayOfWeek == DayOfWeek.Sunday ? kingsDay.AddDays(-1) : kingsDay,
            new(year, 5, 5), easter.AddDays(39), easter.AddDays(50), new(year, 12, 25), new(year, 12, 26),
        ];

        for (var day = new DateOnly(year, 1, 1); day.Year == year; day = day.AddDays(1))
            WorkingDays.Contains(day).ShouldBe(
                day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(day), $"{day:O}");
    }

    [Theory]
    [InlineData("2025-04-18")] // Good Friday
    [InlineData("2025-04-28")] // King's Day was on the 26th, a Saturday
    [InlineData("2026-12-24")]
    public void are_not_these(string day) => WorkingDays.Contains(Day(day)).ShouldBeTrue();

    [Theory]
    [InlineData("2025-04-21")] // published dates
    [InlineData("2026-04-06")]
    [InlineData("2026-05-14")]
    [InlineData("2026-05-25")]
    [InlineData("2027-05-06")]
    [InlineData("2030-04-22")]
    [InlineData("2031-04-14")]
    public void are_these(string day) => WorkingDays.Contains(Day(day)).ShouldBeFalse();

    [Fact]
    public void are_unknown_after_the_data_and_make_a_deadline_early_not_late() =>
        WorkingDays.After(new DateOnly(2040, 12, 24), 1).ShouldBe(new DateOnly(2040, 12, 25));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "O", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Gauss, with the corrections for the Gregorian calendar; the data was made with another method.</summary>
    private static DateOnly EasterSunday(int year)
    {
        var century = year / 100;
        var m = (15 - (13 + 8 * century) / 25 + century - century / 4) % 30;
        var n = (4 + century - century / 4) % 7;
        var d = (19 * (year % 19) + m) % 30;
        var e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + n) % 7;
        if (d == 29 && e == 6) e = -1;
        if (d == 28 && e == 6 && (11 * m + 11) % 30 < 19) e = -1;
        return new DateOnly(year, 3, 22).AddDays(d + e);
    }
}

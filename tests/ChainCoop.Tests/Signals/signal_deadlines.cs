using ChainCoop.Shared;
using CsCheck;

namespace ChainCoop.Tests.Signals;

public class signal_deadlines
{
    [Theory]
    [InlineData("acknowledgement", "2026-03-02T09:00+01:00", "2026-03-04T00:00+01:00")] // Monday: Tuesday ends
    [InlineData("assessment", "2026-03-02T09:00+01:00", "2026-03-10T00:00+01:00")] // Monday: next Monday ends
    [InlineData("acknowledgement", "2026-03-06T17:00+01:00", "2026-03-10T00:00+01:00")] // Friday: Monday
    [InlineData("acknowledgement", "2026-03-07T17:00+01:00", "2026-03-10T00:00+01:00")] // Saturday: Monday
    [InlineData("acknowledgement", "2026-03-08T23:59+01:00", "2026-03-10T00:00+01:00")] // Sunday: Monday
    [InlineData("urgent-assessment", "2026-03-02T09:00+01:00", "2026-03-03T00:00+01:00")]
    [InlineData("urgent-assessment", "2026-03-07T23:59+01:00", "2026-03-08T00:00+01:00")] // also on a Saturday
    [InlineData("acknowledgement", "2026-03-01T23:30Z", "2026-03-04T00:00+01:00")] // in Amsterdam it is Monday already
    [InlineData("acknowledgement", "2026-04-03T10:00+02:00", "2026-04-08T00:00+02:00")] // Good Friday to Easter Monday: Tuesday
    [InlineData("assessment", "2026-04-24T10:00+02:00", "2026-05-05T00:00+02:00")] // over King's Day
    [InlineData("acknowledgement", "2026-05-04T10:00+02:00", "2026-05-07T00:00+02:00")] // over Liberation Day
    [InlineData("assessment", "2026-12-24T10:00+01:00", "2027-01-05T00:00+01:00")] // over Christmas and New Year
    public void are_at_the_end_of_the_nth_working_day(string kind, string from, string due)
    {
        var instant = DueAt(kind, At(from));

        instant.ShouldBe(At(due));
        instant.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("urgent-assessment", "2026-03-29T00:30+01:00", 22.5)] // the clock jumps from two to three
    [InlineData("urgent-assessment", "2026-10-25T00:30+02:00", 24.5)] // and back
    [InlineData("acknowledgement", "2026-03-27T00:00+01:00", 4 * 24 - 1)]
    [InlineData("acknowledgement", "2026-10-23T00:00+02:00", 4 * 24 + 1)]
    public void follow_the_clock_of_amsterdam(string kind, string from, double hours) =>
        (DueAt(kind, At(from)) - At(from)).TotalHours.ShouldBe(hours);

    [Fact]
    public void are_always_later_than_the_receipt() =>
        Receipt.Sample((kind, from) => DueAt(kind, from) > from);

    [Fact]
    public void are_never_at_the_end_of_a_day_off_unless_urgent() =>
        Receipt.Where((kind, _) => !kind.StartsWith("urgent", StringComparison.Ordinal))
            .Sample((kind, from) => WorkingDays.Contains(DutchTime.DayOf(DueAt(kind, from).AddTicks(-1))));

    [Fact]
    public void are_at_midnight_in_amsterdam() =>
        Receipt.Sample((kind, from) => TimeZoneInfo.ConvertTime(DueAt(kind, from), Amsterdam).TimeOfDay == TimeSpan.Zero);

    [Fact]
    public void are_never_sooner_for_a_later_receipt() =>
        Gen.Select(Receipt, Gen.Int[0, 20_000]).Sample((receipt, minutes) =>
            DueAt(receipt.Item1, receipt.Item2) <= DueAt(receipt.Item1, receipt.Item2.AddMinutes(minutes)));

    [Fact]
    public void do_not_depend_on_the_offset_in_which_the_receipt_is_written() =>
        Gen.Select(Receipt, Gen.Int[-14, 14]).Sample((receipt, hours) => DueAt(receipt.Item1, receipt.Item2)
            == DueAt(receipt.Item1, receipt.Item2.ToOffset(TimeSpan.FromHours(hours))));

    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    private static readonly string[] Kinds = ["acknowledgement", "assessment", "urgent-acknowledgement", "urgent-assessment"];

    private static readonly Gen<(string, DateTimeOffset)> Receipt = Gen.Select(
        Gen.Int[0, 3].Select(i => Kinds[i]),
        Gen.Int[0, 11 * 366 * 24 * 60].Select(minutes => new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes)));

    private static DateTimeOffset DueAt(string kind, DateTimeOffset from) => DeadlineRules.Current.Versions[0].DueAt(new(kind), from);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

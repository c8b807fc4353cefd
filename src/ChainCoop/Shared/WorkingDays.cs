using System.Collections.Frozen;

namespace ChainCoop.Shared;

/// <summary>
/// Monday to Friday without the public holidays in the Netherlands (<c>public-holidays.data.json</c>). Years that the data
/// does not reach have no holidays: a deadline then comes too early, never too late.
/// </summary>
internal static class WorkingDays
{
    private static readonly FrozenSet<DateOnly> Holidays = EmbeddedData.Read<HolidayData>("public-holidays.data.json")
        .Holidays.Select(holiday => holiday.Date).ToFrozenSet();

    public static bool Contains(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.Contains(day);

    /// <summary>The n-th working day after <paramref name="day"/>, which does not count itself.</summary>
    public static DateOnly After(DateOnly day, int count)
    {
        while (count > 0)
        {
            day = day.AddDays(1);
            if (Contains(day)) count--;
        }
        return day;
    }

    /// <summary>The day itself, or the next working day after it.</summary>
    public static DateOnly From(DateOnly day)
    {
        while (!Contains(day)) day = day.AddDays(1);
        return day;
    }

    private sealed record HolidayData(IReadOnlyList<Holiday> Holidays);

    private sealed record Holiday(DateOnly Date);
}

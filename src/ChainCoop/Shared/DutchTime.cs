namespace ChainCoop.Shared;

/// <summary>Days and terms are those of the Netherlands (Europe/Amsterdam); instants are UTC.</summary>
public static class DutchTime
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>Midnight at the end of the day; of the last day there is, its start: a projection must not fail on any stored date.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => StartOf(day == DateOnly.MaxValue ? day : day.AddDays(1));

    /// <summary>Midnight at the start of the day.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight));
    }
}

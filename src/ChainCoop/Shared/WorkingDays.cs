using System.Collections.Frozen;
using ChainCoop.Shared;

namespace ChainCoop.Signals;

/// <summary>What has to be done about a signal within a term. Written in lower kebab-case.</summary>
public enum DeadlineKind
{
    /// <summary>The reporter hears that the signal arrived.</summary>
    Acknowledge,

    /// <summary>The assessment has an outcome.</summary>
    Assess,

    /// <summary>Somebody acts on acute danger.</summary>
    Urgent,
}

/// <summary>
/// The terms for signals as versioned data (<c>deadlines.data.json</c>). An event keeps the instant, not the rule: later
/// terms never move the deadline of an earlier signal.
/// </summary>
public static class Deadlines
{
    private static readonly FrozenDictionary<DeadlineKind, int> Terms = EmbeddedData.Read<TermData>("deadlines.data.json")
        .Deadlines.ToDictionary(deadline => deadline.Kind, deadline => deadline.WorkingDays).ToFrozenDictionary();

    /// <summary>
    /// The end of the n-th working day in the Netherlands after the day of <paramref name="from"/>: the local midnight that
    /// ends it, in UTC. A term of no working days ends with the day itself, working day or not.
    /// </summary>
    public static DateTimeOffset DueAt(DeadlineKind kind, DateTimeOffset from) =>
        WorkingDays.EndOf(WorkingDays.After(WorkingDays.DayOf(from), Terms[kind]));

    private sealed record TermData(IReadOnlyList<Term> Deadlines);

    private sealed record Term(DeadlineKind Kind, int WorkingDays);
}

/// <summary>
/// Monday to Friday without the public holidays in the Netherlands (<c>public-holidays.data.json</c>), by the calendar of
/// Europe/Amsterdam. Years that the data does not reach have no holidays: a deadline then comes too early, never too late.
/// </summary>
internal static class WorkingDays
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    private static readonly FrozenSet<DateOnly> Holidays = EmbeddedData.Read<HolidayData>("public-holidays.data.json")
        .Holidays.Select(holiday => holiday.Date).ToFrozenSet();

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>The midnight that ends the day. Clocks change at two or three o'clock, so that each day has one.</summary>
    public static DateTimeOffset EndOf(DateOnly day) =>
        new(TimeZoneInfo.ConvertTimeToUtc(day.AddDays(1).ToDateTime(TimeOnly.MinValue), Zone), TimeSpan.Zero);

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

    private sealed record HolidayData(IReadOnlyList<Holiday> Holidays);

    private sealed record Holiday(DateOnly Date);
}

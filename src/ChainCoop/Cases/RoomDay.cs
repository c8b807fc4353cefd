namespace ChainCoop.Cases;

/// <summary>
/// What the care and the security room show of when they began and of who came and went: the day in UTC, no instant. The
/// facts come from one transaction, and an instant to the microsecond would join the rooms and the case like a common id.
/// </summary>
public static class RoomDay
{
    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);

    public static DateTimeOffset StartOf(DateTimeOffset instant) => new(instant.UtcDateTime.Date, TimeSpan.Zero);
}

namespace ChainCoop.IntegrationTests.Access;

/// <summary>Runs on from an instant of the test's choice, and jumps ahead when told.</summary>
internal sealed class MovedClock(DateTimeOffset start) : TimeProvider
{
    private readonly long started = System.GetTimestamp();
    private TimeSpan ahead;

    public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(started) + ahead;

    public void Advance(TimeSpan by) => ahead += by;
}

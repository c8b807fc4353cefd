namespace ChainCoop.Subscriptions.Delivery;

/// <summary>When a delivery that failed is tried again (Standard Webhooks 1.0.0, with jitter), and when it is given up.</summary>
public static class Schedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <param name="attempts">Made so far, all of which failed.</param>
    /// <param name="chance">From 0 to 1: spreads what failed together by a tenth to either side.</param>
    /// <returns>Null: it is a dead letter.</returns>
    public static TimeSpan? After(int attempts, double chance) => attempts > Waits.Length ? null : Waits[attempts - 1] * (0.9 + 0.2 * chance);
}

/// <summary>
/// Whether a receiver fails as a whole, so that nothing is sent to it for a while; then one delivery tries. Attempts while it does count for no
/// schedule: an outage of the receiver makes no dead letters. One record that it does not take closes nothing.
/// </summary>
/// <param name="Failures">One after another.</param>
/// <param name="Records">Of these failures; more than <see cref="Enough"/> are not counted.</param>
public sealed record Breaker(int Failures, IReadOnlyList<Guid> Records)
{
    private const int Opens = 5;
    private const int Enough = 2;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static Breaker Closed { get; } = new(0, []);

    /// <summary>The receiver fails, whatever it is sent.</summary>
    public bool IsOpen => Failures >= Opens && Records.Count >= Enough;

    public Breaker Failed(Guid record) => new(Failures + 1, Records.Count >= Enough || Records.Contains(record) ? Records : [.. Records, record]);

    /// <returns>For how long nothing is sent; null while it is closed.</returns>
    public TimeSpan? Rest(double chance) =>
        IsOpen ? TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(Failures - Opens, 10))) * (0.9 + 0.2 * chance) : null;
}

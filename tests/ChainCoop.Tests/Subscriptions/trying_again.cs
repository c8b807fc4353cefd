using ChainCoop.Subscriptions.Delivery;

namespace ChainCoop.Tests.Subscriptions;

/// <summary>When a delivery that failed is tried again, and when a receiver is left alone.</summary>
public class trying_again
{
    private static readonly Guid One = Guid.Parse("0198f1f0-0000-7000-8000-000000000001");
    private static readonly Guid Other = Guid.Parse("0198f1f0-0000-7000-8000-000000000002");

    [Fact]
    public void takes_days_and_then_ends()
    {
        Enumerable.Range(1, 9).Select(attempts => Schedule.After(attempts, 0.5)!.Value).ShouldBe(
        [
            TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
            TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
        ]);
        Schedule.After(10, 0.5).ShouldBeNull();
    }

    [Theory]
    [InlineData(0.0, 4.5)]
    [InlineData(1.0, 5.5)]
    public void is_spread_by_a_tenth(double chance, double seconds) => Schedule.After(1, chance)!.Value.TotalSeconds.ShouldBe(seconds, 0.001);

    /// <summary>Whatever happens, a receiver is suspended only after a delivery could have become a dead letter.</summary>
    [Fact]
    public void ends_before_the_receiver_is_given_up() =>
        Enumerable.Range(1, 9).Aggregate(TimeSpan.Zero, (sum, attempts) => sum + Schedule.After(attempts, 1)!.Value).ShouldBeLessThan(Sender.Endurance);

    [Fact]
    public void closes_a_receiver_that_fails_for_several_records()
    {
        var breaker = Enumerable.Range(0, 4).Aggregate(Breaker.Closed, (before, i) => before.Failed(i % 2 == 0 ? One : Other));
        breaker.Rest(0.5).ShouldBeNull();
        breaker = breaker.Failed(One);
        breaker.Rest(0.5).ShouldBe(TimeSpan.FromSeconds(5));
        breaker.Failed(One).Rest(0.5).ShouldBe(TimeSpan.FromSeconds(10));
        Enumerable.Range(0, 100).Aggregate(breaker, (before, _) => before.Failed(One)).Rest(0.5).ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void closes_nothing_for_one_record_that_is_not_taken() =>
        Enumerable.Range(0, 100).Aggregate(Breaker.Closed, (before, _) => before.Failed(One)).IsOpen.ShouldBeFalse();

    [Theory]
    [InlineData(200, null)]
    [InlineData(204, null)]
    [InlineData(301, DeliveryFailure.Redirected)]
    [InlineData(304, DeliveryFailure.Redirected)]
    [InlineData(400, DeliveryFailure.Answered)]
    [InlineData(404, DeliveryFailure.Answered)]
    [InlineData(410, DeliveryFailure.Gone)]
    [InlineData(429, DeliveryFailure.Busy)]
    [InlineData(500, DeliveryFailure.Answered)]
    [InlineData(503, DeliveryFailure.Answered)]
    public void depends_on_the_answer(int status, DeliveryFailure? failure) => Receiver.Judge(status, null).ShouldBe(new Attempt(status, failure, status == 429 ? TimeSpan.FromMinutes(1) : null));

    [Fact]
    public void waits_as_long_as_the_receiver_asks() =>
        Receiver.Judge(503, TimeSpan.FromMinutes(7)).ShouldBe(new Attempt(503, DeliveryFailure.Busy, TimeSpan.FromMinutes(7)));
}

using System.Text;
using ChainCoop.Contracts;

namespace ChainCoop.Tests.Subscriptions;

/// <summary>Signatures after Standard Webhooks 1.0.0.</summary>
public class signing_deliveries
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    /// <summary>The vector of the standard.</summary>
    [Fact]
    public void gives_what_the_standard_gives() =>
        Signing.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", At, Encoding.UTF8.GetBytes("""{"test": 2432232314}"""), Secret)
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public void is_done_with_each_secret_the_newest_first()
    {
        var other = $"whsec_{Convert.ToBase64String(new byte[24])}";
        var both = Signing.Sign("id", At, "{}"u8, other, Secret).Split(' ');
        both.ShouldBe([Signing.Sign("id", At, "{}"u8, other), Signing.Sign("id", At, "{}"u8, Secret)]);
    }

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(80, false)]
    public void takes_secrets_of_24_to_64_bytes(int length, bool isOne) => Signing.IsSecret($"whsec_{Convert.ToBase64String(new byte[length])}").ShouldBe(isOne);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64 at all, whatever it is")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void takes_nothing_else(string? text) => Signing.IsSecret(text).ShouldBeFalse();
}

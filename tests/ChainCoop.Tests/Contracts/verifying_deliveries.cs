using System.Text;
using ChainCoop.Contracts;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ChainCoop.Tests.Contracts;

/// <summary>A receiver takes what is signed with a secret of its subscription, and nothing else (Standard Webhooks 1.0.0).</summary>
public class verifying_deliveries
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Other = "whsec_bW9yZSB0aGFuIHR3ZW50eS1mb3VyIGJ5dGVzLCBzdXJlbHk=";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    /// <summary>The vector of the standard.</summary>
    [Fact]
    public void takes_what_the_standard_takes() => Find().ShouldBe(SignatureFinding.Genuine);

    [Theory]
    [InlineData("msg_p5jXN8AQM9LWM0D4loKWxJel", Timestamp, Body, Signature)]
    [InlineData(Id, "1614265331", Body, Signature)]
    [InlineData(Id, "01614265330", Body, Signature)]
    [InlineData(Id, Timestamp, """{"test": 2432232315}""", Signature)]
    [InlineData(Id, Timestamp, "", Signature)]
    [InlineData(Id, Timestamp, Body, "v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void takes_nothing_that_was_changed(string id, string timestamp, string body, string signature) =>
        Find(id, timestamp, signature, body).ShouldBe(SignatureFinding.SignatureWrong);

    [Theory]
    [InlineData(300, SignatureFinding.Genuine)]
    [InlineData(301, SignatureFinding.TooOld)]
    [InlineData(-300, SignatureFinding.Genuine)]
    [InlineData(-301, SignatureFinding.TooNew)]
    public void takes_nothing_old_and_nothing_of_the_future(int secondsLater, SignatureFinding finding) =>
        Find(now: At.AddSeconds(secondsLater)).ShouldBe(finding);

    [Fact]
    public void tolerates_what_its_receiver_tolerates() =>
        new WebhookVerifier(new FakeTimeProvider(At.AddSeconds(11)), [Secret], TimeSpan.FromSeconds(10)).Verify(Id, Timestamp, Signature, Encoding.UTF8.GetBytes(Body))
            .ShouldBe(SignatureFinding.TooOld);

    /// <summary>While the secret is rotated the sender signs with both, and the receiver may have either or both.</summary>
    [Fact]
    public void takes_either_secret_of_a_rotation()
    {
        var both = Signing.Sign(Id, At, Encoding.UTF8.GetBytes(Body), Other, Secret);
        Find(signature: both, secrets: [Secret]).ShouldBe(SignatureFinding.Genuine);
        Find(signature: both, secrets: [Other]).ShouldBe(SignatureFinding.Genuine);
        Find(signature: Signature, secrets: [Other, Secret]).ShouldBe(SignatureFinding.Genuine);
        Find(signature: Signature, secrets: [Other]).ShouldBe(SignatureFinding.SignatureWrong);
    }

    [Theory]
    [InlineData("v2,later v1a,public " + Signature, SignatureFinding.Genuine)]
    [InlineData("v1,!!! " + Signature, SignatureFinding.Genuine)]
    [InlineData("v1,!!!", SignatureFinding.SignatureMalformed)]
    [InlineData("v1,", SignatureFinding.SignatureMalformed)]
    [InlineData("v1,AAAA", SignatureFinding.SignatureMalformed)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OEAAA==", SignatureFinding.SignatureMalformed)]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", SignatureFinding.SignatureMalformed)]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", SignatureFinding.SignatureMalformed)]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", SignatureFinding.SignatureMalformed)]
    public void passes_over_what_is_no_signature_of_version_1(string signature, SignatureFinding finding) => Find(signature: signature).ShouldBe(finding);

    [Theory]
    [InlineData(null, Timestamp, Signature, SignatureFinding.HeaderMissing)]
    [InlineData("", Timestamp, Signature, SignatureFinding.HeaderMissing)]
    [InlineData(Id, null, Signature, SignatureFinding.HeaderMissing)]
    [InlineData(Id, Timestamp, null, SignatureFinding.HeaderMissing)]
    [InlineData("msg.1", Timestamp, Signature, SignatureFinding.IdMalformed)]
    [InlineData(Id, "yesterday", Signature, SignatureFinding.TimestampMalformed)]
    [InlineData(Id, "-1614265330", Signature, SignatureFinding.TimestampMalformed)]
    [InlineData(Id, " 1614265330", Signature, SignatureFinding.TimestampMalformed)]
    [InlineData(Id, "16142653300000000000000000", Signature, SignatureFinding.TimestampMalformed)]
    [InlineData(Id, "9223372036854775807", Signature, SignatureFinding.TooNew)]
    public void says_which_header_is_wrong(string? id, string? timestamp, string? signature, SignatureFinding finding) =>
        new WebhookVerifier(new FakeTimeProvider(At), [Secret]).Verify(id, timestamp, signature, "{}"u8).ShouldBe(finding);

    [Fact]
    public void never_throws() => Gen.Select(Gen.String, Gen.String, Gen.String, Gen.Byte.Array).Sample((id, timestamp, signature, body) =>
    {
        new WebhookVerifier(new FakeTimeProvider(At), [Secret]).Verify(id, timestamp, signature, body).ShouldNotBe(SignatureFinding.Genuine);
        new WebhookVerifier(new FakeTimeProvider(At), [Secret]).Verify(Id, Timestamp, $"v1,{signature} {timestamp}", body).ShouldNotBe(SignatureFinding.Genuine);
    });

    [Fact]
    public void needs_secrets()
    {
        Should.Throw<ArgumentException>(() => new WebhookVerifier(TimeProvider.System, []));
        Should.Throw<ArgumentException>(() => new WebhookVerifier(TimeProvider.System, ["whsec_c2hvcnQ="]));
    }

    private static SignatureFinding Find(
        string id = Id, string timestamp = Timestamp, string signature = Signature, string body = Body, DateTimeOffset? now = null, string[]? secrets = null) =>
        new WebhookVerifier(new FakeTimeProvider(now ?? At), secrets ?? [Secret]).Verify(id, timestamp, signature, Encoding.UTF8.GetBytes(body));
}

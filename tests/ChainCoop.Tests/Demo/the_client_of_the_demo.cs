using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ChainCoop.Demo;
using Microsoft.Extensions.Time.Testing;

namespace ChainCoop.Tests.Demo;

public sealed class the_client_of_the_demo
{
    private static readonly Func<HttpResponseMessage> Created = () => new HttpResponseMessage(HttpStatusCode.Created)
    {
        Content = Json("""{"id":"x"}"""),
        Headers = { ETag = new EntityTagHeaderValue("\"1\"") },
    };

    private readonly FakeTimeProvider clock = new();
    private readonly List<string> sent = [];
    private int tokens;

    [Fact]
    public async Task sends_the_same_request_again_when_the_answer_got_lost()
    {
        var (client, answer) = await Post(() => throw new HttpRequestException("reset"), () => throw new IOException("cut"), Created);

        answer.ETag.ShouldBe("\"1\"");
        sent.ShouldBe(Enumerable.Repeat("""POST /v1/things token-1 assessment "key" "7" {"a":1}""", 3));
        client.Commands.ShouldBe(1);
    }

    [Fact]
    public async Task waits_as_long_as_an_unavailable_server_asks()
    {
        var start = clock.GetUtcNow();

        await Post(() => Problem(503, "unavailable", retryAfter: 20), Created);

        (clock.GetUtcNow() - start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(20));
        sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task waits_for_its_own_request_that_is_still_running()
    {
        await Post(() => Problem(409, "request-running"), Created);

        sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task gives_up_when_the_server_stays_away() =>
        (await Should.ThrowAsync<DemoRefusedException>(Post(() => throw new HttpRequestException("refused"))))
            .Message.ShouldBe("/v1/things: tried for 90 seconds, and the connection was lost.");

    [Fact]
    public async Task gets_one_new_token_when_the_old_one_counts_no_more()
    {
        await Post(() => Problem(401, "unauthenticated"), Created);
        tokens.ShouldBe(2);

        await Should.ThrowAsync<DemoRefusedException>(Post(() => Problem(401, "unauthenticated")));
    }

    [Theory]
    [InlineData(409, "state-forbids")]
    [InlineData(412, "precondition-failed")]
    public async Task leaves_an_outdated_request_to_who_sent_it(int status, string problem)
    {
        var (client, answer) = await Post(() => Problem(status, problem));

        answer.IsOutdated.ShouldBeTrue();
        client.Commands.ShouldBe(0);
    }

    [Fact]
    public async Task stops_at_any_other_refusal() =>
        (await Should.ThrowAsync<DemoRefusedException>(Post(() => Problem(400, "invalid-input"))))
            .Message.ShouldContain("POST /v1/things: 400");

    /// <summary>Answers in this order; the last one stays.</summary>
    private async Task<(DemoClient Client, DemoAnswer Answer)> Post(params Func<HttpResponseMessage>[] answers)
    {
        using var http = new HttpClient(new Script(this, answers)) { BaseAddress = new Uri("http://server") };
        var client = new DemoClient(http, (_, _) => Task.FromResult($"token-{++tokens}"), clock);
        var answering = client.Post(
            "an-oin", "/v1/things", "assessment", "key", "\"7\"", new { A = 1 }, TestContext.Current.CancellationToken);
        while (!answering.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        return (client, await answering);
    }

    private static HttpResponseMessage Problem(int status, string code, int? retryAfter = null) => new((HttpStatusCode)status)
    {
        Content = Json($$"""{"type":"urn:chaincoop:problem:{{code}}"}"""),
        Headers = { RetryAfter = retryAfter is { } seconds ? new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds)) : null },
    };

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private sealed class Script(the_client_of_the_demo test, Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        private int next;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var headers = request.Headers;
            test.sent.Add(string.Join(
                ' ', request.Method, request.RequestUri!.AbsolutePath, headers.Authorization!.Parameter, headers.GetValues("Purpose").Single(),
                headers.GetValues("Idempotency-Key").Single(), headers.IfMatch.Single(),
                await request.Content!.ReadAsStringAsync(cancellationToken)));
            return answers[Math.Min(next++, answers.Length - 1)]();
        }
    }
}

using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>SYNC-01 … 05 of the standards, on a signal as a case system changes it. Of batches: <c>receiving_signals_at_once</c>.</summary>
public class syncing_changes(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task SYNC_01_02_a_change_names_the_version_that_it_was_made_on()
    {
        var (client, address) = await SignalAsync();
        (await client.PostAsync($"{address}/acknowledgements", "{}")).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        (await client.PostAsync($"{address}/acknowledgements", "{}", "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = await client.Read(address);

        (await client.PostAsync($"{address}/assessments", Examples.Assessment("w1"), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await client.Read(address)).ToJsonString().ShouldBe(before.ToJsonString());
    }

    [Fact]
    public async Task SYNC_03_what_is_known_is_not_sent_again()
    {
        var (client, address) = await SignalAsync();
        var tag = await client.TagOf(address);
        var known = await AskAsync();
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        known.Headers.ETag!.Tag.ShouldBe(tag);
        (await known.Content.ReadAsStringAsync(token)).ShouldBeEmpty();

        (await client.PostAsync($"{address}/acknowledgements", "{}", tag)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task<HttpResponseMessage> AskAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            return await client.SendAsync(request, token);
        }
    }

    [Fact]
    public async Task SYNC_04_a_key_is_for_one_request()
    {
        var (client, _) = await SignalAsync();
        var key = Guid.NewGuid().ToString();
        var first = await client.PostAsync("signals", Examples.Signal(), key: key);
        var repeated = await client.PostAsync("signals", Examples.Signal(), key: key);
        repeated.StatusCode.ShouldBe(HttpStatusCode.Created);
        repeated.Headers.Location.ShouldBe(first.Headers.Location);
        (await repeated.Content.ReadAsStringAsync(token)).ShouldBe(await first.Content.ReadAsStringAsync(token));
        (await client.PostAsync("signals", Examples.Signal(urgency: "urgent"), key: key)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        // Another caller's key is another key.
        var other = await (await app.As(People.Police)).PostAsync("signals", Examples.Signal(), key: key);
        other.StatusCode.ShouldBe(HttpStatusCode.Created);
        other.Headers.Location.ShouldNotBe(first.Headers.Location);

        using var keyless = new HttpRequestMessage(HttpMethod.Post, "signals") { Content = new StringContent(Examples.Signal().ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
        (await client.SendAsync(keyless, token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task SYNC_05_of_many_writers_exactly_one_wins_each_version()
    {
        var (client, address) = await SignalAsync();
        for (var round = 0; round < 3; round++)
        {
            var tag = await client.TagOf(address);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.PostAsync(
                $"{address}/corrections", new JsonObject { ["reason"] = "incorrect", ["exploitationType"] = round % 2 == 0 ? "criminal" : "labour" }, tag)));
            answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1, string.Join(' ', answers.Select(answer => answer.StatusCode)));
            answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(7);
            (await client.TagOf(address)).ShouldBe(answers.Single(answer => answer.StatusCode == HttpStatusCode.OK).Headers.ETag!.Tag);
        }
    }

    private async Task<(HttpClient Client, string Address)> SignalAsync()
    {
        var client = await app.As(People.Nijmegen);
        var posted = await client.PostAsync("signals", Examples.Signal());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (client, $"signals/{(string)(await posted.JsonAsync())["id"]!}");
    }
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Signals;

/// <summary>Anonymous reporters in tests: they have a token and nothing else.</summary>
internal static class FollowUpWork
{
    public static JsonObject Anonymous(string municipality = SignalWork.Neder)
    {
        var signal = Examples.Signal(municipality);
        signal["reporter"] = new JsonObject { ["kind"] = "anonymous" };
        signal["subjects"]![0]!["identifiers"]!["phone"] = "0612345678";
        return signal;
    }

    /// <summary>The address of a new signal, and the token of who reported it.</summary>
    public static async Task<(string Address, string Token)> SentAnonymously(this HttpClient sender, string municipality = SignalWork.Neder)
    {
        var posted = await sender.PostAsync("signals", Anonymous(municipality));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        var receipt = await posted.JsonAsync();
        return ($"signals/{receipt["id"]}", (string)receipt["followUpToken"]!);
    }

    /// <summary>The id of a new question.</summary>
    public static async Task<string> Asked(this HttpClient officer, string address, string text = "On which days?")
    {
        var posted = await officer.Change(address, "questions", new JsonObject { ["text"] = text });
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        return (string)(await posted.JsonAsync())["id"]!;
    }

    public static HttpClient Anybody(this AppFixture app)
    {
        var client = app.Host.Server.CreateClient();
        client.BaseAddress = new Uri("http://localhost/v1/");
        return client;
    }

    public static async Task<HttpResponseMessage> FollowUp(this HttpClient anybody, string? token, string? trace = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "follow-up");
        if (token is not null) request.Headers.TryAddWithoutValidation("Follow-Up-Token", token);
        if (trace is not null) request.Headers.Add("traceparent", trace);
        return await anybody.SendAsync(request);
    }

    public static async Task<JsonNode> FollowedUp(this HttpClient anybody, string token)
    {
        var answer = await anybody.FollowUp(token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    public static Task<HttpResponseMessage> Answer(this HttpClient anybody, string? token, string question, string text = "On Mondays.", string? key = null, string? trace = null) =>
        anybody.AnswerWith(token, new JsonObject { ["questionId"] = question, ["text"] = text }.ToJsonString(), key, trace: trace);

    public static async Task<HttpResponseMessage> AnswerWith(this HttpClient anybody, string? token, string body, string? key = null, string type = "application/json", string? trace = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "follow-up/answers") { Content = new StringContent(body, Encoding.UTF8, type) };
        if (token is not null) request.Headers.TryAddWithoutValidation("Follow-Up-Token", token);
        if (trace is not null) request.Headers.Add("traceparent", trace);
        if (key is not null) request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        return await anybody.SendAsync(request);
    }
}

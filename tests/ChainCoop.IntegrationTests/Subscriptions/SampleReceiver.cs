using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>One request that a receiver got.</summary>
internal sealed record Received(string Method, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Type => (string)Json["type"]!;

    public string Subject => (string?)Json["subject"] ?? "";

    public long Sequence => long.Parse((string)Json["sequence"]!, System.Globalization.CultureInfo.InvariantCulture);

    public string Id => Headers["webhook-id"];

    /// <summary>What the receiver computes itself (Standard Webhooks 1.0.0).</summary>
    public string SignatureBy(string secret) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.{Body}")));
}

/// <summary>A system of a subscriber, on this machine: remembers what it gets and answers as the test says.</summary>
internal sealed class SampleReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> received = [];
    private WebApplication app = null!;

    /// <summary>Answer to a delivery; null: 204.</summary>
    public Func<Received, HttpContext, Task>? Answer { get; set; }

    /// <summary>Answer to the question for consent; null: consents to whoever asks.</summary>
    public Action<HttpContext>? Consent { get; set; }

    public string Sink { get; private set; } = "";

    public IReadOnlyList<Received> All => [.. received];

    public IReadOnlyList<Received> Deliveries => [.. received.Where(one => one.Method == "POST")];

    public static async Task<SampleReceiver> StartAsync(string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var receiver = new SampleReceiver { app = builder.Build() };
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        receiver.Sink = receiver.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";
        return receiver;
    }

    public Task<IReadOnlyList<Received>> WhenAsync(Func<IReadOnlyList<Received>, bool> isSo) =>
        Wait.ForAsync(_ => Task.FromResult(Deliveries is var now && isSo(now) ? now : null));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var one = new Received(http.Request.Method, http.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), await reader.ReadToEndAsync());
        received.Enqueue(one);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        if (one.Method == "OPTIONS")
        {
            if (Consent is not null) Consent(http);
            else http.Response.Headers["WebHook-Allowed-Origin"] = one.Headers["webhook-request-origin"];
        }
        else if (Answer is not null)
        {
            await Answer(one, http);
        }
    }
}

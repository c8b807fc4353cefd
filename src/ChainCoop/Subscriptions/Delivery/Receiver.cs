using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ChainCoop.Contracts;
using ChainCoop.Feeds;
using ChainCoop.Platform;
using ChainCoop.Shared;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>Why something was not delivered.</summary>
public enum DeliveryFailure
{
    /// <summary>Another answer than 2xx.</summary>
    Answered,

    /// <summary>The receiver asked to wait (429, 503).</summary>
    Busy,

    /// <summary>410: it is there no more.</summary>
    Gone,

    /// <summary>3xx: nobody is followed.</summary>
    Redirected,
    TimedOut,
    Unreachable,

    /// <summary>The host has an address that is not public.</summary>
    AddressRefused,
}

/// <param name="Answer">HTTP status; null: there was no answer.</param>
/// <param name="Failure">Null: the receiver took it.</param>
/// <param name="RetryAfter">For so long the receiver wants nothing.</param>
public sealed record Attempt(int? Answer, DeliveryFailure? Failure, TimeSpan? RetryAfter = null)
{
    /// <summary>A code, for metrics.</summary>
    public string Result => Failure is { } failure ? Kebab.Of(failure) : "delivered";
}

/// <summary>What a receiver answered when it was asked whether we may deliver.</summary>
/// <param name="Rate">Deliveries a minute; null: as many as there are.</param>
public sealed record Consent(int? Rate)
{
    public static Consent Refused { get; } = new((int?)null) { Given = false };

    public bool Given { get; private init; } = true;
}

/// <summary>Under which name we deliver: receivers consent to it (CloudEvents HTTP webhook, section 3.2).</summary>
/// <param name="Host">A DNS name.</param>
public sealed record WebhookOrigin(string Host);

/// <summary>
/// Talks to receivers: follows no redirect, reads no body, takes no cookie, uses no proxy, waits for an answer
/// <see cref="Patience"/> and no longer.
/// </summary>
public sealed class Receiver(SinkAddresses addresses, WebhookOrigin origin, District district, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A receiver does not silence us for longer.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(24);

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = addresses.ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 4096,   // a longer body ends the connection
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),   // or a name that moved would be answered by where it was
    });

    /// <summary>Asks whether we may deliver; only <c>WebHook-Allowed-Origin</c> is consent.</summary>
    /// <returns>Null: there was no answer, or that the receiver failed.</returns>
    public async Task<Consent?> AskConsentAsync(SinkSettings settings, CancellationToken token)
    {
        if (settings.Protocol == SinkProtocol.Zgw) return await ZgwConsent.AskAsync(settings, this, district, origin, clock.GetUtcNow(), token);
        using var request = new HttpRequestMessage(HttpMethod.Options, settings.Sink);
        request.Headers.Add("WebHook-Request-Origin", origin.Host);
        Consent? consent = null;
        var asked = await AttemptAsync(request, answer => consent = ConsentIn(answer), token);
        return consent ?? RefusedBy(asked);
    }

    public Task<Attempt> SendAsync(SinkSettings settings, SinkMessage message, CancellationToken token) =>
        settings.Protocol == SinkProtocol.Zgw
            ? SendAsync(settings, ZgwMessage.BodyOf(message, origin, clock.GetUtcNow()), "application/json", ZgwToken.Of(ZgwMessage.Channel, Signing.KeyOf(settings.Secrets[0]), clock.GetUtcNow()), null, token)
            : SendAsync(settings, message.Body, "application/cloudevents+json", null, message.Id, token);

    /// <param name="bearer">For <c>Authorization</c>; null: none.</param>
    /// <param name="id">To sign with; null: it is not signed.</param>
    internal async Task<Attempt> SendAsync(SinkSettings settings, byte[] body, string mediaType, string? bearer, string? id, CancellationToken token)
    {
        using var trace = new Activity("chaincoop.deliver").Start();   // the handler sends it along as traceparent
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Sink) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        request.Headers.Add("WebHook-Request-Origin", origin.Host);
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (id is not null)
        {
            var now = clock.GetUtcNow();
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", Signing.Timestamp(now));
            request.Headers.Add("webhook-signature", Signing.Sign(id, now, body, settings.Secrets));
        }

        return await AttemptAsync(request, null, token);
    }

    public void Dispose() => http.Dispose();

    private async Task<Attempt> AttemptAsync(HttpRequestMessage request, Action<HttpResponseMessage>? look, CancellationToken token)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, patience.Token);
        try
        {
            using var answer = await http.SendAsync(request, either.Token);
            look?.Invoke(answer);
            return Judge((int)answer.StatusCode, RestIn(answer));
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return new Attempt(null, DeliveryFailure.TimedOut);
        }
        catch (HttpRequestException failure)
        {
            return new Attempt(null, failure.InnerException is AddressRefusedException ? DeliveryFailure.AddressRefused : DeliveryFailure.Unreachable);
        }
        catch (AddressRefusedException)
        {
            return new Attempt(null, DeliveryFailure.AddressRefused);
        }
    }

    public static Attempt Judge(int status, TimeSpan? rest) => status switch
    {
        >= 200 and < 300 => new Attempt(status, null),
        410 => new Attempt(status, DeliveryFailure.Gone),
        429 => new Attempt(status, DeliveryFailure.Busy, rest ?? TimeSpan.FromMinutes(1)),
        503 when rest is not null => new Attempt(status, DeliveryFailure.Busy, rest),
        >= 300 and < 400 => new Attempt(status, DeliveryFailure.Redirected),
        _ => new Attempt(status, DeliveryFailure.Answered),
    };

    private TimeSpan? RestIn(HttpResponseMessage answer)
    {
        var rest = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return rest is { } given ? TimeSpan.FromTicks(Math.Clamp(given.Ticks, 0, LongestRest.Ticks)) : null;
    }

    /// <summary>What failed says nothing of consent.</summary>
    internal static Consent? RefusedBy(Attempt asked) => asked is { Answer: < 500 and not 429 } ? Consent.Refused : null;

    private Consent? ConsentIn(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode || One(answer, "WebHook-Allowed-Origin") is not { } allowed || allowed != "*" && allowed != origin.Host) return null;
        return One(answer, "WebHook-Allowed-Rate") switch
        {
            null or "*" => new Consent(null),
            { } text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0 ? new Consent(rate) : null,
        };
    }

    private static string? One(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? string.Join(',', values).Trim() : null;
}

using System.Text.Json;
using ChainCoop.Contracts;
using ChainCoop.Feeds;
using ChainCoop.Platform;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>
/// A notification as municipal case systems know it (ZGW Notificaties API 1.0.1), made of a CloudEvent: as thin, and with an address to read
/// more.
/// </summary>
internal static class ZgwMessage
{
    /// <summary>Also the name under which we are known there.</summary>
    public const string Channel = "chaincoop";

    public static byte[] BodyOf(SinkMessage message, WebhookOrigin origin, DateTimeOffset now)
    {
        using var read = JsonDocument.Parse(message.Event);
        var entry = read.RootElement;
        var type = entry.GetProperty("type").GetString()!;
        var address = $"https://{origin.Host}{(entry.TryGetProperty("dataref", out var link) ? link.GetString() : "/v1/feed")}";
        var characteristics = new Dictionary<string, string> { ["type"] = type, ["id"] = message.Id };
        foreach (var name in new[] { "sequence", "previoussequence", "feedhash" })
        {
            if (entry.TryGetProperty(name, out var value)) characteristics[name] = value.GetString()!;
        }

        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["kanaal"] = Channel,
            ["hoofdObject"] = address,
            ["resource"] = type.Split('.')[2],
            ["resourceUrl"] = address,
            ["actie"] = type.Split('.')[3] == "destroyed" ? "destroy" : "update",
            ["aanmaakdatum"] = entry.TryGetProperty("time", out var time) ? time.GetString()! : InstantForm.Write(now),
            ["kenmerken"] = characteristics,
        });
    }
}

/// <summary>A case system consents by taking a notification that is authenticated, and refusing one that is not.</summary>
internal static class ZgwConsent
{
    public static async Task<Consent?> AskAsync(SinkSettings settings, Receiver receiver, District district, WebhookOrigin origin, DateTimeOffset now, CancellationToken token)
    {
        var body = ZgwMessage.BodyOf(SinkMessage.Test(settings.Subscription, now, district), origin, now);
        var without = await receiver.SendAsync(settings, body, "application/json", null, null, token);
        if (without.Answer is not (401 or 403)) return Receiver.RefusedBy(without);
        var with = await receiver.SendAsync(settings, body, "application/json", ZgwToken.Of(ZgwMessage.Channel, Signing.KeyOf(settings.Secrets[0]), now), null, token);
        return with.Failure is null ? new Consent((int?)null) : Receiver.RefusedBy(with);
    }
}

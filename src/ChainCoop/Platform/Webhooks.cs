using System.Net;
using ChainCoop.Feeds;
using ChainCoop.Subscriptions.Delivery;
using ChainCoop.Subscriptions.Operation;

namespace ChainCoop.Platform;

/// <summary>
/// Deliveries to receivers of organisations. <c>Webhooks:Origin</c> is the DNS name under which they are made and to which receivers consent;
/// without it one that names the operator and resolves nowhere.
/// </summary>
internal static class Webhooks
{
    public static void AddWebhooks(this WebApplicationBuilder builder)
    {
        // Receivers on this machine are for development, where the databases are as private.
        builder.Services.AddSingleton(new SinkAddresses(builder.Environment.IsDevelopment(), (host, token) => Dns.GetHostAddressesAsync(host, token)));
        builder.Services.AddSingleton(services => new WebhookOrigin(OriginIn(builder.Configuration) ?? $"oin-{services.GetRequiredService<District>().Operator}.invalid"));
        builder.Services.AddSingleton<Receiver>();
        builder.Services.AddSingleton<DeliveryLedger>();
        builder.Services.AddSingleton<Leases>();
        builder.Services.AddSingleton<SenderParts>();
        builder.Services.AddHostedService<DeliverEntries>();
        builder.Services.AddHostedService<WatchBacklogs>();
    }

    private static string? OriginIn(ConfigurationManager configuration) =>
        configuration["Webhooks:Origin"] is not { Length: > 0 } origin ? null
        : Uri.CheckHostName(origin) == UriHostNameType.Dns ? origin
        : throw new CannotStartException("Webhooks__Origin must be a DNS name: receivers consent to it.");
}

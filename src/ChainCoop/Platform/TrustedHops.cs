using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace ChainCoop.Platform;

/// <summary>
/// Headers by which a proxy speaks about a connection. From anyone but a configured hop
/// (<c>Auth:TrustedHops</c>: addresses or networks) they are taken away before anything reads them.
/// </summary>
internal static class TrustedHops
{
    // RFC 9440: the certificate that the client showed to the hop, as a structured field.
    private const string ClientCertificate = "Client-Cert";

    private static readonly string[] Names = ["Forwarded", ClientCertificate, "Client-Cert-Chain", "X-Real-IP", "X-ARR-ClientCert"];

    private static readonly string[] Prefixes = ["X-Forwarded-", "X-Original-", "Fsc-", "X-Client-Cert", "X-SSL-Client-", "SSL-Client-"];

    public static void AddTrustedHops(this WebApplicationBuilder builder) =>
        builder.Services.AddCertificateForwarding(forwarding =>
        {
            forwarding.CertificateHeader = ClientCertificate;
            forwarding.HeaderConverter = header => X509CertificateLoader.LoadCertificate(Convert.FromBase64String(header.Trim(':')));
        });

    public static void UseTrustedHops(this WebApplication app)
    {
        var hops = Read(app.Configuration);
        app.Use((http, next) =>
        {
            if (!IsTrusted(http.Connection.RemoteIpAddress, hops))
                Strip(http.Request.Headers);
            return next(http);
        });
        if (hops.Count == 0)
            return;

        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var hop in hops)
            forwarded.KnownIPNetworks.Add(hop);
        app.UseForwardedHeaders(forwarded);
        app.UseCertificateForwarding();
    }

    private static List<IPNetwork> Read(IConfiguration configuration) =>
        [.. (configuration.GetSection("Auth:TrustedHops").Get<string[]>() ?? []).Select(hop =>
            IPAddress.TryParse(hop, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(hop, out var network) ? network
            : throw new InvalidOperationException("Auth:TrustedHops may hold IP addresses and networks (10.0.0.0/24) only."))];

    private static bool IsTrusted(IPAddress? sender, List<IPNetwork> hops)
    {
        if (sender is { IsIPv4MappedToIPv6: true })
            sender = sender.MapToIPv4();
        return sender is not null && hops.Exists(hop => hop.Contains(sender));
    }

    private static void Strip(IHeaderDictionary headers)
    {
        foreach (var name in headers.Keys.Where(IsOfAHop).ToList())
            headers.Remove(name);
    }

    private static bool IsOfAHop(string header) =>
        Names.Contains(header, StringComparer.OrdinalIgnoreCase)
        || Prefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}

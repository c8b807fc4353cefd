using System.Net;
using System.Net.Sockets;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>
/// Where deliveries may go: to public addresses over https. A receiver is a stranger's choice, and what stands beside the program in its
/// network must not be reached through it (SSRF). The name is resolved once and the connection goes to the address that was checked.
/// </summary>
/// <param name="allowLoopback">For development: plain http, and to this machine alone.</param>
/// <param name="resolve">Addresses of a host; the system's resolver outside of tests.</param>
public sealed class SinkAddresses(bool allowLoopback, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>Not to be reached through us: this host, private, shared, link-local (cloud metadata too), multicast, reserved, documentation (RFC 6890).</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
            "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>What is wrong with an address, as a sentence about it; null if nothing.</summary>
    public string? FaultIn(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var sink) || sink.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
            return "Must be an absolute https address.";
        if (sink.UserInfo.Length > 0 || sink.Query.Length > 0 || sink.Fragment.Length > 0) return "Must hold no user, no query and no fragment: tokens do not belong in addresses.";
        if (allowLoopback && sink.IsLoopback && sink.Scheme is "http" or "https") return null;
        if (sink.Scheme != Uri.UriSchemeHttps) return "Must be https.";
        return IPAddress.TryParse(sink.IdnHost.Trim('[', ']'), out var literal) && !MayReach(literal) || sink.IsLoopback ? "Must have a public host." : null;
    }

    public bool MayReach(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return MayReach(address.MapToIPv4());
        if (allowLoopback && IPAddress.IsLoopback(address)) return true;
        return !NotPublic.Any(network => network.Contains(address));
    }

    /// <summary>Connects to one of the addresses of the host, if all of them may be reached.</summary>
    /// <exception cref="AddressRefusedException">One may not: a name that answers so is not to be trusted with the others.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, token);
        if (addresses.Length == 0 || !addresses.All(MayReach)) throw new AddressRefusedException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

public sealed class AddressRefusedException() : Exception("The address is not public.");

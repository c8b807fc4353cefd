using System.Net;
using System.Net.Sockets;
using ChainCoop.Subscriptions.Delivery;

namespace ChainCoop.Tests.Subscriptions;

/// <summary>WH-09: a receiver is a stranger's choice, and reaches nothing beside us through us.</summary>
public class where_deliveries_go
{
    private static readonly SinkAddresses Production = new(false, (_, _) => Task.FromResult<IPAddress[]>([]));
    private static readonly SinkAddresses Development = new(true, (_, _) => Task.FromResult<IPAddress[]>([]));

    [Theory]
    [InlineData("https://receiver.example/hook")]
    [InlineData("https://receiver.example:8443/")]
    [InlineData("https://93.184.216.34/hook")]
    [InlineData("https://[2606:2800:220:1::1]/hook")]
    public void is_to_public_hosts_over_https(string sink) => Production.FaultIn(sink).ShouldBeNull();

    [Theory]
    [InlineData("http://receiver.example/hook")]
    [InlineData("ftp://receiver.example/hook")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/hook")]
    [InlineData("not an address")]
    [InlineData("https://user:secret@receiver.example/hook")]
    [InlineData("https://receiver.example/hook?token=1")]
    [InlineData("https://receiver.example/hook#part")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://127.1/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://0x7f000001/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:10.0.0.1]/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[fc00::1]/hook")]
    public void is_nowhere_else(string sink) => Production.FaultIn(sink).ShouldNotBeNull();

    [Theory]
    [InlineData("http://127.0.0.1:5000/hook", true)]
    [InlineData("http://localhost:5000/hook", true)]
    [InlineData("http://receiver.example/hook", false)]
    [InlineData("https://10.0.0.1/hook", false)]
    [InlineData("https://receiver.example/hook", true)]
    public void is_to_this_machine_in_development_only(string sink, bool may) => (Development.FaultIn(sink) is null).ShouldBe(may);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    [InlineData("fc00::1")]
    [InlineData("fdff::1")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    public void is_not_to_addresses_that_are_not_public(string address) => Production.MayReach(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.128.0.0")]
    [InlineData("::ffff:93.184.216.34")]
    [InlineData("2606:2800:220:1::1")]
    public void is_to_those_beside_them(string address) => Production.MayReach(IPAddress.Parse(address)).ShouldBeTrue();

    /// <summary>A name that has a public address and another one as well: whichever the system would have taken.</summary>
    [Fact]
    public async Task is_not_to_a_name_with_one_such_address()
    {
        var asked = 0;
        var addresses = new SinkAddresses(false, (_, _) =>
        {
            asked++;
            return Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34"), IPAddress.Parse("169.254.169.254")]);
        });
        await Should.ThrowAsync<AddressRefusedException>(() => ConnectAsync(addresses, "rebinding.example", 443));
        asked.ShouldBe(1);
    }

    /// <summary>The name answers otherwise at the second look (DNS rebinding): there is none.</summary>
    [Fact]
    public async Task is_to_the_address_that_was_checked()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = 0;
        var addresses = new SinkAddresses(true, (_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]));
        await using var stream = await ConnectAsync(addresses, "rebinding.example", ((IPEndPoint)listener.LocalEndpoint).Port);
        asked.ShouldBe(1);
        stream.CanWrite.ShouldBeTrue();
    }

    private static async Task<Stream> ConnectAsync(SinkAddresses addresses, string host, int port)
    {
        Stream? connected = null;
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, token) => connected = await addresses.ConnectAsync(context, token),
        };
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}:{port}/");
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answer = http.SendAsync(request, soon.Token);
        while (connected is null && !answer.IsCompleted) await Task.Yield();
        if (connected is null)
        {
            var failure = await Should.ThrowAsync<HttpRequestException>(() => answer);
            throw failure.InnerException!;
        }

        return connected;
    }
}

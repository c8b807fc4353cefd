using System.Net;
using System.Net.Sockets;
using ChainCoop.IntegrationTests.Platform;

namespace ChainCoop.IntegrationTests.Demo;

/// <summary>Both sides as processes of their own; the server is killed with SIGKILL in the middle and started again at the same address.</summary>
public sealed class a_demo_whose_server_is_killed(PrivateDirectory directory) : IClassFixture<PrivateDirectory>
{
    // Spread evenly over the file, so that every combination of lists has about its share. deploy/test --long takes all of it.
    private static readonly string People = Environment.GetEnvironmentVariable("CHAINCOOP_LONG") == "1" ? "8234" : "150";

    private static readonly Uri Address = new($"http://127.0.0.1:{FreePort()}");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task completes_and_no_signal_is_lost_or_doubled()
    {
        var server = await Started();
        await using (var demo = Demo())
        {
            foreach (var _ in (string[])["first", "second"])
            {
                await demo.NextErrorLineAsync(line => line.EndsWith("signals", StringComparison.Ordinal), Cancelled);
                await server.KillAsync();
                await server.DisposeAsync();
                server = await Started();
            }

            var (code, output, errors) = await demo.EndAsync(Cancelled);
            output.ShouldContain("Everything agrees.", customMessage: errors);
            code.ShouldBe(0);
        }

        await using (server)
        await using (var again = Demo())
        {
            var (code, output, errors) = await again.EndAsync(Cancelled);
            output.ShouldContain("0, all were there already", customMessage: errors);
            output.ShouldContain("Commands         0,");
            code.ShouldBe(0);
        }
    }

    private ChildProgram Demo() => new(directory.Path, "Development", ["demo", "--url", Address.ToString(), "--people", People]);

    private async Task<ChildProgram> Started()
    {
        var server = new ChildProgram(
            directory.Path, "Development", variables: new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = Address.ToString() });
        await server.AddressAsync(Cancelled);
        return server;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

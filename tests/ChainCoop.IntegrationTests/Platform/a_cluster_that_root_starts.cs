using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ChainCoop.Platform;

namespace ChainCoop.IntegrationTests.Platform;

/// <summary>Below a directory that the account of the server cannot enter, so that a stand-in takes its place.</summary>
public sealed class a_cluster_that_root_starts : IAsyncLifetime
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private readonly string directory = ThrowAwayCluster.NewDirectory();

    private string Inside => Path.Combine(directory, "closed", "postgres");

    private string StandIn => $"/var/lib/chaincoop-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Inside)))[..16]}";

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root runs PostgreSQL under another account.");
        Directory.CreateDirectory(Path.Combine(directory, "closed"), OwnerOnly);
        return default;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        if (Environment.IsPrivilegedProcess && Path.Exists(StandIn)) Directory.Delete(StandIn, recursive: true);
        return default;
    }

    [Fact]
    public async Task is_in_a_stand_in_where_the_account_of_the_server_cannot_go()
    {
        await using (var postgres = await LocalPostgres.StartAsync(Inside, token))
            postgres.Location.ShouldBe(StandIn);
        await using (var again = await LocalPostgres.StartAsync(Inside, token))
            again.Location.ShouldBe(StandIn);

        (await OwnerOf(Inside)).ShouldBe("root");
        (await OwnerOf(StandIn)).ShouldBe("postgres");
    }

    [Fact]
    public async Task is_not_where_a_file_says()
    {
        var taken = Directory.CreateDirectory(Path.Combine(directory, "taken"), OwnerOnly).FullName;
        Directory.CreateDirectory(Inside, OwnerOnly);
        await File.WriteAllTextAsync(Path.Combine(Inside, "moved-to"), taken, token);

        await using (var postgres = await LocalPostgres.StartAsync(Inside, token))
            postgres.Location.ShouldBe(StandIn);

        (await OwnerOf(taken)).ShouldBe("root");
        Directory.GetFileSystemEntries(taken).ShouldBeEmpty();
    }

    [Fact]
    public async Task is_not_where_a_link_leads()
    {
        var taken = Directory.CreateDirectory(Path.Combine(directory, "taken"), OwnerOnly).FullName;
        File.CreateSymbolicLink(StandIn, taken);
        await ShouldBeRefusedAsync(Inside, "symbolic link");

        File.Delete(StandIn);
        File.CreateSymbolicLink(Path.Combine(directory, "link"), taken);
        await ShouldBeRefusedAsync(Path.Combine(directory, "link"), "symbolic link");

        (await OwnerOf(taken)).ShouldBe("root");
        Directory.GetFileSystemEntries(taken).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nobody", OwnerOnly)]
    [InlineData("postgres", OwnerOnly | UnixFileMode.GroupRead)]
    [InlineData("root", OwnerOnly | UnixFileMode.OtherExecute)]
    public async Task is_not_in_a_stand_in_that_is_not_as_it_was_made(string owner, UnixFileMode mode)
    {
        Directory.CreateDirectory(StandIn, OwnerOnly);
        File.SetUnixFileMode(StandIn, mode);
        await RunAsync("chown", owner, StandIn);

        await ShouldBeRefusedAsync(Inside, "left alone");

        (await OwnerOf(StandIn)).ShouldBe(owner);
    }

    private async Task ShouldBeRefusedAsync(string place, string why) =>
        (await Should.ThrowAsync<CannotStartException>(LocalPostgres.StartAsync(place, token))).Message.ShouldContain(why);

    private async Task<string> OwnerOf(string path) => (await RunAsync("stat", "--format=%U", path)).Trim();

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        process.ExitCode.ShouldBe(0);
        return output;
    }
}

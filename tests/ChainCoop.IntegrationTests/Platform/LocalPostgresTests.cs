using System.Diagnostics;
using System.Globalization;
using ChainCoop.Platform;
using Npgsql;

namespace ChainCoop.IntegrationTests.Platform;

public sealed class LocalPostgresTests : IAsyncLifetime
{
    private readonly string _directory = ThrowAwayCluster.NewDirectory();
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    private string PidFile => Path.Combine(_directory, "data", "postmaster.pid");

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return default;
    }

    [Fact]
    public async Task keeps_data_and_port_and_stops_with_its_program()
    {
        string database;
        await using (var first = await LocalPostgres.StartAsync(_directory, _cancellation))
        {
            database = await first.DatabaseAsync("kept", _cancellation);
            await AskAsync(database, "create table note (text text); insert into note values ('Zoë')");
        }

        File.Exists(PidFile).ShouldBeFalse();
        await using var second = await LocalPostgres.StartAsync(_directory, _cancellation);

        (await second.DatabaseAsync("kept", _cancellation)).ShouldBe(database);
        (await AskAsync(database, "select text from note")).ShouldBe("Zoë");
        (await AskAsync(database, "select current_setting('timezone') || ' ' || current_setting('fsync')")).ShouldBe("UTC on");
    }

    [Fact]
    public async Task is_reached_over_loopback_with_the_password_only_and_hides_its_files()
    {
        await using var postgres = await LocalPostgres.StartAsync(_directory, _cancellation);
        var own = postgres.ConnectionString("postgres");

        (await AskAsync(own, "select current_setting('listen_addresses') || current_setting('unix_socket_directories')")).ShouldBe("127.0.0.1");
        var wrong = new NpgsqlConnectionStringBuilder(own) { Password = "guess", Pooling = false }.ConnectionString;
        (await Should.ThrowAsync<PostgresException>(AskAsync(wrong, "select 1"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        foreach (var file in Directory.GetFiles(_directory, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    [Fact]
    public async Task is_shared_by_two_programs_and_stopped_by_the_last()
    {
        var both = await Task.WhenAll(LocalPostgres.StartAsync(_directory, _cancellation), LocalPostgres.StartAsync(_directory, _cancellation));

        both[0].Port.ShouldBe(both[1].Port);
        await both[0].DisposeAsync();
        (await AskAsync(both[1].ConnectionString("postgres"), "select 'runs'")).ShouldBe("runs");
        await both[1].DisposeAsync();
        File.Exists(PidFile).ShouldBeFalse();
    }

    [Fact]
    public async Task leaves_another_cluster_alone_that_has_its_port_and_its_process_number()
    {
        await (await LocalPostgres.StartAsync(_directory, _cancellation)).DisposeAsync();
        var other = await ThrowAwayCluster.Cluster;
        await File.WriteAllTextAsync(Path.Combine(_directory, "port"), other.Port.ToString(CultureInfo.InvariantCulture), _cancellation);
        File.Copy(Path.Combine(other.Location, "data", "postmaster.pid"), PidFile);

        await using (var postgres = await LocalPostgres.StartAsync(_directory, _cancellation))
            postgres.Port.ShouldNotBe(other.Port);

        (await AskAsync(other.ConnectionString("postgres"), "show data_directory")).ShouldBe(Path.Combine(other.Location, "data"));
    }

    [Fact]
    public async Task leaves_a_directory_alone_that_it_did_not_make()
    {
        var data = Directory.CreateDirectory(Path.Combine(_directory, "data"));

        (await Should.ThrowAsync<CannotStartException>(LocalPostgres.StartAsync(_directory, _cancellation))).Message.ShouldContain("left alone");

        data.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task starts_again_after_an_initdb_that_was_interrupted()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "password"), "of the interrupted one", _cancellation);
        Directory.CreateDirectory(Path.Combine(_directory, "data.unfinished", "base"));
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "-R", "postgres", _directory);   // which ran initdb

        await using var postgres = await LocalPostgres.StartAsync(_directory, _cancellation);

        (await AskAsync(postgres.ConnectionString("postgres"), "select 'runs'")).ShouldBe("runs");
    }

    [Theory]
    [InlineData("start.lock")]
    [InlineData("in-use.lock")]
    [InlineData("password")]
    [InlineData("port")]
    [InlineData("data")]
    public async Task follows_no_link(string name)
    {
        var elsewhere = Path.Combine(_directory, "elsewhere");
        File.CreateSymbolicLink(Path.Combine(_directory, name), elsewhere);

        (await Should.ThrowAsync<CannotStartException>(LocalPostgres.StartAsync(_directory, _cancellation))).Message.ShouldContain("symbolic link");

        Path.Exists(elsewhere).ShouldBeFalse();
    }

    private static async Task<string?> AskAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as string;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0);
    }
}

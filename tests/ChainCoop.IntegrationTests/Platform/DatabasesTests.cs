using ChainCoop.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Platform;

public sealed class DatabasesTests
{
    private const string Main = "Host=db.example;Username=app;Password=secret;Database=chaincoop";
    private const string Keys = "Host=keys.example;Username=app;Password=secret;Database=chaincoop_keys;Timezone=Europe/Amsterdam";

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task configured_connection_strings_are_taken_and_speak_utc(string environment)
    {
        var builder = Builder(environment, Main, Keys);

        await using var databases = await builder.AddDatabasesAsync([]);

        databases.OnPrivateCluster.ShouldBeFalse();
        databases.PrivateDirectory.ShouldBeNull();
        var (main, keys) = (new NpgsqlConnectionStringBuilder(databases.Main), new NpgsqlConnectionStringBuilder(databases.Keys));
        (main.Host, main.Database, main.Password, main.Timezone).ShouldBe(("db.example", "chaincoop", "secret", "UTC"));
        (keys.Host, keys.Database, keys.Password, keys.Timezone).ShouldBe(("keys.example", "chaincoop_keys", "secret", "UTC"));
        builder.Services.BuildServiceProvider().GetRequiredService<Databases>().ShouldBeSameAs(databases);
        databases.ToString().ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("Production", null, null, "are missing")]
    [InlineData("Staging", null, null, "are missing")]
    [InlineData("Production", Main, null, "ConnectionStrings__ChainCoopKeys is missing")]
    [InlineData("Development", null, Keys, "ConnectionStrings__ChainCoop is missing")]
    [InlineData("Production", "Host=127.0.0.1;Database=one", "Host=LOCALHOST;Port=5432;Username=other;Database=one", "same database")]
    [InlineData("Production", "Host=db;Username=one", "Host=db;Database=one", "same database")]
    [InlineData("Production", "no connection string", Keys, "cannot be read")]
    public async Task a_wrong_pair_is_refused_in_one_line(string environment, string? main, string? keys, string says)
    {
        var refusal = await Should.ThrowAsync<CannotStartException>(Builder(environment, main, keys).AddDatabasesAsync([]));

        refusal.Message.ShouldContain(says);
        refusal.Message.ShouldNotContain('\n');
        refusal.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("codegen", "write")]
    [InlineData("--help")]
    [InlineData("--", "describe")]
    public async Task commands_that_only_look_at_the_code_start_no_cluster(params string[] args)
    {
        await using var databases = await Builder("Production", null, null).AddDatabasesAsync(args);

        databases.ShouldBe(Databases.None);
    }

    [Fact]
    public async Task the_program_exits_with_the_reason_and_code_1()
    {
        await using var program = new ChildProgram(Path.GetTempPath(), "Production");

        var (code, _, errors) = await program.EndAsync(TestContext.Current.CancellationToken);

        code.ShouldBe(1);
        errors.TrimEnd().ShouldBe(
            "ConnectionStrings__ChainCoop and ConnectionStrings__ChainCoopKeys are missing; "
            + "only in Development the program brings its own PostgreSQL (this is Production).");
    }

    [Fact]
    public async Task the_cluster_of_a_killed_program_is_taken_over()
    {
        var directory = ThrowAwayCluster.NewDirectory();
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        var pidFile = Path.Combine(directory, ".data", "postgres", "data", "postmaster.pid");
        await using (var program = new ChildProgram(directory, "Development"))
        {
            await program.AddressAsync(TestContext.Current.CancellationToken);
            await program.KillAsync();
        }

        var server = await File.ReadAllLinesAsync(pidFile, TestContext.Current.CancellationToken);

        await using (var databases = await Databases.OnPrivateClusterAsync(Path.Combine(directory, ".data"), TestContext.Current.CancellationToken))
        {
            (await File.ReadAllLinesAsync(pidFile, TestContext.Current.CancellationToken)).ShouldBe(server);
            await using var connection = new NpgsqlConnection(databases.Main);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
        }

        File.Exists(pidFile).ShouldBeFalse();
        Directory.Delete(directory, recursive: true);
    }

    private static WebApplicationBuilder Builder(string environment, string? main, string? keys)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:ChainCoop", main), new("ConnectionStrings:ChainCoopKeys", keys)]);
        return builder;
    }
}

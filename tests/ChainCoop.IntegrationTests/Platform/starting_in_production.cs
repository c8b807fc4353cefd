using ChainCoop.Feeds;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Timeline;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Platform;

public class starting_in_production
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task needs_every_table_but_not_every_partition_of_the_access_log()
    {
        await using var app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        var keys = app.Host.Services.GetRequiredService<KeyDataSource>().DataSource;
        app.LeavesNoTimeline = true;

        await ExecuteAsync(app, $"drop table access.{ChainCoop.Access.AccessLogPartitions.NameOf(TimeProvider.System.GetUtcNow().AddMonths(12))}");
        await StartChecks.AssertSchemaAsync(app.Host.Services);

        await ExecuteAsync(app, "drop table access.grant_streams");
        (await Should.ThrowAsync<CannotStartException>(StartChecks.AssertSchemaAsync(app.Host.Services))).Message
            .ShouldBe("The tables are not those of this version, run db-apply: 1 differ, first access.grant_streams.");

        await ExecuteAsync(app, "create table access.grant_streams (); alter table chaincoop.mt_events drop column causation_id");
        (await Should.ThrowAsync<CannotStartException>(StartChecks.AssertSchemaAsync(app.Host.Services))).Message
            .ShouldContain("chaincoop.mt_events");

        await using (var command = keys.CreateCommand("drop table data_keys")) await command.ExecuteNonQueryAsync(token);
        (await Should.ThrowAsync<CannotStartException>(StartChecks.AssertSchemaAsync(app.Host.Services))).Message
            .ShouldContain("public.data_keys");
    }

    [Fact]
    public async Task needs_sessions_in_utc()
    {
        var database = new NpgsqlConnectionStringBuilder(await ThrowAwayCluster.NewDatabaseAsync());
        await using (var utc = NpgsqlDataSource.Create(database)) await StartChecks.AssertUtcAsync(utc, "ChainCoop");

        database.Timezone = "Europe/London";
        await using var london = NpgsqlDataSource.Create(database);
        (await Should.ThrowAsync<CannotStartException>(StartChecks.AssertUtcAsync(london, "ChainCoop"))).Message.ShouldContain("not in UTC");
    }

    [Fact]
    public async Task needs_the_key_encryption_keys_that_are_in_use()
    {
        await using var app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        var keys = app.Host.Services.GetRequiredService<KeyDataSource>();
        var used = app.Host.Services.GetRequiredService<KeyEncryptionKeys>();
        await Check(used);

        var other = Line("1");
        (await Should.ThrowAsync<CannotStartException>(Check(Keys(other)))).Message.ShouldContain("begins with another key");
        (await Known()).ShouldBe(["", "1"]);

        await using (var wrapped = keys.DataSource.CreateCommand("update key_encryption_keys set name = '0' where name = '1'; insert into data_keys values (gen_random_uuid(), gen_random_uuid(), '', '', '0', '')"))
            await wrapped.ExecuteNonQueryAsync(token);
        (await Should.ThrowAsync<CannotStartException>(Check(used))).Message.ShouldContain("lacks the key 0");
        (await Known()).ShouldBe(["", "0"]);

        Task Check(KeyEncryptionKeys file) => new CheckKeyEncryptionKeys(keys, file).StartAsync(token);

        async Task<string[]> Known()
        {
            await using var names = keys.DataSource.CreateCommand("select array_agg(name order by name) from key_encryption_keys");
            return (string[])(await names.ExecuteScalarAsync(token))!;
        }
    }

    [Fact]
    public async Task needs_the_operator_that_stands_in_the_feeds()
    {
        await using var app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        await Check("00000099000000281000");

        var nijmegen = await app.As(People.Nijmegen);
        await Feeds.EntryAbout(nijmegen, (string)(await (await nijmegen.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!);

        await Check("00000099000000268000");
        (await Should.ThrowAsync<CannotStartException>(Check("00000099000000281000"))).Message.ShouldContain("District__Operator");

        Task Check(string operatedBy) => new CheckDistrict(app.Database, new District(new Oin(operatedBy))).StartAsync(token);
    }

    [Theory]
    [InlineData("Vault__KeyFile", "Vault__KeyFile is missing")]
    [InlineData("Timeline__KeyFile", "Timeline__KeyFile is missing")]
    [InlineData("District__Operator", "District__Operator is missing")]
    [InlineData(null, "There is no command marten outside Development", "marten", "--reset")]
    [InlineData(null, "There is no command resources outside Development", "resources", "clear")]
    public async Task says_in_one_line_what_is_wrong(string? missing, string says, params string[] arguments)
    {
        var file = Path.Combine(Path.GetTempPath(), $"chaincoop-{Path.GetRandomFileName()}.keys");
        await File.WriteAllTextAsync(file, Line("1"), token);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var settings = Tokens.Settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => (string?)setting.Value);
        settings["ConnectionStrings__ChainCoop"] = await ThrowAwayCluster.NewDatabaseAsync();
        settings["ConnectionStrings__ChainCoopKeys"] = await ThrowAwayCluster.NewDatabaseAsync();
        settings["Vault__KeyFile"] = file;
        TimelineKeys.FromFile(settings["Timeline__KeyFile"] = file + ".timeline", People.NijmegenOin, create: true);
        settings["District__Operator"] = "00000099000000268000";
        if (missing is not null) settings.Remove(missing);

        await using var program = new ChildProgram(Path.GetTempPath(), "Production", arguments, settings);
        var (code, _, errors) = await program.EndAsync(token);

        File.Delete(file);
        code.ShouldBe(1);
        errors.ShouldContain(says);
        errors.TrimEnd().ShouldNotContain('\n');
    }

    private static string Line(string name) => $"{name}:{Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32))}";

    private static KeyEncryptionKeys Keys(params string[] lines)
    {
        var file = Path.Combine(Path.GetTempPath(), $"chaincoop-{Path.GetRandomFileName()}.keys");
        File.WriteAllLines(file, lines);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            return KeyEncryptionKeys.FromFile(file, create: false, TimeProvider.System);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task ExecuteAsync(AppFixture app, string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }
}

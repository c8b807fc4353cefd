using ChainCoop.Platform;
using ChainCoop.Privacy;
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

        await ExecuteAsync(app, $"drop table access.{Access.AccessLogPartitions.NameOf(TimeProvider.System.GetUtcNow().AddMonths(12))}");
        await StartChecks.AssertSchemaAsync(app.Host.Services);

        await ExecuteAsync(app, "drop table feeds.entries");
        (await Should.ThrowAsync<CannotStartException>(StartChecks.AssertSchemaAsync(app.Host.Services))).Message
            .ShouldBe("The tables are not those of this version, run db-apply: 1 differ, first feeds.entries.");

        await ExecuteAsync(app, "create table feeds.entries (); alter table chaincoop.mt_events drop column causation_id");
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

    private async Task ExecuteAsync(AppFixture app, string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }
}

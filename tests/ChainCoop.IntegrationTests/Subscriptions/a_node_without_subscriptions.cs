namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>Given that nobody subscribes, when time passes, the database is left alone.</summary>
public sealed class a_node_without_subscriptions(PushApp push) : IClassFixture<PushApp>
{
    /// <summary>In the time of three renewals of leases, of two seconds each, twenty looks a second would be more than a hundred.</summary>
    [Fact]
    public async Task looks_seldom()
    {
        const string Looks = "select coalesce(seq_scan, 0) + coalesce(idx_scan, 0) from pg_stat_user_tables where schemaname = 'subscriptions' and relname = 'endpoints'";
        var token = TestContext.Current.CancellationToken;
        await Wait.ForAsync(push.App.Database, "select count(*) > 0 from subscriptions.nodes");
        var before = await AskAsync(Looks);
        await RenewedAsync();
        await RenewedAsync();
        await RenewedAsync();
        (await AskAsync(Looks) - before).ShouldBeLessThan(60);

        async Task RenewedAsync()
        {
            var seen = await AskAsync("select (extract(epoch from max(seen_at)) * 1000)::bigint from subscriptions.nodes");
            await Wait.ForAsync(push.App.Database, $"select (extract(epoch from max(seen_at)) * 1000)::bigint > {seen} from subscriptions.nodes");
        }

        async Task<long> AskAsync(string sql)
        {
            await using var command = push.App.Database.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync(token))!;
        }
    }
}

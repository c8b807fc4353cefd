using ChainCoop.Access;
using ChainCoop.Platform;
using Marten;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChainCoop.IntegrationTests.Platform;

public class what_housekeeping_does(AppFixture app)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task forgets_replies_whose_term_is_over_on_two_nodes_at_once()
    {
        await ExecuteAsync(
            """
            insert into access.idempotency (key, fingerprint, status, expires_at)
            select sha256(('housekeeping ' || i)::bytea), '', 201, now() + case when i <= 12000 then interval '-1 second' else interval '1 day' end
            from generate_series(1, 12003) i
            """);
        using var one = new Housekeeping(app.Database, TimeProvider.System, NullLogger<Housekeeping>.Instance);
        using var other = new Housekeeping(app.Database, TimeProvider.System, NullLogger<Housekeeping>.Instance);

        var forgotten = await Task.WhenAll(one.ForgetRepliesAsync(token), other.ForgetRepliesAsync(token));
        var rest = await one.ForgetRepliesAsync(token);

        (forgotten.Sum() + rest).ShouldBe(12000);
        (await AskAsync("select count(*) from access.idempotency where key in (select sha256(('housekeeping ' || i)::bytea) from generate_series(1, 12003) i)")).ShouldBe(3L);
    }

    [Fact]
    public async Task the_access_log_has_a_partition_for_this_month_and_the_next_twelve()
    {
        await (await app.As(People.Police)).GetAsync($"signals/{Guid.CreateVersion7()}");

        for (var month = 0; month <= 12; month++)
        {
            var partition = AccessLogPartitions.NameOf(new DateTimeOffset(Now.Year, Now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(month));
            (await AskAsync($"select inhparent::regclass::text from pg_inherits where inhrelid = 'access.{partition}'::regclass")).ShouldBe("access.log");
        }

        (await AskAsync($"select count(*) > 0 from access.{AccessLogPartitions.NameOf(Now)}")).ShouldBe(true);
    }

    [Fact]
    public async Task records_that_came_before_their_partition_move_into_it()
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            $"""
            insert into access.log (id, at, started_at, trace_id, span_id, roles, action, method, route, status, reasons, subjects)
            values ('{id}', date_trunc('month', now()) + interval '14 months 3 days', now(), '', '', array[]::text[], 'test', 'GET', '', 200, array[]::text[], array[]::uuid[])
            """);
        (await PartitionOf(id)).ShouldBe("access.log_rest");

        using var store = DocumentStore.For(options =>
        {
            options.Connection(app.Database);
            options.AddAccessLogPartitions(Now.AddMonths(8));
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        (await PartitionOf(id)).ShouldBe("access." + AccessLogPartitions.NameOf(new DateTimeOffset(Now.Year, Now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(14)));
    }

    private async Task<object?> PartitionOf(Guid id) => await AskAsync($"select tableoid::regclass::text from access.log where id = '{id}'");

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }
}

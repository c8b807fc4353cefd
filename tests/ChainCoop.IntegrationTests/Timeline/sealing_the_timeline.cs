using System.Net;
using ChainCoop.IntegrationTests.Subscriptions;
using ChainCoop.Timeline;
using ChainCoop.Timeline.Check;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>Whatever happens to the program: every event and every access record has one leaf, and no two heads of one size are signed.</summary>
public sealed class sealing_the_timeline
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task goes_on_after_two_nodes_were_killed_in_turn()
    {
        await using var district = new StormDistrict();
        await district.StartAsync(People.Police);
        for (var i = 0; i < 2; i++)
        {
            for (var signal = 0; signal < 10; signal++) await district.DoneAsync(People.Police, "signals", Examples.Signal());
            await district.KillNodeAsync(i);
            await district.StartNodeAsync(i);
        }

        await SealedDistrict.SealedAsync(district.Main);
        var check = new TimelineCheck(district.Main, district.TimelineKeys);
        foreach (var log in Enum.GetValues<SealedLog>()) (await check.WholeAsync(log, null, token)).Fault.ShouldBeNull();
    }

    /// <summary>Who seals at the same moment, of whichever process, waits for nobody and signs nothing twice.</summary>
    [Fact]
    public async Task is_done_by_one_at_a_time()
    {
        await using var app = await NewAsync();
        var sealer = app.Host.Services.GetRequiredService<Sealer>();
        var client = await app.As(People.Nijmegen);
        var done = 0L;
        for (var i = 0; i < 10; i++)
        {
            (await client.PostAsync("signals", Examples.Signal())).StatusCode.ShouldBe(HttpStatusCode.Created);
            done += (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => sealer.SealAsync(SealedLog.Access, token)))).Sum();
        }

        await SealedDistrict.SealedAsync(app.Database);
        (await CountAsync(app, "select count(*) from timeline.leaves where log = 'access'")).ShouldBe(await CountAsync(app, "select max(index) + 1 from timeline.leaves where log = 'access'"));
        done.ShouldBeLessThanOrEqualTo(await CountAsync(app, "select count(*) from timeline.leaves where log = 'access'"));
    }

    /// <summary>An access record of a transaction that began first and ends last is not passed over.</summary>
    [Fact]
    public async Task waits_for_transactions_that_are_under_way()
    {
        await using var app = await NewAsync();
        await using var slow = await app.Database.OpenConnectionAsync(token);
        await using var transaction = await slow.BeginTransactionAsync(token);
        await using (var record = new NpgsqlCommand(
            """
            insert into access.log (id, at, trace_id, span_id, roles, action, method, route, status, reasons, subjects, started_at)
            values (gen_random_uuid(), now(), 't', 's', '{}', 'request.refuse', 'GET', '', 404, '{}', '{}', now())
            """,
            slow)) await record.ExecuteNonQueryAsync(token);
        var client = await app.As(People.Nijmegen);
        for (var i = 0; i < 5; i++) (await client.GetAsync("signals", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var sealer = app.Host.Services.GetRequiredService<Sealer>();
        await sealer.SealAsync(SealedLog.Access, token);
        (await CountAsync(app, "select count(*) from timeline.leaves where log = 'access'")).ShouldBe(0);

        await transaction.CommitAsync(token);

        await SealedDistrict.SealedAsync(app.Database);
        (await CountAsync(app, "select count(*) from timeline.leaves l join access.log a on a.id = l.id where l.log = 'access' and a.trace_id = 't' and l.index = 0")).ShouldBe(1);
    }

    /// <summary>A database that was restored from a dump counts transactions anew, below what was sealed.</summary>
    [Fact]
    public async Task goes_on_where_transactions_are_counted_anew()
    {
        await using var app = await NewAsync();
        var client = await app.As(People.Nijmegen);
        (await client.GetAsync("signals", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SealedDistrict.SealedAsync(app.Database);
        await Superuser.DoAsync(
            app.Database,
            """
            update timeline.checkpoints set transaction = '9000000000000' where log = 'access';
            insert into access.log (id, at, tx, trace_id, span_id, roles, action, method, route, status, reasons, subjects, started_at)
            values (gen_random_uuid(), now(), '9000000000001', 'left over', 's', '{}', 'request.refuse', 'GET', '', 404, '{}', '{}', now())
            """,
            token);

        for (var i = 0; i < 3; i++) (await client.GetAsync("signals", token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await SealedDistrict.SealedAsync(app.Database);
        (await CountAsync(app, "select count(*) from timeline.leaves l join access.log a on a.id = l.id where a.trace_id = 'left over'")).ShouldBe(1);
    }

    /// <summary>Partitions of the access log are dropped at the end of their term: what was sealed of them stays provable.</summary>
    [Fact]
    public async Task keeps_the_leaves_of_a_month_that_is_dropped()
    {
        await using var app = await NewAsync();
        await Superuser.DoAsync(
            app.Database,
            """
            create table access.log_2020_01 (like access.log including defaults including constraints);
            alter table access.log attach partition access.log_2020_01 for values from ('2020-01-01T00:00:00Z') to ('2020-02-01T00:00:00Z');
            insert into access.log (id, at, trace_id, span_id, roles, action, method, route, status, reasons, subjects, started_at)
            select gen_random_uuid(), '2020-01-15T00:00:00Z', 't', 's', '{}', 'request.refuse', 'GET', '', 404, '{}', '{}', '2020-01-15T00:00:00Z' from generate_series(1, 3)
            """,
            token);
        (await (await app.As(People.Nijmegen)).GetAsync("signals", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SealedDistrict.SealedAsync(app.Database);
        var check = app.Host.Services.GetRequiredService<TimelineCheck>();
        (await check.WholeAsync(SealedLog.Access, null, token)).ShouldSatisfyAllConditions(report => report.Fault.ShouldBeNull(), report => report.Destroyed.ShouldBe(0));

        await Superuser.DoAsync(app.Database, "alter table access.log detach partition access.log_2020_01; drop table access.log_2020_01", token);

        (await check.WholeAsync(SealedLog.Access, null, token)).ShouldSatisfyAllConditions(report => report.Fault.ShouldBeNull(), report => report.Destroyed.ShouldBe(3));
    }

    /// <summary>The watch looks by itself, and says it where an operator looks.</summary>
    [Fact]
    public async Task is_watched_by_the_program_itself()
    {
        await using var app = await NewAsync();
        (await (await app.As(People.Nijmegen)).PostAsync("signals", Examples.Signal())).StatusCode.ShouldBe(HttpStatusCode.Created);
        await SealedDistrict.SealedAsync(app.Database);
        var watch = app.Host.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<WatchTimeline>().Single();
        await watch.LookAsync(SealedLog.Events, 0, token);
        var standing = app.Host.Services.GetRequiredService<TimelineStanding>();
        standing.Fault.ShouldBeNull();

        app.LeavesNoTimeline = true;
        await Superuser.DoAsync(app.Database, "update chaincoop.mt_events set correlation_id = 'other' where seq_id = 3", token);
        await watch.LookAsync(SealedLog.Events, 0, token);

        standing.Fault!.ShouldSatisfyAllConditions(fault => fault.Index.ShouldBe(2), fault => fault.What.ShouldBe("the row was changed"));
        var health = await (await app.Host.Server.CreateClient().GetAsync("/health/ready", token)).JsonAsync();
        ((string)health["checks"]!["timeline"]!).ShouldBe("degraded");
    }

    [Fact]
    public void is_signed_with_the_last_key_and_read_with_all()
    {
        var district = People.NijmegenOin;
        var file = Path.Combine(Path.GetTempPath(), $"chaincoop-{Path.GetRandomFileName()}.timeline");
        var first = TimelineKeys.FromFile(file, district, create: true);
        var before = Verifier.SignedNote.Parse(first.Sign(SealedLog.Events, 1, new byte[32]));
        File.AppendAllLines(file, TimelineKeys.NewKeys(district));

        var rotated = TimelineKeys.FromFile(file, district, create: false);
        var after = Verifier.SignedNote.Parse(rotated.Sign(SealedLog.Events, 2, new byte[32]));

        var keys = rotated.VerifiersOf(SealedLog.Events);
        keys.Count.ShouldBe(2);
        (before.IsSignedBy(keys[0]), before.IsSignedBy(keys[1]), after.IsSignedBy(keys[0]), after.IsSignedBy(keys[1])).ShouldBe((true, false, false, true));
        Should.Throw<InvalidOperationException>(() => TimelineKeys.FromFile(file, People.PoliceOin, create: false)).Message.ShouldContain("no key of the log");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Should.Throw<InvalidOperationException>(() => TimelineKeys.FromFile(file, district, create: false)).Message.ShouldContain("0600");
        File.Delete(file);
    }

    private static async Task<AppFixture> NewAsync() => await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());

    private async Task<long> CountAsync(AppFixture app, string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}

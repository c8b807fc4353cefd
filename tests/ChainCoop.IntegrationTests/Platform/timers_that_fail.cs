using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Municipalities;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Wolverine.Runtime;

namespace ChainCoop.IntegrationTests.Platform;

public class timers_that_fail(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task come_again_when_the_session_of_their_handler_is_killed()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var police = await app.As(People.Police);
        var address = await lead.ProposedCase();
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general", until: TimeProvider.System.GetUtcNow().AddMilliseconds(1500)));

        await using (var connection = await app.Database.OpenConnectionAsync(token))
        await using (var transaction = await connection.BeginTransactionAsync(token))
        {
            await using var hold = new NpgsqlCommand("select version from chaincoop.mt_streams where id = $1 for update", connection, transaction);
            hold.Parameters.Add(new() { Value = Guid.Parse(CaseWork.IdOf(address)) });
            await hold.ExecuteScalarAsync(token);
            await KillWhoWaitsForAsync(connection.ProcessID);
            await transaction.RollbackAsync(token);
        }

        var ended = await Feeds.EntryAbout(police, CaseWork.IdOf(address), "nl.chaincoop.access.ended.v1");
        ended["feedhash"].ShouldNotBeNull();
        (await AskAsync(app, "select count(*) from wolverine.wolverine_dead_letters")).ShouldBe(0L);
        (await AskAsync(app, $"select count(*) from chaincoop.mt_events where type = 'member_left' and stream_id = '{CaseWork.IdOf(address)}'")).ShouldBe(1L);
    }

    [Fact]
    public async Task are_made_up_for_when_they_never_came()
    {
        // Of its own, for it makes up for whatever it finds, also in the signals of other tests.
        await using var own = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        var signal = Guid.Parse(await own.SignalFromThePast(People.Tiel, days: 6));
        var referred = Guid.Parse(await own.SignalFromThePast(People.Tiel, days: 6));
        await using (var session = own.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            session.Events.Append(referred, new SignalReferred(
                SignalId.From(referred), People.PoliceOin, new("0281"), null, new("concrete"), null, new(People.Tiel.Organisation, new(People.Tiel.Id)), TimeProvider.System.GetUtcNow()));
            await session.SaveChangesAsync(token);
        }
        var lead = await own.As(CaseWork.CaseLead);
        var police = await own.As(People.Police);
        var address = await lead.ProposedCase();
        await own.MembershipFromThePast(address);
        using var missed = new MissedTimers(
            own.Database, own.Host.Services.GetRequiredService<IWolverineRuntime>(), DeadlineRules.Current, TimeProvider.System, NullLogger<MissedTimers>.Instance);

        await Task.WhenAll(missed.MakeUpAsync(token), missed.MakeUpAsync(token));
        await missed.MakeUpAsync(token);

        await Feeds.EntryAbout(police, CaseWork.IdOf(address), "nl.chaincoop.access.ended.v1");
        (await AskAsync(own, $"select count(*) from chaincoop.mt_events where type = 'member_left' and stream_id = '{CaseWork.IdOf(address)}'")).ShouldBe(1L);
        foreach (var pending in new[] { signal, referred })
        {
            (await AskAsync(own, $"select string_agg(data ->> 'deadline', ' ' order by data ->> 'deadline') from chaincoop.mt_events where type = 'signal_became_overdue' and stream_id = '{pending}'"))
                .ShouldBe("acknowledgement assessment");
        }
        (await AskAsync(own, "select count(*) from wolverine.wolverine_dead_letters")).ShouldBe(0L);
    }

    [Fact]
    public async Task are_made_up_for_by_the_next_start()
    {
        var (main, keys) = (await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        string signal;
        await using (var before = await AppFixture.OnAsync(main, keys)) signal = await before.SignalFromThePast(People.Nijmegen, days: 3);

        await using var after = await AppFixture.OnAsync(main, keys);

        await Feeds.EntryAbout(await after.As(People.Nijmegen), signal, "nl.chaincoop.signals.overdue.v1");
    }

    private async Task KillWhoWaitsForAsync(int holder)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while ((long)(await AskAsync(app, $"select count(pg_terminate_backend(pid)) from pg_stat_activity where pg_blocking_pids(pid) @> array[{holder}]", limit.Token))! == 0)
            await Task.Delay(20, limit.Token);
    }

    private async Task<object?> AskAsync(AppFixture of, string sql, CancellationToken? until = null)
    {
        await using var command = of.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(until ?? token);
    }
}

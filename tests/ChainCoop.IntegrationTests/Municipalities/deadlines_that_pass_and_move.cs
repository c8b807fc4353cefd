using ChainCoop.Access;
using ChainCoop.IntegrationTests.Access;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Runtime;

namespace ChainCoop.IntegrationTests.Municipalities;

public class deadlines_that_pass_and_move(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task of_tasks_show_in_the_case_s_feed_in_the_caseload_and_among_the_deadlines()
    {
        var lead = await app.As(new Officer(new("00000099000000214000"), "case-lead-buren", "case-lead", ["0214"]));
        var address = await lead.ProposedCase("0214");
        var task = await lead.Done(address, "tasks", new() { ["kind"] = "inspection", ["organisation"] = "00000099000000214000", ["dueOn"] = "2026-03-06" });

        await Feeds.EntryAbout(lead, CaseWork.IdOf(address), "nl.chaincoop.cases.overdue.v1");

        var item = (await lead.UpToNow("municipalities/0214/deadlines?overdue=true"))["items"]!.AsArray().Single(item => (string)item!["resource"]! == CaseWork.IdOf(address))!;
        ((string)item["id"]!, (string)item["kind"]!, (string)item["resource"]!).ShouldBe(((string)task["id"]!, "task", CaseWork.IdOf(address)));
        item["rules"].ShouldBeNull("somebody set the day");
        (await lead.UpToNow("municipalities/0214/caseload?overdue=true")).Ids().ShouldContain(CaseWork.IdOf(address));
        (await lead.Read($"{address}/timeline"))["items"]!.AsArray().Select(entry => (string)entry!["type"]!).ShouldContain("case-deadline-missed");
    }

    [Fact]
    public async Task say_on_which_law_or_policy_they_rest()
    {
        var officer = new Officer(new("00000099000000252000"), "focal-point-heumen-deadlines", "focal-point", ["0252"]);
        var signal = await app.SignalFromThePast(officer, days: 1);

        var items = (await (await app.As(officer)).UpToNow("municipalities/0252/deadlines?limit=200"))["items"]!.AsArray().Where(item => (string)item!["resource"]! == signal).ToList();

        items.Select(item => ((string)item!["kind"]!, (string)item["rules"]!)).ShouldBe([("acknowledgement", "1"), ("assessment", "1")]);
        items.ShouldAllBe(item => ((string)item!["source"]!).StartsWith("Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task pass_although_the_program_was_stopped_when_their_moment_came()
    {
        var (main, keys) = (await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        var id = SignalId.New();
        await using (var before = await AppFixture.OnAsync(main, keys))
        {
            // So soon that nobody makes up for it at the start: the message alone can tell.
            var dueAt = TimeProvider.System.GetUtcNow().AddSeconds(3);
            await ReceiveAsync(before, id, dueAt);
            await using var scope = before.Host.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().ScheduleAsync(new SignalDeadlineDue(id, SignalDeadline.Acknowledgement), dueAt);
        }

        await using var after = await AppFixture.OnAsync(main, keys);

        await Feeds.EntryAbout(await after.As(People.Nijmegen), id.ToString(), "nl.chaincoop.signals.overdue.v1");
        (await CountAsync(after, "signal_became_overdue", id)).ShouldBe(1);
    }

    [Theory]
    [InlineData("2026-10-23T10:00:00Z", "2026-10-26T23:00:00Z")] // a Friday in summer; Monday ends in winter
    [InlineData("2026-03-27T10:00:00Z", "2026-03-30T22:00:00Z")] // and the other way round
    public async Task keep_to_the_clock_of_the_netherlands_when_it_changes(string received, string due)
    {
        var clock = new MovedClock(DateTimeOffset.Parse(received, System.Globalization.CultureInfo.InvariantCulture));
        await using var own = await OwnAsync(clock, DeadlineRules.Current);
        var signal = await PostedAsync(own, clock);
        var dueAt = DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture);

        clock.Advance(dueAt - clock.GetUtcNow() + TimeSpan.FromSeconds(90)); // who makes up leaves timers alone for two minutes
        await MakeUpAsync(own, clock, DeadlineRules.Current);
        (await CountAsync(own, "signal_became_overdue", signal)).ShouldBe(0);

        clock.Advance(TimeSpan.FromMinutes(1));
        await MakeUpAsync(own, clock, DeadlineRules.Current);
        (await CountAsync(own, "signal_became_overdue", signal)).ShouldBe(1);
    }

    [Fact]
    public async Task are_computed_again_when_other_rules_begin()
    {
        var clock = new MovedClock(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));
        var first = DeadlineRules.Current.Versions[0];
        var rules = new DeadlineRules(
        [
            first,
            first with
            {
                Version = new("2"), ValidFrom = new(2026, 6, 3),
                Rules = [.. first.Rules.Select(rule => rule.Kind.Value == "acknowledgement" ? rule with { Count = 5 } : rule)],
            },
        ]);
        await using var own = await OwnAsync(clock, rules);
        var signal = await PostedAsync(own, clock);
        await MakeUpAsync(own, clock, rules);
        (await CountAsync(own, "signal_deadline_moved", signal)).ShouldBe(0);

        clock.Advance(TimeSpan.FromDays(2));
        await MakeUpAsync(own, clock, rules);
        await MakeUpAsync(own, clock, rules);

        (await CountAsync(own, "signal_deadline_moved", signal)).ShouldBe(1);
        (await CountAsync(own, "signal_became_overdue", signal)).ShouldBe(0);
        var officer = own.ClientAt(clock, People.NijmegenOin, People.Nijmegen.Id, "focal-point");
        await Feeds.EntryAbout(officer, signal.ToString(), "nl.chaincoop.signals.deadlines-changed.v1");
        await Wait.ForAsync(
            own.Database,
            $"""
            select exists (select from municipalities.deadlines where resource = '{signal}' and kind = 'acknowledgement'
                           and rules = '2' and due_at = '2026-06-08T22:00:00Z' and overdue_at is null and met_at is null)
            """);
    }

    private static async Task<AppFixture> OwnAsync(TimeProvider clock, DeadlineRules rules)
    {
        var own = await AppFixture.OnAsync(
            await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(),
            more: web => web.ConfigureServices(services => services.AddSingleton(clock).AddSingleton(rules)));
        (await own.As(People.Nijmegen)).Dispose(); // the mandates
        (await own.As(People.Police)).Dispose();
        return own;
    }

    private static async Task<SignalId> PostedAsync(AppFixture own, MovedClock clock)
    {
        using var police = own.ClientAt(clock, People.PoliceOin, People.Police.Id, "partner");
        var posted = await police.PostAsync("signals", Examples.Signal());
        posted.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        return SignalId.From(Guid.Parse((string)(await posted.JsonAsync())["id"]!));
    }

    private async Task MakeUpAsync(AppFixture own, TimeProvider clock, DeadlineRules rules)
    {
        using var missed = new MissedTimers(own.Database, own.Host.Services.GetRequiredService<IWolverineRuntime>(), rules, clock, own.Host.Services.GetRequiredService<ILogger<MissedTimers>>());
        await missed.MakeUpAsync(token);
    }

    private async Task<long> CountAsync(AppFixture own, string type, SignalId id)
    {
        await using var command = own.Database.CreateCommand("select count(*) from chaincoop.mt_events where type = $1 and stream_id = $2");
        command.Parameters.Add(new() { Value = type });
        command.Parameters.Add(new() { Value = id.Value });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    private async Task ReceiveAsync(AppFixture own, SignalId id, DateTimeOffset acknowledgeBy)
    {
        var received = new SignalReceived(
            id, new("0268"), People.NijmegenOin, People.NijmegenOin, new("labour"), Urgency.Normal, null, new("partner"), ReporterKind.Organisation,
            await SomeCiphertext.InAsync(own.Database), null, [], null, acknowledgeBy, acknowledgeBy.AddDays(5),
            new ActorRef(People.NijmegenOin, new OfficerId(People.Nijmegen.Id)), acknowledgeBy.AddDays(-1));
        await using var session = own.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Events.StartStream<Signal>(id.Value, received);
        Grants.Fold(session, received);
        await session.SaveChangesAsync(token);
    }
}

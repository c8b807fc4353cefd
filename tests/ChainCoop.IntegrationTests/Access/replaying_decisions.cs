using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Access.Replay;
using ChainCoop.Audit;
using ChainCoop.Shared;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Access;

/// <summary>What was decided can be decided again from the events, without the log and without the tables that live requests read.</summary>
public class replaying_decisions
{
    private const int Steps = 300;

    private static readonly HashSet<ResourceKind> RoomsOfCases = [ResourceKind.Case, ResourceKind.VictimTrack, ResourceKind.SecurityTrack];

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4)]
    public async Task gives_what_was_answered(int seed)
    {
        var clock = new MovedClock(new DateTimeOffset(2026, 6, 1, 7, 0, 0, TimeSpan.Zero));
        await using var app = await AppFixture.OnAsync(
            await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(),
            more: web => web.ConfigureServices(services => services.AddSingleton<TimeProvider>(clock)));
        var scenario = new ChainScenario(app, clock, new Random(seed));
        await scenario.StaffAsync();
        for (var step = 0; step < Steps; step++) await scenario.StepAsync();
        var kept = scenario.Kept;

        // It is no test of refusals alone, nor of one room.
        var reasons = kept.SelectMany(decision => decision.Reasons).CountBy(reason => reason).ToDictionary();
        foreach (var reason in new[] { "no-grant", "no-mandated-role-in-room", "role-not-allowed", "grant-not-sufficient", "purpose-not-allowed", "grant-lead", "grant-member", "grant-disclosed", "grant-emergency", "role-partner", "role-case-lead" })
            reasons.GetValueOrDefault(reason).ShouldBeGreaterThan(4, string.Join(", ", reasons.Select(pair => $"{pair.Key} {pair.Value}")));
        foreach (var kind in RoomsOfCases)
            kept.Count(decision => decision.Rule.Kind == kind && decision.Effect == Effect.Allow).ShouldBeGreaterThan(4, kind.ToString());

        await AskedAgainAsync(app, scenario, clock);

        // Whatever gave access can be found again from the resource.
        foreach (var @event in await StoredAsync(app))
        {
            foreach (var resource in GrantRules.Of(@event.Data).Select(change => change.Resource).Where(resource => resource != @event.StreamId))
                (await ScalarAsync(app, $"select count(*) from access.grant_streams where resource = '{resource}' and stream = '{@event.StreamId}'")).ShouldBe(1, @event.EventTypeName);
        }

        (await ScalarAsync(app, "select count(*) from access.log")).ShouldBeGreaterThan(Steps);
        app.LeavesNoTimeline = true;
        await Superuser.DoAsync(app.Database, "truncate access.log, access.grants, access.mandates, access.grant_streams", token);
        var history = new AccessHistory((await StoredAsync(app)).Select(@event => new RecordedFact(@event.Id, @event.Data)));
        foreach (var decision in kept)
        {
            var again = history.Decide(decision.Rule, decision.Actor, decision.Resource, decision.Purpose, Moment.OfDecision(decision.At));
            again.Effect.ShouldBe(decision.Effect, decision.ToString());
            again.Reasons.ShouldBe(decision.Reasons, decision.ToString());
        }
    }

    /// <summary>The same through the API: what an auditor hears of the moment is what was answered in it.</summary>
    private async Task AskedAgainAsync(AppFixture app, ChainScenario scenario, MovedClock clock)
    {
        await scenario.GiveAsync(People.NijmegenOin, "auditor-1", Role.Auditor);
        var auditor = app.ClientAt(clock, People.NijmegenOin, "auditor-1", "auditor");
        auditor.DefaultRequestHeaders.Add("Purpose", "oversight");
        var pseudonyms = app.Host.Services.GetRequiredService<Pseudonyms>();
        var compared = 0;
        foreach (var decision in scenario.Kept.Where(decision => decision.Rule.Grants.Count > 0 && RoomsOfCases.Contains(decision.Rule.Kind)))
        {
            if (decision.Resource is not { } resource || !scenario.CaseOf.TryGetValue(resource, out var of)) continue;
            var asOf = decision.At.AddMicroseconds(-1).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
            var answer = await auditor.GetAsync($"audit/visibility?org={decision.Actor.Organisation}&caseId={of}&asOf={asOf}&officer={pseudonyms.Of(new ActorRef(decision.Actor.Organisation, decision.Actor.Officer))}&limit=1", token);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, decision.ToString());
            var room = (await answer.JsonAsync())["rooms"]!.AsArray().Single(room => Guid.Parse((string)room!["id"]!) == resource)!;
            var officer = room["officers"]!.AsArray().Single()!;
            var mandated = officer["roles"]!.AsArray().Select(role => Kebab.Parse<Role>((string)role!["role"]!));

            // A token that claimed fewer roles than were mandated got less. A track that was asked for as another has no such action.
            if (mandated.Except(decision.Actor.Roles).Any()) continue;
            if (officer["actions"]!.AsArray().SingleOrDefault(action => (string)action!["action"]! == decision.Rule.Name) is not { } action) continue;
            compared++;
            ShouldSay(action, decision);
        }

        compared.ShouldBeGreaterThan(40);
    }

    private static void ShouldSay(JsonNode action, KeptDecision decision)
    {
        var purposes = action["purposes"]!.AsArray().Select(purpose => (string)purpose!).ToList();
        var effect = Kebab.Parse<Effect>((string)action["effect"]!);
        var reasons = action["reasons"]!.AsArray().Select(reason => (string)reason!);
        if (decision.Effect == Effect.Allow)
        {
            purposes.ShouldContain(decision.Purpose!.Value.Value, decision.ToString());
            decision.Reasons.Except(reasons).ShouldBeEmpty(decision.ToString()); // what was disclosed carries it for one purpose alone
        }
        else if (decision.Reasons.Contains("purpose-not-allowed"))
        {
            purposes.ShouldNotContain(decision.Purpose!.Value.Value, decision.ToString());
        }
        else
        {
            effect.ShouldBe(decision.Effect, decision.ToString());
            reasons.ShouldBe(decision.Reasons, decision.ToString());
        }
    }

    private async Task<IReadOnlyList<IEvent>> StoredAsync(AppFixture app)
    {
        await using var session = app.Host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return await session.Events.QueryAllRawEvents().OrderBy(@event => @event.Sequence).ToListAsync(token);
    }

    private async Task<long> ScalarAsync(AppFixture app, string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}

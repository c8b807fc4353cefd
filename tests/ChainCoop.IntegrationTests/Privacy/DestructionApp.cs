using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Privacy.Lists;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>A program on databases of its own, whose records grow old: what is due is for these tests alone.</summary>
public sealed class DestructionApp : IAsyncLifetime
{
    /// <summary>Days after which the term of a dismissed signal and of a contact is over.</summary>
    public const int OverAYear = 500;

    /// <summary>Days after which every term is over but that of the tracks.</summary>
    public const int OverFiveYears = 2200;

    public AppFixture App { get; private set; } = null!;

    public IDocumentStore Store => App.Host.Services.GetRequiredService<IDocumentStore>();

    internal ProposeWhatIsDue Daily => App.Host.Services.GetServices<IHostedService>().OfType<ProposeWhatIsDue>().Single();

    public async ValueTask InitializeAsync() => App = await AppFixture.OnAsync(
        await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(), more: web =>
        {
            // Who asks everything there is to ask follows up more often than anybody does.
            foreach (var limit in (string[])["PerSignal", "WrongTokens"]) web.UseSetting($"FollowUp:{limit}", "100000");
        });

    public async ValueTask DisposeAsync() => await App.DisposeAsync();

    public static Officer Keeper(string municipality, string id, string role = "records-manager") =>
        new(OinOf(municipality), id, role, [municipality]) { Scopes = "privacy.read privacy.write" };

    public static Oin OinOf(string municipality) => new($"00000099000{municipality.PadLeft(6, '0')}000");

    /// <summary>Sent today, with the name of the reporter, and concluded so many days ago.</summary>
    public async Task<string> SignalAsync(string municipality, int days, bool dismissed = true)
    {
        var body = Examples.Signal(municipality);
        body["reporter"] = new JsonObject { ["kind"] = "professional", ["name"] = "A. Melder", ["contact"] = "0612345678" };
        var sent = await (await App.As(People.Police)).PostAsync("signals", body);
        sent.StatusCode.ShouldBe(HttpStatusCode.Created, await sent.Content.ReadAsStringAsync());
        var id = SignalId.From(Guid.Parse((string)(await sent.JsonAsync())["id"]!));
        var (by, at) = (new ActorRef(OinOf(municipality), new OfficerId("somebody")), TimeProvider.System.GetUtcNow().AddDays(-days));
        await AppendAsync(id.Value, dismissed
            ? new SignalDismissed(id, null, new("not-on-theme"), null, by, at)
            : new SignalLinked(id, CaseId.New(), null, new("concrete"), null, by, at));
        return id.ToString();
    }

    /// <summary>As the program does it, on a version: otherwise the state would not know its own.</summary>
    public async Task AppendAsync(Guid stream, params object[] events)
    {
        await using var session = Store.LightweightSession();
        await session.Events.AppendOptimistic(stream, events);
        await session.SaveChangesAsync();
    }

    /// <summary>All read models and feeds know of everything that was recorded by now.</summary>
    public async Task CaughtUpAsync() => await WhenAsync(
        """
        select coalesce(bool_and(last_seq_id >= (select max(seq_id) from chaincoop.mt_events)), false)
        from chaincoop.mt_event_progression where name like '%:All'
        """);

    public Task WhenAsync(string sql) => Wait.ForAsync(App.Database, sql);

    public async Task<object?> AskAsync(string sql)
    {
        await using var command = App.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Proposed by an officer once the read models know what is due.</summary>
    public async Task<string> ProposedAsync(Officer by, string municipality, string kind = "signal")
    {
        await CaughtUpAsync();
        var answer = await (await App.As(by)).PostAsync("destruction-lists", new { municipality, kind });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return $"destruction-lists/{(await answer.JsonAsync())["id"]}";
    }

    /// <summary>The list of the kind that the daily look has proposed for the municipality.</summary>
    public async Task<string> ProposedDailyAsync(Officer reader, string kind)
    {
        await CaughtUpAsync();
        await Daily.ProposeAsync(CancellationToken.None);
        var lists = (await (await App.As(reader)).Read("destruction-lists?limit=200"))["items"]!.AsArray();
        return $"destruction-lists/{lists.First(list => (string)list!["kind"]! == kind)!["id"]}";
    }

    /// <summary>Everything on it is destroyed, but what is named.</summary>
    public async Task ReviewedAsync(Officer by, string list, params string[] kept)
    {
        var client = await App.As(by);
        var items = (await client.Read(list))["items"]!.AsArray().Select(item => (string)item!["record"]!).Select(record => kept.Contains(record)
            ? new JsonObject { ["record"] = record, ["decision"] = "keep", ["reason"] = "still-needed" }
            : new JsonObject { ["record"] = record, ["decision"] = "destroy" });
        ((string)(await client.Done(list, "reviews", new JsonObject { ["items"] = new JsonArray([.. items]) }))["status"]!).ShouldBe("reviewed");
    }

    public async Task<JsonNode> CertificateAsync(Officer reader, string list)
    {
        var client = await App.As(reader);
        return await Wait.ForAsync(async token =>
        {
            var answer = await client.GetAsync($"destruction-certificates/{list.Split('/')[1]}", token);
            if (answer.StatusCode == HttpStatusCode.OK) return await answer.JsonAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            return null;
        });
    }

    /// <summary>Reviewed by one, approved by another, and carried out.</summary>
    public async Task<JsonNode> DestroyedAsync(Officer reviewer, Officer approver, string list)
    {
        await ReviewedAsync(reviewer, list);
        ((string)(await (await App.As(approver)).Done(list, "approvals", []))["status"]!).ShouldBe("approved");
        return await CertificateAsync(approver, list);
    }

    /// <summary>Nothing but the last event of a stream has a body.</summary>
    public async Task BodiesEmptiedAsync(string record) => await WhenAsync(
        $"select count(*) filter (where data <> '{{}}') = 1 and (array_agg(data <> '{{}}' order by version desc))[1] from chaincoop.mt_events where stream_id = '{record}'");
}

[CollectionDefinition(nameof(DestructionApp))]
public sealed class TestsThatDestroy : ICollectionFixture<DestructionApp>;

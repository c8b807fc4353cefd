using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Access;
using ChainCoop.IntegrationTests.Cases;
using Microsoft.Extensions.DependencyInjection;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Norms;

/// <summary>On a database and a clock of its own: what lapses does so by time alone.</summary>
public sealed class accounting_to_the_council : IAsyncLifetime
{
    private const string Scopes = "municipalities.read municipalities.write organisations.read organisations.write";

    private static readonly Officer Director = new(People.NijmegenOin, "director-of-norms", "chain-director", ["0268"]) { Scopes = Scopes };
    private static readonly Officer Auditor = new(People.NijmegenOin, "auditor-of-norms", "auditor", ["0268"]) { Scopes = Scopes };
    private static readonly Officer Tiel = new(People.Tiel.Organisation, "director-of-tiel", "chain-director", ["0281"]) { Scopes = Scopes };
    private static readonly Officer Police = new(People.PoliceOin, "police-of-norms", "partner", People.District) { Scopes = Scopes };

    private readonly MovedClock clock = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
    private AppFixture app = null!;

    public async ValueTask InitializeAsync() => app = await AppFixture.OnAsync(
        await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(), more: web => web.ConfigureServices(services => services.AddSingleton<TimeProvider>(clock)));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task needs_evidence_that_lapses_by_its_date_and_is_shown_as_of_then()
    {
        var (director, auditor) = (await As(Director), await As(Auditor));
        var before = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromMinutes(1));
        var address = await Recorded(director);
        clock.Advance(TimeSpan.FromMinutes(1));

        (await Status(auditor)).ShouldBe("met");
        (await Status(auditor, before)).ShouldBe("not-met");
        var assessed = await Assessed(auditor);
        ((string)Element(assessed)["evidence"]![0]!["id"]!).ShouldBe(address.Split('/')[^1]);
        assessed["lapsing"]!.AsArray().Select(lapsing => ((string)lapsing!["element"]!, (string)lapsing["becomes"]!)).ShouldBe([("b1-1", "lapsed")]);
        ((bool)assessed["baseline"]!["reached"]!).ShouldBeFalse();
        var valid = clock.GetUtcNow();

        clock.Advance(TimeSpan.FromDays(60));

        (await Status(auditor)).ShouldBe("lapsed");
        ((string)Element(await Assessed(auditor))["since"]!).ShouldBe("2026-04-30T22:00:00Z");
        (await Status(auditor, valid)).ShouldBe("met");
        await Refused(auditor.GetAsync($"municipalities/0268/norm-assessment?asOf={Uri.EscapeDataString(clock.GetUtcNow().AddMinutes(5).ToString("O"))}"), HttpStatusCode.Forbidden, "as-of-in-future");
    }

    [Fact]
    public async Task follows_a_mandate_to_its_last_day()
    {
        var (director, auditor) = (await As(Director), await As(Auditor));
        var given = await director.PostAsync("mandates", new JsonObject
        {
            ["officer"] = "care-coordinator-of-norms",
            ["role"] = "care-coordinator",
            ["municipalities"] = new JsonArray("0268"),
            ["from"] = "2026-03-02",
            ["until"] = "2026-03-10",
        });
        given.StatusCode.ShouldBe(HttpStatusCode.Created, await given.Content.ReadAsStringAsync());
        await Wait.ForAsync(app.Database, "select count(*) = 2 from reports.facts where kind in ('role-from', 'role-until')");

        (await InOffice(auditor)).ShouldBe((1, "met"));
        clock.Advance(TimeSpan.FromDays(8));
        (await InOffice(auditor)).ShouldBe((0, "lapsed"));
    }

    [Fact]
    public async Task withdraws_evidence_and_keeps_what_it_showed()
    {
        var (director, auditor) = (await As(Director), await As(Auditor));
        var address = await Recorded(director);
        var shown = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromMinutes(1));

        await Refused(director.PostAsync($"{address}/withdrawals", Replaced(), "\"7\""), HttpStatusCode.PreconditionFailed, "precondition-failed");
        await Refused(auditor.PostAsync($"{address}/withdrawals", Replaced()), HttpStatusCode.Forbidden, "forbidden");
        await Faulty(director.PostAsync($"{address}/withdrawals", Replaced().With("reason", "none")), "/reason");
        (await director.PostAsync($"{address}/withdrawals", Replaced())).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await director.PostAsync($"{address}/withdrawals", Replaced())).StatusCode.ShouldBe(HttpStatusCode.OK);

        ((string)(await auditor.Read(address))["withdrawnFor"]!).ShouldBe("replaced");
        (await Status(auditor)).ShouldBe("not-met");
        (await Status(auditor, shown)).ShouldBe("met");
    }

    [Fact]
    public async Task is_for_who_is_mandated_and_for_nobody_else()
    {
        var (director, auditor, tiel, police) = (await As(Director), await As(Auditor), await As(Tiel), await As(Police));
        var address = await Recorded(director);
        await Recorded(director);

        foreach (var hidden in (string[])["municipalities/0268/norm-assessment", "municipalities/0268/evidence", address, "municipalities/9999/norm-assessment"])
            await Refused(tiel.GetAsync(hidden), HttpStatusCode.NotFound, "not-found");
        await Refused(tiel.PostAsync("municipalities/0268/evidence", Policy()), HttpStatusCode.NotFound, "not-found");
        await Refused(tiel.PostAsync($"{address}/withdrawals", Replaced()), HttpStatusCode.NotFound, "not-found");
        await Refused(director.GetAsync(address.Replace("0268", "0281", StringComparison.Ordinal)), HttpStatusCode.NotFound, "not-found");
        foreach (var forbidden in (string[])["municipalities/0268/norm-assessment", "municipalities/0268/evidence"])
            await Refused(police.GetAsync(forbidden), HttpStatusCode.Forbidden, "forbidden");
        await Refused(police.GetAsync(address), HttpStatusCode.NotFound, "not-found");
        await Refused(auditor.PostAsync("municipalities/0268/evidence", Policy()), HttpStatusCode.Forbidden, "forbidden");

        var first = await auditor.Read("municipalities/0268/evidence?limit=1");
        var second = await auditor.Read($"municipalities/0268/evidence?limit=1&cursor={Uri.EscapeDataString((string)first["next"]!)}");
        ((string)second["items"]![0]!["id"]!).ShouldBe(address.Split('/')[^1]);
        await Faulty(auditor.GetAsync("municipalities/0268/evidence?cursor=none"), "query:cursor");
    }

    [Fact]
    public async Task asks_for_what_the_framework_says_with_all_faults_at_once()
    {
        var director = await As(Director);
        var faults = await Refused(
            director.PostAsync("municipalities/0268/evidence", Policy().With("kind", "contract").With("documentReference", "12345678").With("decidedOn", "2026-03-03")), HttpStatusCode.BadRequest, "invalid-input");

        faults["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!).ShouldBe(["/kind", "/documentReference", "/decidedOn"], ignoreOrder: true);
        await Faulty(director.PostAsync("municipalities/0268/evidence", Policy().With("element", "b2-3")), "/element");
    }

    [Fact]
    public async Task shows_the_framework_to_anybody()
    {
        var anybody = app.Host.Server.CreateClient();
        var framework = await (await anybody.GetAsync("/v1/norm-frameworks/1")).JsonAsync();

        framework["elements"]!.AsArray().Count.ShouldBe(26);
        (await anybody.GetAsync("/v1/norm-frameworks/none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>With a token that outlasts what the clock is moved.</summary>
    private async Task<HttpClient> As(Officer officer)
    {
        var client = await app.As(officer);
        var claims = Tokens.Claims(officer.Organisation, officer.Id, officer.Role, officer.Scopes);
        claims["nbf"] = clock.GetUtcNow().ToUnixTimeSeconds();
        claims["exp"] = clock.GetUtcNow().AddYears(1).ToUnixTimeSeconds();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.Signed(claims));
        return client;
    }

    private static JsonObject Policy() => new()
    {
        ["element"] = "b1-1",
        ["kind"] = "policy-decision",
        ["documentReference"] = "ZAAK-2026-000123",
        ["body"] = "council",
        ["decidedOn"] = "2026-01-29",
        ["validUntil"] = "2026-05-01",
    };

    private static JsonObject Replaced() => new() { ["reason"] = "replaced" };

    /// <summary>The address of new evidence.</summary>
    private static async Task<string> Recorded(HttpClient officer)
    {
        var posted = await officer.PostAsync("municipalities/0268/evidence", Policy());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        return posted.Headers.Location!.ToString()["/v1/".Length..];
    }

    private static Task<JsonNode> Assessed(HttpClient reader, DateTimeOffset? asOf = null) =>
        reader.Read("municipalities/0268/norm-assessment" + (asOf is { } at ? $"?asOf={Uri.EscapeDataString(at.UtcDateTime.ToString("O"))}" : ""));

    private static JsonNode Element(JsonNode assessed, string element = "b1-1") => assessed["elements"]!.AsArray().Single(one => (string)one!["element"]! == element)!;

    private static async Task<string> Status(HttpClient reader, DateTimeOffset? asOf = null) => (string)Element(await Assessed(reader, asOf))["status"]!;

    private static async Task<(int, string)> InOffice(HttpClient reader)
    {
        var measure = Element(await Assessed(reader), "b5-1")["measures"]!.AsArray().Single(one => (string)one!["measure"]! == "care-coordinators-in-office")!;
        return ((int)measure["value"]!, (string)measure["status"]!);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Sharing.SharingWork;

namespace ChainCoop.IntegrationTests.Reports;

/// <summary>On a database of its own, with facts of two years that are over.</summary>
public sealed class asking_for_statistics(AppFixture app) : IClassFixture<AppFixture>, IAsyncLifetime
{
    private const string Scopes = "municipalities.read";

    private static readonly Officer Nijmegen = new(People.NijmegenOin, "focal-point-of-statistics", "focal-point", ["0268"]) { Scopes = Scopes };
    private static readonly Officer Tiel = new(People.Tiel.Organisation, "focal-point-of-statistics", "focal-point", ["0281"]) { Scopes = Scopes };
    private static readonly Officer Director = new(People.NijmegenOin, "director-of-statistics", "chain-director", People.District) { Scopes = Scopes };
    private static readonly Officer OfTiel = new(People.Tiel.Organisation, "director-of-statistics-of-tiel", "chain-director", ["0281"]) { Scopes = Scopes };
    private static readonly Officer Privacy = new(People.NijmegenOin, "privacy-officer-of-statistics", "privacy-officer", People.District) { Scopes = Scopes };

    /// <summary>Signals per year, municipality and form.</summary>
    private static readonly (int Year, string Municipality, string Code, int Count)[] Known =
    [
        (2023, "0268", "labour", 30), (2023, "0268", "sexual", 25), (2023, "0281", "labour", 12), (2023, "0281", "sexual", 3), (2023, "0225", "labour", 9), (2023, "0225", "sexual", 8), (2023, "0214", "sexual", 6),
        (2024, "0268", "labour", 40), (2024, "0268", "sexual", 35), (2024, "0281", "labour", 22), (2024, "0281", "sexual", 7), (2024, "0225", "labour", 9), (2024, "0225", "sexual", 8),
    ];

    public async ValueTask InitializeAsync()
    {
        await Wait.ForAsync(app.Database, "select count(*) = 1 from information_schema.tables where table_schema = 'reports' and table_name = 'facts'");
        foreach (var (year, municipality, code, count) in Known)
        {
            await using var command = app.Database.CreateCommand(
                """
                insert into reports.facts (kind, municipality, at, code, value)
                select 'signal-received', $1, $2, $3, 0 from generate_series(1, $4)
                where not exists (select from reports.facts where kind = 'signal-received' and municipality = $1 and at = $2 and code = $3)
                """);
            command.Parameters.Add(new() { Value = municipality });
            command.Parameters.Add(new() { Value = new DateTimeOffset(year, 6, 1, 0, 0, 0, TimeSpan.Zero) });
            command.Parameters.Add(new() { Value = code });
            command.Parameters.Add(new() { Value = count });
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task shows_a_municipality_its_year_without_small_numbers()
    {
        var report = await ReportAsync(Tiel, "from=2023-01-01&to=2023-12-31&municipality=0281");

        ((bool)report["complete"]!).ShouldBeFalse();
        var table = Table(report);
        ((int)table["total"]!).ShouldBe(93);
        var row = table["rows"]!.AsArray().ShouldHaveSingleItem()!;
        ((int)row["total"]!).ShouldBe(15);
        Cells(table, row).Values.ShouldAllBe(cell => cell == null || cell >= 5);
        Cells(table, row)["sexual"].ShouldBeNull();
        Cells(table, row)["labour"].ShouldBeNull(); // with the total it would give the other away
        table["notSaid"]!.AsArray().Select(code => (string)code!).ShouldContain("not-persons");
        report["sentences"]!.AsArray().Select(sentence => (string)sentence!["code"]!).ShouldContain("not-persons");
    }

    [Fact]
    public async Task puts_municipalities_side_by_side_for_a_chain_director()
    {
        var rows = Table(await ReportAsync(OfTiel, "from=2023-01-01&to=2023-12-31"))["rows"]!.AsArray();

        rows.SelectMany(row => row!["municipalities"]!.AsArray().Select(code => (string)code!)).Order(StringComparer.Ordinal).ShouldBe(People.District.Order(StringComparer.Ordinal));
        rows.ShouldAllBe(row => (int)row!["total"]! >= 5);
    }

    [Fact]
    public async Task shows_others_the_district_and_their_own_row()
    {
        var table = Table(await ReportAsync(Tiel, "from=2023-01-01&to=2023-12-31"));

        table["rows"]!.AsArray().ShouldHaveSingleItem()!["municipalities"]!.AsArray().Select(code => (string)code!).ShouldBe(["0281"]);
        ((int)table["total"]!).ShouldBe(93);
    }

    [Fact]
    public async Task adds_up_what_it_gives_of_each_year()
    {
        var one = Table(await ReportAsync(Nijmegen, "from=2023-01-01&to=2023-12-31"));
        var other = Table(await ReportAsync(Nijmegen, "from=2024-01-01&to=2024-12-31"));
        var both = Table(await ReportAsync(Nijmegen, "from=2023-01-01&to=2024-12-31"));

        ((int)both["total"]!).ShouldBe((int)one["total"]! + (int)other["total"]!);
        var row = both["rows"]!.AsArray().Single(row => row!["municipalities"]!.AsArray().Any(code => (string)code! == "0268"))!;
        foreach (var (code, cell) in Cells(both, row))
        {
            var (first, second) = (CellOf(one, code), CellOf(other, code));
            cell.ShouldBe(first + second, code);
        }

        int? CellOf(JsonNode table, string code) => Cells(table, table["rows"]!.AsArray().Single(row => row!["municipalities"]!.AsArray().Any(of => (string)of! == "0268"))!)[code];
    }

    [Fact]
    public async Task shows_every_number_of_any_period_to_the_chain_director_of_the_district()
    {
        var report = await ReportAsync(Director, "from=2023-05-01&to=2023-06-30&municipality=0281");

        ((bool)report["complete"]!).ShouldBeTrue();
        var table = Table(report);
        var cells = Cells(table, table["rows"]!.AsArray().ShouldHaveSingleItem()!);
        (cells["labour"], cells["sexual"], cells["criminal"]).ShouldBe((12, 3, 0));
        ((int)Table(await ReportAsync(Director, "from=2023-07-01&to=2023-12-31"))["total"]!).ShouldBe(0);
    }

    [Fact]
    public async Task gives_the_same_as_csv()
    {
        var client = await app.As(Director);
        using var request = new HttpRequestMessage(HttpMethod.Get, "reports/statistics?from=2023-01-01&to=2023-12-31&municipality=0281");
        request.Headers.Accept.ParseAdd("text/csv");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n");
        lines[0].ShouldBe("from,to,table,municipalities,category,number");
        lines.ShouldContain("2023-01-01,2023-12-31,signals-by-type,district,total,93");
        lines.ShouldContain("2023-01-01,2023-12-31,signals-by-type,0281,sexual,3");
    }

    [Fact]
    public async Task counts_what_is_recorded_now()
    {
        var year = DutchTime.DayOf(TimeProvider.System.GetUtcNow()).Year;
        var client = await app.As(new Officer(People.NijmegenOin, "who-reports-for-statistics", "focal-point", ["0268"]));
        var before = (int)Table(await ReportAsync(Director, $"from={year}-01-01&to={year}-12-31"))["total"]!;
        var created = await client.PostAsync("signals", Examples.Signal());
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        await Wait.ForAsync(app.Database, $"select count(*) = {before + 1} from reports.facts where kind = 'signal-received' and at >= '{year}-01-01'");

        ((int)Table(await ReportAsync(Director, $"from={year}-01-01&to={year}-12-31"))["total"]!).ShouldBe(before + 1);
    }

    [Fact]
    public async Task hides_other_municipalities() => await Refused((await app.As(Tiel)).GetAsync("reports/statistics?from=2023-01-01&to=2023-12-31&municipality=0268"), HttpStatusCode.NotFound, "not-found");

    [Theory]
    [InlineData("from=2023-02-01&to=2023-11-30", 2)] // parts of years
    [InlineData("from=2023-01-01&to=2099-12-31", 1)] // too long
    [InlineData("from=2090-01-01&to=2090-12-31", 1)] // not over
    [InlineData("from=2024-01-01&to=2023-12-31", 1)]
    [InlineData("from=2024-01-01&to=soon", 1)]
    [InlineData("to=2024-12-31", 1)]
    public async Task says_what_is_wrong_with_a_period(string query, int faults)
    {
        using var answer = await (await app.As(Nijmegen)).GetAsync($"reports/statistics?{query}", TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.JsonAsync())["errors"]!.AsArray().Count.ShouldBe(faults);
    }

    [Fact]
    public async Task is_for_who_works_for_a_municipality() => await Refused((await app.As(Privacy)).GetAsync("reports/statistics?from=2023-01-01&to=2023-12-31"), HttpStatusCode.Forbidden, "forbidden");

    private async Task<JsonNode> ReportAsync(Officer officer, string query)
    {
        using var answer = await (await app.As(officer)).GetAsync($"reports/statistics?{query}", TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await answer.JsonAsync();
    }

    private static JsonNode Table(JsonNode report) => report["tables"]!.AsArray().Single(table => (string)table!["code"]! == "signals-by-type")!;

    private static Dictionary<string, int?> Cells(JsonNode table, JsonNode row) => table["columns"]!.AsArray().Select(column => (string)column!["code"]!)
        .Zip(row["cells"]!.AsArray()).SelectMany(pair => pair.First.Split(' ').Select(code => (code, (int?)pair.Second))).ToDictionary(pair => pair.code, pair => pair.Item2);
}

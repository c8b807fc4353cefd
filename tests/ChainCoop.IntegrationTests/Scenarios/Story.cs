using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Scenarios;

/// <summary>The program on a database where nothing happens but the scenarios, one after the other.</summary>
public sealed class ScenarioApp : IAsyncLifetime
{
    public AppFixture App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ScenarioTests : ICollectionFixture<ScenarioApp>
{
    public const string Name = "scenarios";
}

/// <summary>
/// A scenario as it is played: every party acts through a client that notes its calls. In the end <see cref="ShouldBeTold"/> compares calls
/// and feeds with the document that tells the story.
/// </summary>
internal sealed partial class Story(ScenarioApp scenarios)
{
    private readonly List<Call> calls = [];
    private readonly List<Ear> ears = [];

    public AppFixture App => scenarios.App;

    /// <summary>Somebody who acts, and hears the feeds of these rooms from now on.</summary>
    public async Task<HttpClient> Party(string name, Officer officer, string purpose, params string[] rooms)
    {
        await CaughtUpAsync();
        var known = await App.As(officer, purpose);
        foreach (var room in rooms) ears.Add(new(name, room, (string)(await known.Read($"feed/state?room={room}"))["position"]!, known));
        var client = new HttpClient(new Noting(name, calls, App.Host.Server.CreateHandler())) { BaseAddress = known.BaseAddress };
        foreach (var header in known.DefaultRequestHeaders) client.DefaultRequestHeaders.Add(header.Key, header.Value);
        return client;
    }

    /// <summary>Everything that these parties, or all, were told in feeds since the story began.</summary>
    public async Task<string> Feeds(params string[] parties)
    {
        await CaughtUpAsync();
        List<string> entries = [];
        foreach (var ear in ears.Where(ear => parties.Length == 0 || parties.Contains(ear.Party))) entries.AddRange((await ear.HeardAsync()).Select(entry => entry!.ToJsonString()));
        entries.ShouldNotBeEmpty();
        return string.Join('\n', entries);
    }

    /// <summary>
    /// The document's steps are the calls that changed something, in order and by the same parties; a look or a refusal that it tells
    /// happened between the steps where it tells it. What it says that each party hears is in the feeds, all of it and in that order.
    /// </summary>
    public async Task ShouldBeTold(string document)
    {
        var rows = Rows(await File.ReadAllLinesAsync(Path.Combine(Root(), "docs", "scenarios", document)));
        var told = rows.Where(row => row.Length == 4 && CallInCode().IsMatch(row[2])).SelectMany(row => CallInCode().Matches(row[2]).Select(call => $"{row[1]}: {call.Groups[1].Value}")).ToList();
        var happened = await HappenedAsync();

        var next = 0;
        foreach (var (step, mustBeTold) in happened)
        {
            if (next < told.Count && told[next] == step) next++;
            else if (mustBeTold && (next == 0 || told[next - 1] != step))
                throw new ShouldAssertException($"{document} goes on with '{told.ElementAtOrDefault(next)}', the scenario with '{step}'.\n{string.Join('\n', happened.Where(one => one.MustBeTold).Select(one => one.Step))}");
        }

        told.Skip(next).ShouldBeEmpty($"{document} tells more than happened.");

        await CaughtUpAsync();
        List<string> heard = [];
        foreach (var ear in ears) heard.Add($"{ear.Party} ({ear.Room}): {Told(await ear.HeardAsync())}");
        rows.Where(row => row.Length == 3 && row[1] is "general" or "care" or "security").Select(row => $"{row[0]} ({row[1]}): {row[2]}").ShouldBe(heard, string.Join('\n', heard));
    }

    /// <summary>Until what was done is in every feed.</summary>
    public Task CaughtUpAsync() => Wait.ForAsync(
        App.Database, "select (select last_seq_id from chaincoop.mt_event_progression where name = 'feeds:All') >= (select max(seq_id) from chaincoop.mt_events)");

    /// <summary>Each call with its template of the API description; those that changed something have to be told, looks and searches may be.</summary>
    private async Task<List<(string Step, bool MustBeTold)>> HappenedAsync()
    {
        using var anybody = App.Host.Server.CreateClient();
        var paths = (await anybody.Read("/v1/openapi.json"))["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => (Method: method.Key.ToUpperInvariant(), Path: path.Key)))
            .Select(known => (known.Method, known.Path, Pattern: new Regex($"^(/v1)?{Parameter().Replace(known.Path, "[^/]+")}$"))).ToList();
        return [.. calls.Select(call =>
        {
            var template = paths.Where(known => known.Method == call.Method && known.Pattern.IsMatch(call.Path)).MinBy(known => known.Path.Count(sign => sign == '{')).Path
                .ShouldNotBeNull($"{call.Method} {call.Path} is not in the API description.");
            var refused = (int)call.Status >= 400;
            return ($"{call.Party}: {call.Method} {template}{(refused ? $" {(int)call.Status}" : "")}", call.Method != "GET" && !template.EndsWith("/_search", StringComparison.Ordinal) && !refused);
        })];
    }

    private static string Told(IEnumerable<JsonNode?> entries)
    {
        List<(string Type, int Times)> told = [];
        foreach (var type in entries.Select(entry => ((string)entry!["type"]!)["nl.chaincoop.".Length..^".v1".Length]))
        {
            if (told.Count > 0 && told[^1].Type == type) told[^1] = (type, told[^1].Times + 1);
            else told.Add((type, 1));
        }

        return told.Count == 0 ? "nothing" : string.Join(", ", told.Select(one => $"`{one.Type}`{(one.Times > 1 ? string.Create(CultureInfo.InvariantCulture, $" ×{one.Times}") : "")}"));
    }

    private static List<string[]> Rows(IEnumerable<string> lines) =>
        [.. lines.Where(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ChainCoop.sln"))) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex("`((?:GET|POST) /[^`]+)`")]
    private static partial Regex CallInCode();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    private sealed record Call(string Party, string Method, string Path, HttpStatusCode Status);

    private sealed record Ear(string Party, string Room, string From, HttpClient Client)
    {
        public async Task<List<JsonNode?>> HeardAsync() => [.. (await Client.Read($"feed?room={Room}&after={From}&limit=1000")).AsArray()];
    }

    private sealed class Noting(string party, List<Call> calls, HttpMessageHandler server) : DelegatingHandler(server)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            calls.Add(new(party, request.Method.Method, request.RequestUri!.AbsolutePath, answer.StatusCode));
            return answer;
        }
    }
}

using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.IntegrationTests.Access;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Timeline.Replay;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>
/// As of any instant the program says what another one says that has the facts up to there and no more: of records, of read models, and of
/// who may see what.
/// </summary>
public class long_random_histories
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CHAINCOOP_LONG") == "1";
    private static readonly int Steps = IsLong ? 1000 : 200;
    private static readonly int Instants = IsLong ? 200 : 20;

    private static readonly Oin[] Organisations = [People.NijmegenOin, People.Tiel.Organisation, People.PoliceOin, CaseWork.ShelterOin];
    private static readonly string[] Officers = ["officer-1", "officer-2", "officer-3", "director"];
    private static readonly string[] Purposes = ["assessment", "casework", "care", "security", "synchronisation"];
    private static readonly string Roles = "focal-point care-coordinator case-lead chain-director partner";

    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private readonly Dictionary<string, int> seen = [];

    [Theory]
    [InlineData(11)]
    public async Task read_at_any_instant_as_what_was_recorded_by_then(int seed)
    {
        var (start, random) = (new DateTimeOffset(2026, 6, 1, 7, 0, 0, TimeSpan.Zero), new Random(seed));
        var clock = new MovedClock(start);
        var keys = await ThrowAwayCluster.NewDatabaseAsync();
        await using var app = await AppFixture.OnAsync(
            await ThrowAwayCluster.NewDatabaseAsync(), keys, more: web => web.ConfigureServices(services => services.AddSingleton<TimeProvider>(clock)));
        var scenario = new ChainScenario(app, clock, random);
        await scenario.StaffAsync();
        await scenario.GiveAsync(People.NijmegenOin, "auditor-1", Role.Auditor);
        for (var step = 0; step < Steps; step++) await scenario.StepAsync();
        await app.Sealed();

        await using var rebuilt = await Rebuilt.OfAsync(app, start, keys);
        var auditor = app.ClientAt(clock, People.NijmegenOin, "auditor-1", "auditor");
        auditor.DefaultRequestHeaders.Add("Purpose", "oversight");
        var records = (await RecordsAsync(app, "select id, 'Signal' from chaincoop.mt_doc_signal")).Concat(scenario.CaseOf.Keys.Select(id => (id, Kind: KindOf(id, scenario)))).ToArray();
        foreach (var (instant, sequence) in await DrawnAsync(app, random))
        {
            await rebuilt.AdvanceAsync(sequence, instant);
            foreach (var record in random.GetItems(records, 4)) await StateIsTheSame(auditor, rebuilt, record.Item1, record.Item2, instant);
            foreach (var record in random.GetItems(records, 8)) await AnswerIsTheSame(app, clock, rebuilt, scenario, record.Item1, record.Item2, instant, random);
            foreach (var municipality in new[] { "0268", "0281" }) await CaseloadIsTheSame(auditor, rebuilt, municipality, instant);
        }

        // It is no test of refusals alone, nor of rights that never changed.
        foreach (var outcome in new[] { "same 200", "same 404", "changed", "state", "caseload" }) seen.GetValueOrDefault(outcome).ShouldBeGreaterThan(5, string.Join(", ", seen));
    }

    /// <summary>Between two seals that follow each other, by the definition: the last seal at or before the instant.</summary>
    private async Task<IReadOnlyList<(DateTimeOffset Instant, long Sequence)>> DrawnAsync(AppFixture app, Random random)
    {
        List<(DateTimeOffset At, long Sequence)> seals = [];
        await using var command = app.Database.CreateCommand("select at, sequence from timeline.checkpoints where log = 'events' order by size");
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) seals.Add((reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1)));
        seals.Select(seal => seal.At).ShouldBeInOrder();

        // Whatever comes before somebody could act shows nothing.
        var first = seals.Count / 10;
        return
        [
            .. Enumerable.Range(0, Instants).Select(_ => random.Next(first, seals.Count - 1))
                .Select(at => seals[at].At + TimeSpan.FromMicroseconds(Math.Floor(random.NextDouble() * (seals[at + 1].At - seals[at].At).TotalMicroseconds)))
                .Order().Select(instant => (instant, seals.Last(seal => seal.At <= instant).Sequence)),
        ];
    }

    private async Task StateIsTheSame(HttpClient auditor, Rebuilt rebuilt, Guid id, string kind, DateTimeOffset instant)
    {
        var expected = await InlineAsync(rebuilt.App, kind, id);
        var question = kind == "Signal" ? $"signalId={id}" : $"caseId={CaseOf(id)}";
        var answer = await auditor.GetAsync($"audit/replay?{question}&asOf={TimelineWork.Instant(instant)}", token);
        var state = answer.StatusCode == HttpStatusCode.OK ? (await answer.JsonAsync())["records"]!.AsArray().SingleOrDefault(record => (string)record!["id"]! == id.ToString())?["state"] : null;
        JsonNode.DeepEquals(state, expected).ShouldBeTrue($"{kind} {id} at {instant:O}\n{state}\n{expected}");
        Count("state");

        Guid CaseOf(Guid room) => rooms[room];
    }

    private Dictionary<Guid, Guid> rooms = [];

    private string KindOf(Guid id, ChainScenario scenario)
    {
        rooms = scenario.CaseOf;
        return scenario.CaseOf[id] == id ? "Case" : scenario.TracksOf(scenario.CaseOf[id]).Victims == id ? "VictimTrack" : "SecurityTrack";
    }

    /// <summary>The snapshot that the commit of each fact wrote.</summary>
    private async Task<JsonNode?> InlineAsync(AppFixture app, string kind, Guid id)
    {
        var type = typeof(Program).Assembly.GetTypes().Single(type => type.Name == kind && !type.IsNested);
        // The store keeps the version beside it.
        await using var command = app.Database.CreateCommand($"select d.data, s.version from chaincoop.mt_doc_{kind.ToLowerInvariant()} d join chaincoop.mt_streams s on s.id = d.id where d.id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(token);
        if (!await reader.ReadAsync(token)) return null;
        var state = new Masked(app.Host.Services.GetRequiredService<Pseudonyms>()).Of(app.Host.Services.GetRequiredService<IDocumentStore>().Options.Serializer().FromJson(type, reader, 0))!;
        state["version"] = reader.GetInt64(1);
        return state;
    }

    private async Task AnswerIsTheSame(
        AppFixture app, MovedClock clock, Rebuilt rebuilt, ChainScenario scenario, Guid id, string kind, DateTimeOffset instant, Random random)
    {
        var (organisation, officer, purpose) = (random.GetItems(Organisations, 1)[0], random.GetItems(Officers, 1)[0], random.GetItems(Purposes, 1)[0]);
        var resource = kind switch { "Signal" => $"signals/{id}", "Case" => $"cases/{id}", "VictimTrack" => $"victim-tracks/{id}", _ => $"security-tracks/{id}" };
        Guid[] all = kind == "Signal" ? [id] : [.. scenario.CaseOf.Where(room => room.Value == scenario.CaseOf[id]).Select(room => room.Key)];
        var asOf = await AskAsync(app, clock, $"{resource}?asOf={TimelineWork.Instant(instant)}");
        var then = await AskAsync(rebuilt.App, rebuilt.Clock, resource);
        var today = await AskAsync(app, clock, resource);
        var told = $"{resource} by {organisation} {officer} for {purpose} at {instant:O}: {asOf.Status}, then {then.Status}, today {today.Status}\n{asOf.Body}\n{then.Body}";
        if (await RightsAsync(rebuilt.App.Database, rebuilt.Clock.GetUtcNow()) == await RightsAsync(app.Database, clock.GetUtcNow()))
        {
            asOf.Status.ShouldBe(then.Status, told);
            JsonNode.DeepEquals(asOf.Body, then.Body).ShouldBeTrue(told);
            Count($"same {asOf.Status}");
        }
        else if (then.Status != 200 || today.Status != 200)
        {
            asOf.Status.ShouldBe(then.Status == 404 || today.Status == 404 ? 404 : 403, told);
            Count("changed");
        }
        else
        {
            // No more than it was then; nothing, when none of what he holds today is what he held.
            asOf.Status.ShouldBeOneOf([200, 404], told);
            if (asOf.Status == 200) IsPartOf(asOf.Body, then.Body).ShouldBeTrue(told);
            Count("changed");
        }

        async Task<(int Status, JsonNode? Body)> AskAsync(AppFixture of, MovedClock at, string question)
        {
            using var client = of.ClientAt(at, organisation, officer, Roles);
            client.DefaultRequestHeaders.Add("Purpose", purpose);
            using var answer = await client.GetAsync(question, token);
            return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? await answer.JsonAsync() : null);
        }

        async Task<string> RightsAsync(NpgsqlDataSource source, DateTimeOffset now)
        {
            var actor = new Actor(organisation, new OfficerId(officer), Roles.Split(' ').Select(Kebab.Parse<Role>).ToHashSet(), new HashSet<string>());
            List<string> rights = [];
            foreach (var room in all.Order())
            {
                var facts = await AccessFacts.LoadAsync(source, actor, room, null, now, token);
                rights.AddRange(facts.Grants.Select(grant => $"{room} {grant.Room} {grant.Role} {grant.Municipality} {grant.Part?.Purpose} {string.Join('+', grant.Part?.Fields ?? [])}").Order(StringComparer.Ordinal));
                rights.AddRange(facts.Mandates.Select(mandate => mandate.ToString()).Distinct().Order(StringComparer.Ordinal));
            }

            return string.Join('\n', rights);
        }
    }

    /// <summary>Members may be missing, and items of lists; what is there is as it is there.</summary>
    private static bool IsPartOf(JsonNode? part, JsonNode? whole) => (part, whole) switch
    {
        (null, _) => true,
        (JsonObject some, JsonObject all) => some.All(member => IsPartOf(member.Value, all[member.Key])),
        (JsonArray some, JsonArray all) => some.All(item => all.Any(other => IsPartOf(item, other))),
        _ => JsonNode.DeepEquals(part, whole),
    };

    private async Task CaseloadIsTheSame(HttpClient auditor, Rebuilt rebuilt, string municipality, DateTimeOffset instant)
    {
        var replay = await auditor.Read($"audit/replay?municipality={municipality}&asOf={TimelineWork.Instant(instant)}&limit=200");
        replay["caseload"]!["next"].ShouldBeNull();
        var told = replay["caseload"]!["items"]!.AsArray().Select(item => string.Join(
            ' ', item!["id"], item["kind"], item["room"], item["status"], string.Join('+', (item["exploitationTypes"] as JsonArray ?? []).Select(type => (string)type!)), item["urgency"], item["openedAt"], item["updatedAt"], item["dueAt"]));
        List<string> kept = [];
        await using (var command = rebuilt.App.Database.CreateCommand(
            "select id::text, kind, room, status, exploitation_types, urgency, opened_at, updated_at, due_at from municipalities.caseload where municipality = $1 and status <> 'merged'"))
        {
            command.Parameters.Add(new() { Value = municipality });
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                kept.Add(string.Join(
                    ' ', reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? "" : string.Join('+', reader.GetFieldValue<string[]>(4)), Text(reader, 5),
                    Instant(reader, 6), Instant(reader, 7), Instant(reader, 8)));
            }
        }

        told.Order(StringComparer.Ordinal).ShouldBe(kept.Order(StringComparer.Ordinal));
        await using var overdue = rebuilt.App.Database.CreateCommand("select count(*) from municipalities.deadlines where municipality = $1 and met_at is null and due_at <= $2");
        overdue.Parameters.Add(new() { Value = municipality });
        overdue.Parameters.Add(new() { Value = instant.ToUniversalTime() });
        replay["overview"]!.AsArray().Sum(room => (long)room!["overdue"]!).ShouldBe((long)(await overdue.ExecuteScalarAsync(token))!);
        replay["overview"]!.AsArray().Sum(room => room!["counts"]!.AsArray().Sum(count => (long)count!["count"]!)).ShouldBe(kept.Count);
        Count("caseload");

        static string Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);
        static string Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? "" : InstantForm.Write(reader.GetFieldValue<DateTimeOffset>(column));
    }

    private async Task<IReadOnlyList<(Guid, string)>> RecordsAsync(AppFixture app, string sql)
    {
        List<(Guid, string)> found = [];
        await using var command = app.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add((reader.GetGuid(0), reader.GetString(1)));
        return found;
    }

    private void Count(string outcome) => seen[outcome] = seen.GetValueOrDefault(outcome) + 1;
}

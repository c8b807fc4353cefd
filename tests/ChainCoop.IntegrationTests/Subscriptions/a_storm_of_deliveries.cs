using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.Feeds.Check;
using ChainCoop.IntegrationTests.Cases;
using Npgsql;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>
/// Two processes, a restart of PostgreSQL, a node that is killed, receivers that fail in every way, rewinds, pauses and revocations in between: every
/// receiver ends with what the stored events say, in order per record. CHAINCOOP_LONG=1 is the long run; CHAINCOOP_SEED gives the same
/// troubles again, though processes interleave as they like.
/// </summary>
public sealed class a_storm_of_deliveries : IAsyncLifetime
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CHAINCOOP_LONG") == "1";
    private static readonly int Subscribers = IsLong ? 50 : 10;
    private static readonly int Entries = IsLong ? 20_000 : 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(IsLong ? 20 : 3);

    /// <summary>Longer than any delivery is under way.</summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(25);

    private static readonly Officer Nijmegen = new(People.NijmegenOin, "case-system-nijmegen", "focal-point", ["0268"]) { Scopes = SubscriptionWork.Scopes };
    private static readonly Officer Tiel = new(People.Tiel.Organisation, "case-system-tiel", "focal-point", ["0281"]) { Scopes = SubscriptionWork.Scopes };
    private static readonly Officer Police = new(People.PoliceOin, "police-system", "partner", People.District) { Scopes = SubscriptionWork.Scopes };
    private static readonly Officer[] Feeders = [Nijmegen, Police, Tiel];

    private readonly int seed = Environment.GetEnvironmentVariable("CHAINCOOP_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
    private readonly StormDistrict district = new();
    private readonly List<Subscriber> subscribers = [];
    private readonly ConcurrentQueue<(string Signal, Officer Owner)> unacknowledged = [];
    private readonly ConcurrentBag<string> cases = [];
    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private readonly Stopwatch running = Stopwatch.StartNew();
    private volatile bool isOver;

    private sealed record Subscriber(int Number, Officer Officer, StormFilter Filter, Trouble Trouble, bool IsZgw, StormReceiver Receiver)
    {
        public string Address { get; set; } = "";

        public int Dead { get; set; }
        public HashSet<long> Discarded { get; } = [];
        public bool Rewound { get; set; }
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (var one in subscribers) await one.Receiver.DisposeAsync();
        await district.DisposeAsync();
    }

    [Fact]
    public async Task leaves_every_receiver_with_what_the_events_say()
    {
        // Not in every submission: it takes a minute and a half, and both cores.
        Assert.SkipUnless(IsLong || Environment.GetEnvironmentVariable("CHAINCOOP_STORM") == "1", "CHAINCOOP_STORM=1 runs it, CHAINCOOP_LONG=1 at its full size.");
        await district.StartAsync([.. Feeders, CaseWork.CaseLead]);
        Say($"{Subscribers} subscribers and {Entries} entries, CHAINCOOP_SEED={seed}");
        var random = new Random(seed);
        await LoadAsync(Entries / 20, random.Next());
        for (var i = 0; i < Subscribers; i++) await SubscribeAsync(i, random.Next());
        await LoadAsync(Entries / 10, random.Next());
        Say("All subscriptions wait for consent.");
        subscribers.ShouldAllBe(one => one.Receiver.Receipts.Count == 0, "Nothing is delivered before consent.");
        foreach (var one in subscribers) await district.DoneAsync(one.Officer, $"{one.Address}/verifications", new JsonObject());
        await district.UntilAsync($"select count(*) = 2 and min(n) >= {Subscribers / 2 - 1} from (select count(*) as n from subscriptions.endpoints where status = 'active' and leased_until > now() group by node) shares", Limit);
        Say("Both nodes deliver.");
        var troubles = Task.WhenAll(Task.Run(HastenAsync, token), Task.Run(() => MeddleAsync(random.Next()), token));
        var load = LoadAsync(Entries * 4 / 10, random.Next());
        await LoadedAsync(Entries * 2 / 10);
        await district.RestartPostgresAsync();
        Say("PostgreSQL was restarted.");
        await load;
        load = LoadAsync(Entries * 8 / 10, random.Next());
        var seconds = await KillAsync();
        await load;
        await LoadAsync(Entries, random.Next());
        Say("Everything is recorded.");
        await DrainAsync();
        Say("Everything is delivered.");
        isOver = true;
        await troubles;

        // Everything once more: now it is settled what is withheld.
        foreach (var one in subscribers.Where(one => one.Trouble is Trouble.Fails or Trouble.Rewinds))
        {
            await district.DoneAsync(one.Officer, $"{one.Address}/rewinds", new JsonObject { ["fromSequence"] = one.Filter.After + 1 });
            one.Rewound = true;
        }
        isOver = false;
        var hastening = HastenAsync();
        await DrainAsync();
        isOver = true;
        await hastening;

        (await FeedCheck.RunAsync(district.Main, $"urn:nld:oin:{People.NijmegenOin}:systeem:chaincoop", token)).Faults.ShouldBeEmpty();
        var expected = await ExpectedDeliveries.ReadAsync(district.Main, $"urn:nld:oin:{People.NijmegenOin}:systeem:chaincoop", token);
        Print(expected, seconds);
        foreach (var one in subscribers) Compare(one, expected.Of(one.Officer.Organisation.Value, "general", one.Filter), expected);
    }

    private async Task SubscribeAsync(int number, int chance)
    {
        var trouble = (Trouble)(number % 10);
        var officer = Feeders[(number + number / 10) % Feeders.Length];
        var isZgw = trouble == Trouble.Pauses;
        var head = await district.AskAsync<long>($"select coalesce((select position from feeds.heads where organisation = '{officer.Organisation}' and room = 'general'), 0)");
        StormFilter filter = (number % 10) switch
        {
            2 => new("types") { Types = ["nl.chaincoop.signals.received.v1", "nl.chaincoop.cases.proposed.v1"] },
            3 => new("prefix") { Prefix = "nl.chaincoop.signals." },
            4 => new("after") { After = head / 2 },
            5 when number > 10 => new("record") { Record = await district.AskAsync<Guid>($"select resource from feeds.entries where organisation = '{officer.Organisation}' and room = 'general' and position = {head / 2}") },
            7 => new("municipality") { Municipality = "0281" },
            8 => new("exact") { Exact = "nl.chaincoop.signals.acknowledged.v1" },
            _ => new("all"),
        };
        var one = new Subscriber(number, officer, filter, trouble, isZgw, new StormReceiver(trouble, isZgw, chance));
        await one.Receiver.StartAsync();
        var wish = SubscriptionWork.Wish(one.Receiver.Sink);
        wish["after"] = filter.After;
        if (isZgw) (wish["protocol"], wish["secret"]) = ("ZGW", SubscriptionWork.LongSecret);
        if (filter.Types.Length > 0) wish["types"] = new JsonArray([.. filter.Types.Select(type => (JsonNode)type)]);
        if (filter.Exact is { } exact) wish["filters"] = new JsonArray(new JsonObject { ["exact"] = new JsonObject { ["type"] = exact } });
        if (filter.Prefix is { } prefix) wish["filters"] = new JsonArray(new JsonObject { ["prefix"] = new JsonObject { ["type"] = prefix } });
        if (filter.Municipality is { } municipality) wish["municipality"] = municipality;
        if (filter.Record is { } record) wish["caseId"] = record.ToString();
        one.Address = $"subscriptions/{(await district.DoneAsync(officer, "subscriptions", wish))["id"]}";
        subscribers.Add(one);
    }

    /// <summary>Several at once, until the feeds have so many entries.</summary>
    private Task LoadAsync(int entries, int chance) => Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(
        async () =>
        {
            var random = new Random(chance + worker);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
            over.CancelAfter(Limit);
            while (await district.AskAsync<long>("select count(*) from feeds.entries") < entries)
            {
                over.Token.ThrowIfCancellationRequested();
                await WorkAsync(random);
            }
        },
        token)));

    private Task LoadedAsync(int entries) => district.UntilAsync($"select count(*) >= {entries} from feeds.entries", Limit);

    private async Task WorkAsync(Random random)
    {
        switch (random.Next(10))
        {
            case < 2:
                var owner = random.Next(3) == 0 ? Tiel : Nijmegen;
                var items = new JsonArray([.. Enumerable.Range(0, 10).Select(_ => new JsonObject { ["key"] = Guid.NewGuid().ToString(), ["signal"] = Examples.Signal(owner.Municipalities[0]) })]);
                var results = await district.DoAsync(Police, "signals/_batch", new JsonObject { ["items"] = items });
                foreach (var result in results?["items"]!.AsArray() ?? []) unacknowledged.Enqueue(($"signals/{result!["id"]}", owner));
                break;
            case < 7 when unacknowledged.TryDequeue(out var signal):
                await district.DoAsync(signal.Owner, $"{signal.Signal}/acknowledgements", new JsonObject(), signal.Signal);
                break;
            case 7 when cases.Count < 30:
                if (await district.DoAsync(CaseWork.CaseLead, "cases", CaseWork.Proposal()) is { } proposed) cases.Add($"cases/{proposed["id"]}");
                break;
            default:
                if (cases.ToArray() is not { Length: > 0 } known) break;
                var one = known[random.Next(known.Length)];
                if (random.Next(2) == 0) await district.DoAsync(CaseWork.CaseLead, $"{one}/members", CaseWork.Membership(People.PoliceOin, "general"), one);
                else await district.DoAsync(CaseWork.CaseLead, $"{one}/member-endings", new JsonObject { ["organisation"] = People.PoliceOin.Value, ["room"] = "general" }, one);
                break;
        }
    }

    /// <summary>Time passes quickly for what waits by the schedule: its waits are tested with a clock that is moved.</summary>
    private async Task HastenAsync()
    {
        while (!isOver)
        {
            await district.AskAsync<long>(
                """
                with hastened as (
                    update subscriptions.deliveries set due_at = now() where (subscription, position) in (
                        select subscription, position from subscriptions.deliveries where state = 'due' and due_at > now() + interval '1 second' for update skip locked)
                    returning 1)
                select count(*) from hastened
                """);
            // What a subscriber does whose receiver is well again: it is tried at once.
            foreach (var one in subscribers)
            {
                var isClosed = $"select exists (select from subscriptions.endpoints where subscription = '{one.Address["subscriptions/".Length..]}' and status = 'active' and closed_until > now() + interval '5 seconds')";
                if (one.Address.Length == 0 || !await district.AskAsync<bool>(isClosed)) continue;
                await district.DoAsync(one.Officer, $"{one.Address}/pauses", new JsonObject());
                await district.DoAsync(one.Officer, $"{one.Address}/resumptions", new JsonObject());
            }

            await Task.Delay(300, token);
        }
    }

    /// <summary>Receivers restart, rewind and pause; dead letters are redelivered or discarded.</summary>
    private async Task MeddleAsync(int chance)
    {
        var random = new Random(chance);
        var rewinds = subscribers.ToDictionary(one => one.Number, _ => 0);
        while (!isOver)
        {
            foreach (var one in subscribers)
            {
                if (one.Trouble == Trouble.Restarts && random.Next(8) == 0) await one.Receiver.RestartAsync(TimeSpan.FromSeconds(random.NextDouble()));
                if (one.Trouble == Trouble.Rewinds && random.Next(6) == 0 && one.Receiver.Receipts.Count > 0 && ++rewinds[one.Number] < 8)
                    await district.DoAsync(one.Officer, $"{one.Address}/rewinds", new JsonObject { ["fromSequence"] = Math.Max(one.Filter.After + 1, random.NextInt64(one.Receiver.Receipts[^1].Position)) });
                if (one.Trouble == Trouble.Pauses && random.Next(4) == 0) await PauseAsync(one);
                if (one.Trouble == Trouble.Poisoned) await SettleAsync(one, random);
            }

            await Task.Delay(random.Next(300), token);
        }
    }

    private async Task PauseAsync(Subscriber one)
    {
        await district.DoAsync(one.Officer, $"{one.Address}/pauses", new JsonObject());
        await district.DoneAsync(one.Officer, $"{one.Address}/resumptions", new JsonObject());
    }

    private async Task SettleAsync(Subscriber one, Random random)
    {
        foreach (var dead in (await district.ReadAsync(one.Officer, $"{one.Address}/dead-letters"))["items"]!.AsArray())
        {
            var position = long.Parse((string)dead!["sequence"]!, CultureInfo.InvariantCulture);
            one.Dead++;
            if (random.Next(2) == 0)
            {
                one.Receiver.Heal(position);
                await district.DoAsync(one.Officer, $"{one.Address}/dead-letters/{dead["id"]}/redeliveries", new JsonObject());
            }
            else
            {
                one.Discarded.Add(position);
                await district.DoAsync(one.Officer, $"{one.Address}/dead-letters/{dead["id"]}/discards", new JsonObject());
            }
        }
    }

    /// <summary>Kills a node and starts it again when the other has delivered what was its own.</summary>
    /// <returns>Seconds from the kill to that delivery.</returns>
    private async Task<double> KillAsync()
    {
        var before = await LeasesAsync();
        before.Values.Distinct().Count().ShouldBe(2, "Both nodes deliver.");
        await district.KillNodeAsync(0);
        var (killed, killedAt) = (Stopwatch.StartNew(), TimeProvider.System.GetUtcNow());
        await district.UntilAsync("select count(distinct node) = 1 and bool_and(leased_until > now()) from subscriptions.endpoints where status = 'active'", Limit);
        var after = await LeasesAsync();
        var takenOver = subscribers.Where(one => after.TryGetValue(one.Address, out var node) && before.TryGetValue(one.Address, out var earlier) && node != earlier).ToList();
        takenOver.ShouldNotBeEmpty();
        var seen = TimeProvider.System.GetUtcNow();
        DateTimeOffset? first = null;
        while (first is null)
        {
            token.ThrowIfCancellationRequested();
            first = takenOver.SelectMany(one => one.Receiver.Receipts).Where(receipt => receipt.At > killedAt.AddSeconds(2)).Select(receipt => (DateTimeOffset?)receipt.At).Min();
            await WorkAsync(Random.Shared);
        }

        Say($"{takenOver.Count} subscriptions of the killed node were leased by the other {(seen - killedAt).TotalSeconds:F1} s after the kill.");
        await district.StartNodeAsync(0);
        return (first.Value - killedAt).TotalSeconds;
    }

    private async Task<Dictionary<string, Guid>> LeasesAsync()
    {
        Dictionary<string, Guid> leases = [];
        try
        {
            await using var command = district.Main.CreateCommand("select subscription, node from subscriptions.endpoints where status = 'active' and leased_until > now()");
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token)) leases[$"subscriptions/{reader.GetGuid(0)}"] = reader.GetGuid(1);
        }
        catch (NpgsqlException)
        {
            leases.Clear();   // the caller asks again
        }

        return leases;
    }

    /// <summary>Until everything that was recorded is delivered, discarded, or of a receiver that is gone.</summary>
    private async Task DrainAsync()
    {
        await district.UntilAsync("select last_seq_id >= (select max(seq_id) from chaincoop.mt_events where type <> 'tombstone') from chaincoop.mt_event_progression where name = 'feeds:All'", Limit);
        await district.UntilAsync(
            """
            select not exists (
                select from subscriptions.endpoints s left join feeds.heads h using (organisation, room)
                where s.status <> 'retired' and (s.status <> 'active' or s.taken < h.position or exists (
                    select from subscriptions.deliveries d where d.subscription = s.subscription and d.state in ('queued', 'due', 'dead'))))
            """, Limit);
    }

    private static void Compare(Subscriber one, IReadOnlyList<ExpectedRow> rows, ExpectedDeliveries expected)
    {
        var who = $"subscriber {one.Number} ({one.Trouble})";
        var got = one.Receiver.Receipts;
        var byPosition = got.GroupBy(receipt => receipt.Position).ToDictionary(group => group.Key, group => group.ToList());
        byPosition.Keys.Except(rows.Select(row => row.Position)).ShouldBeEmpty($"{who} got what it should not have.");
        if (one.Receiver.Gone is { } gone) got.Count(receipt => receipt.Arrived > gone).ShouldBeLessThan(16, $"{who} was gone; what was under way may arrive.");
        else rows.Where(row => !expected.MayBeLeftOut(row, one.Filter)).Select(row => row.Position).Except(got.Where(receipt => receipt.Taken is not null).Select(receipt => receipt.Position)).Except(one.Discarded).ShouldBeEmpty($"{who} missed something.");

        HashSet<long> before = [one.Filter.After];
        Dictionary<Guid, ExpectedRow> last = [];
        foreach (var row in rows)
        {
            foreach (var receipt in byPosition.GetValueOrDefault(row.Position, []))
            {
                receipt.Id.ShouldBe(Convert.ToHexStringLower(row.Commitment), $"{who}, position {row.Position}");
                before.ShouldContain(receipt.Previous, $"{who}, position {row.Position}");
                expected.WasWithheld(row, receipt.Withheld, receipt.At - UnderWay, receipt.At).ShouldBeTrue($"{who}, position {row.Position} {(receipt.Withheld ? "was" : "was not")} withheld at {receipt.At:O}");
            }

            if (one.Rewound && !expected.MayBeLeftOut(row, one.Filter)) byPosition[row.Position][^1].Withheld.ShouldBe(expected.IsWithheld(row, DateTimeOffset.MaxValue), $"{who}, position {row.Position}, in the end");
            if (byPosition.TryGetValue(row.Position, out var arrived) && last.TryGetValue(row.Resource, out var earlier) && !one.Discarded.Contains(earlier.Position))
                byPosition[earlier.Position].Min(receipt => receipt.Taken ?? int.MaxValue).ShouldBeLessThan(arrived[0].Arrived, $"{who}: {row.Position} overtook {earlier.Position} about the same record.");
            if (!expected.MayBeLeftOut(row, one.Filter)) before.Clear();
            (_, last[row.Resource]) = (before.Add(row.Position), row);
        }
    }

    private void Say(string text) => Console.WriteLine($"storm, {running.Elapsed.TotalSeconds:F1} s: {text}");

    private void Print(ExpectedDeliveries expected, double seconds)
    {
        var table = new StringBuilder("\n  # protocol filter       trouble    expected received duplicates withheld not-taken dead\n");
        foreach (var one in subscribers)
        {
            var got = one.Receiver.Receipts;
            var (rows, taken) = (expected.Of(one.Officer.Organisation.Value, "general", one.Filter).Count, got.Count(receipt => receipt.Taken is not null));
            table.AppendLine(CultureInfo.InvariantCulture, $"{one.Number,3} {(one.IsZgw ? "ZGW" : "HTTP"),-8} {one.Filter.Name,-12} {one.Trouble,-11} {rows,7} {taken,8} {taken - got.Where(receipt => receipt.Taken is not null).DistinctBy(receipt => receipt.Position).Count(),10} {got.Count(receipt => receipt.Withheld),8} {got.Count - taken,9} {one.Dead,4}");
        }

        table.Append(CultureInfo.InvariantCulture, $"After a node was killed the other delivered the first of its subscriptions within {seconds:F1} s.");
        Say(table.ToString());
    }
}

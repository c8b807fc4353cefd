using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChainCoop.Feeds;
using ChainCoop.Feeds.Check;
using ChainCoop.Municipalities;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>
/// Whatever is received, assessed, merged, shared, corrected, held, erased and rebuilt in whatever order, also at once: the live read
/// models are what a rebuild makes, what was erased is unreadable everywhere, and everything else is as it was. A failure
/// names its seed; CHAINCOOP_SEED plays it again.
/// </summary>
public sealed partial class any_interleaving : IAsyncLifetime
{
    private const int StepsOfASequence = 25;
    private static readonly int Sequences = Environment.GetEnvironmentVariable("CHAINCOOP_LONG") == "1" ? 100 : 6;

    /// <summary>What an erasure does later, beside the step that is looked at; and what the store puts in a gap of its numbers.</summary>
    private static readonly string[] OnItsOwn =
        [
            "tombstone", "erasure_carried_out", "erasure_held", "erasure_dropped", "signal_content_erased", "case_content_erased", "victim_content_erased", "security_content_erased",
            "signal_destroyed", "destruction_list_carried_out",
        ];

    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private AppFixture app = null!;

    public async ValueTask InitializeAsync() => app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task keeps_read_models_as_rebuilt_and_what_was_erased_unreadable_everywhere()
    {
        var given = Environment.GetEnvironmentVariable("CHAINCOOP_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : (int?)null;
        for (var i = 0; i < (given is null ? Sequences : 1); i++)
        {
            var seed = given ?? Random.Shared.Next();
            var play = await Interleaving.OfAsync(app);
            try
            {
                await PlayAsync(play, new Random(seed));
                await SettleAsync();
                await CheckReadModelsAsync();
                await CheckErasuresAsync(play);
            }
            catch (Exception failed) when (failed is not OperationCanceledException || !token.IsCancellationRequested)
            {
                throw new ShouldAssertException($"CHAINCOOP_SEED={seed}: {failed.Message}\n{play.Ledger.Story}", failed);
            }
        }
    }

    private async Task PlayAsync(Interleaving play, Random random)
    {
        var atOnce = random.Next(2) == 0;
        for (var steps = 0; steps < StepsOfASequence;)
        {
            var count = atOnce && random.Next(3) == 0 ? random.Next(2, 5) : 1;
            var before = (Kept: play.Ledger.Taken, Events: await FactsAsync());
            await Task.WhenAll(Enumerable.Range(0, count).Select(_ => new Random(random.Next())).ToList().Select(own => Task.Run(() => play.StepAsync(own), token)));
            if (play.Ledger.Taken == before.Kept) (await FactsAsync()).Except(before.Events).ShouldBeEmpty("What is refused leaves everything as it was.");
            steps += count;
        }
    }

    /// <summary>Until every erasure was carried out or is held, and everything that follows events has followed them.</summary>
    private async Task SettleAsync()
    {
        await UntilAsync("select not exists (select from chaincoop.mt_doc_erasure where data ->> 'status' = 'ordered' and not (data ->> 'held')::boolean)");
        await UntilAsync("select not exists (select from chaincoop.mt_doc_destructionlist where data ->> 'status' = 'approved')");
        await UntilAsync(
            "select not exists (select from chaincoop.mt_events e join privacy.destructions d on d.record = e.stream_id and d.part = 'record' where e.version = 1 and e.data <> '{}')");
        await UntilAsync(
            """
            select (select event_seq from municipalities.progress) >= last and (select event_seq from privacy.retention_progress) >= last
               and (select last_seq_id from chaincoop.mt_event_progression where name = 'feeds:All') >= last
            from (select max(seq_id) as last from chaincoop.mt_events) events
            """);
        (await AskAsync("select count(*) from wolverine.wolverine_dead_letters")).ShouldBe(0L);
    }

    private async Task CheckReadModelsAsync()
    {
        var store = app.Host.Services.GetRequiredService<IDocumentStore>();
        var (municipalities, retention) = (await Rebuild.HashAsync(app.Database, token), await RetentionRebuild.HashAsync(app.Database, token));
        await Rebuild.RunAsync(store, app.Database, (_, _) => { }, token);
        await RetentionRebuild.RunAsync(store, app.Database, (_, _) => { }, token);
        (await Rebuild.HashAsync(app.Database, token)).ShouldBe(municipalities, "municipalities");
        (await RetentionRebuild.HashAsync(app.Database, token)).ShouldBe(retention, "retention");
        (await FeedCheck.RunAsync(app.Database, app.Host.Services.GetRequiredService<District>().Source, token)).Faults.ShouldBeEmpty();
    }

    private async Task CheckErasuresAsync(Interleaving play)
    {
        var ledger = play.Ledger;
        var done = (await IdsAsync("select id::text from chaincoop.mt_doc_erasure where data ->> 'status' = 'carried-out'")).ToHashSet(StringComparer.Ordinal);
        var carriedOut = ledger.Erasures.Snapshot.Where(erasure => done.Contains(erasure.Id)).ToList();
        var destroyed = (await IdsAsync("select id::text from chaincoop.mt_doc_signal where data ->> 'status' = 'destroyed'")).Intersect(ledger.Signals).ToHashSet(StringComparer.Ordinal);
        destroyed.ShouldAllBe(signal => ledger.Listed.Snapshot.Any(list => list.Records.Contains(signal) && !IsHeldBefore(ledger, signal, list.ApprovedAt)));
        var gone = carriedOut.Select(erasure => erasure.Person).Concat(ledger.Persons.Where(person => destroyed.Contains(person.Record))).ToHashSet();
        carriedOut.ShouldAllBe(erasure => erasure.OrderedAt != long.MaxValue);
        carriedOut.ShouldAllBe(erasure => !ledger.Holds.Snapshot.Any(hold =>
            !hold.MayHaveEnded && hold.PlacedAt < erasure.OrderedAt && ledger.TargetsOf(erasure.Person).Contains(hold.Target)));

        var readable = await ReadableAsync();
        var unreadable = ledger.Marks.Where(mark => mark.Record is { } record && destroyed.Contains(record) || MustBeGone(mark, gone, carriedOut)).Select(mark => mark.Text).ToHashSet(StringComparer.Ordinal);
        readable.Intersect(unreadable).ShouldBeEmpty("Erased or refused, and can be decrypted.");
        ledger.Marks.Where(mark => mark is { KeptAt: not null, Replaces: false } && !unreadable.Contains(mark.Text)).Select(mark => mark.Text).Except(readable)
            .ShouldBeEmpty("Nobody erased it, and it cannot be decrypted.");
        (await KeysOfAsync(gone)).ShouldBe(0);

        foreach (var signal in ledger.Signals) await (destroyed.Contains(signal) ? CheckDestroyedAsync(play, signal) : CheckSignalAsync(play, signal, gone));
        foreach (var track in ledger.Tracks) await CheckTrackAsync(play, track, gone);
        foreach (var address in ledger.Signals.Select(id => $"signals/{id}").Concat(ledger.Cases.Select(id => $"cases/{id}")).Concat(ledger.Tracks).Concat(ledger.Erasures.Snapshot.Select(erasure => $"erasures/{erasure.Id}")))
        {
            foreach (var client in (HttpClient[])[play.Owner, play.Police, play.Keeper])
            {
                if (await Interleaving.ReadAsync(client, address) is var (view, _)) MarksIn(view.ToJsonString()).Intersect(unreadable).ShouldBeEmpty(address);
            }
        }
    }

    /// <summary>
    /// Refused; or of a person who was erased; or prose that went with one: it was named in the erasure, and that must be every
    /// prose that names the person and was there when it was read for it.
    /// </summary>
    private static bool MustBeGone(Mark mark, HashSet<Person> gone, IReadOnlyList<Erasing> carriedOut) =>
        mark.KeptAt is null
        || mark.Of is { } person && gone.Contains(person)
        || carriedOut.Any(erasure => erasure.Originals.Contains(mark.Text) || mark.Names.Contains(erasure.Person) && mark.KeptAt < erasure.ReadAt);

    /// <summary>On the signal or on somebody in it, from before the list was approved and still in force.</summary>
    private static bool IsHeldBefore(Ledger ledger, string signal, long approvedAt) => ledger.Holds.Snapshot.Any(hold =>
        !hold.MayHaveEnded && hold.PlacedAt < approvedAt && (hold.Target == signal || ledger.In(signal).Any(person => person.Id == hold.Target)));

    private static async Task CheckDestroyedAsync(Interleaving play, string signal)
    {
        var view = (await Interleaving.ReadAsync(play.Owner, $"signals/{signal}"))!.Value.View;
        ((string)view["observation"]!, view["subjects"]!.AsArray().Count, view["reporter"]?["name"]).ShouldBe((Opened.Erased, 0, null));
    }

    private static async Task CheckSignalAsync(Interleaving play, string signal, HashSet<Person> gone)
    {
        var view = (await Interleaving.ReadAsync(play.Owner, $"signals/{signal}"))!.Value.View;
        var persons = play.Ledger.In(signal);
        foreach (var subject in view["subjects"]!.AsArray())
            (subject!["identifiers"] is null).ShouldBe(gone.Any(person => person.Id == (string)subject["id"]!));
        foreach (var reporter in persons.Where(person => view["subjects"]!.AsArray().All(subject => (string)subject!["id"]! != person.Id)))
            (view["reporter"]!["name"] is null).ShouldBe(gone.Contains(reporter));
        foreach (var (at, text) in Interleaving.ProseOf(view)) play.Ledger.Find(text).ShouldNotBeNull($"{signal}{at} is {text}");
        foreach (var contest in view["contests"]!.AsArray().Where(contest => contest!["subjectId"] is not null))
            ((string)contest!["statement"]! == Opened.Erased).ShouldBe(gone.Any(person => person.Id == (string)contest["subjectId"]!));
    }

    private static async Task CheckTrackAsync(Interleaving play, string track, HashSet<Person> gone)
    {
        var view = (await Interleaving.ReadAsync(play.Owner, track))!.Value.View;
        foreach (var step in (view["measures"]?.AsArray() ?? []).SelectMany(measure => measure!["steps"]!.AsArray())) play.Ledger.Find((string)step!["note"]!).ShouldNotBeNull(track);
        foreach (var participation in view["participations"]!.AsArray())
        {
            var erased = gone.Any(person => person.Id == (string)participation!["subjectId"]!);
            (participation!["identifiers"] is null, (string)participation["note"]! == Opened.Erased).ShouldBe((erased, erased));
            foreach (var contest in participation["contests"]!.AsArray()) ((string)contest!["statement"]! == Opened.Erased).ShouldBe(erased);
        }
    }

    /// <summary>The marks in all that can be decrypted with every key that there is.</summary>
    private async Task<HashSet<string>> ReadableAsync()
    {
        List<PayloadRef> refs = [];
        await using (var command = app.Database.CreateCommand("select id, nonce, ciphertext from vault.payloads"))
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token))
                refs.Add(new(PayloadId.From(reader.GetGuid(0)), Commitment.Of(SHA256.HashData([.. reader.GetFieldValue<byte[]>(1), .. reader.GetFieldValue<byte[]>(2)]))));
        }
        var opened = await app.Host.Services.GetRequiredService<Vault>().OpenAsync(refs, token);
        return [.. refs.Select(opened.Find<JsonNode>).OfType<JsonNode>().SelectMany(value => MarksIn(value.ToJsonString()))];
    }

    private static IEnumerable<string> MarksIn(string text) => AnyMark().Matches(text).Select(found => found.Value);

    [GeneratedRegex("Zq[0-9a-f]+n[0-9]+x", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AnyMark();

    private async Task<long> KeysOfAsync(IEnumerable<Person> persons)
    {
        await using var command = app.Host.Services.GetRequiredService<KeyDataSource>().DataSource.CreateCommand("select count(*) from data_keys where subject = any($1)");
        command.Parameters.Add(new() { Value = persons.Select(person => Guid.Parse(person.Id)).ToArray() });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    private Task<IReadOnlyList<string>> FactsAsync() =>
        IdsAsync("select seq_id || ' ' || type || ' ' || stream_id from chaincoop.mt_events where type <> all($1) order by seq_id", OnItsOwn);

    private async Task<IReadOnlyList<string>> IdsAsync(string sql, object? value = null)
    {
        await using var command = app.Database.CreateCommand(sql);
        if (value is not null) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(token);
        List<string> ids = [];
        while (await reader.ReadAsync(token)) ids.Add(reader.GetString(0));
        return ids;
    }

    private Task UntilAsync(string sql) => Wait.ForAsync(app.Database, sql);

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token);
    }
}

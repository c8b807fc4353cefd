using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Feeds;
using ChainCoop.Feeds.Check;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Signals;
using ChainCoop.Municipalities;
using ChainCoop.Platform;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Lists;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Wolverine.Runtime;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>From what is due to a certificate. Each test has a municipality of its own.</summary>
[Collection(nameof(DestructionApp))]
public class destruction_at_the_end_of_the_term(DestructionApp old)
{
    private readonly AppFixture app = old.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task goes_from_what_is_due_to_a_certificate_and_empty_bodies()
    {
        var (anna, bert) = (DestructionApp.Keeper("0268", "records-anna"), DestructionApp.Keeper("0268", "records-bert"));
        var dismissed = await old.SignalAsync("0268", DestructionApp.OverAYear);
        var kept = await old.SignalAsync("0268", DestructionApp.OverAYear);
        var followedUp = await old.SignalAsync("0268", DestructionApp.OverFiveYears, dismissed: false);
        var recent = await old.SignalAsync("0268", days: 30);

        var list = await old.ProposedDailyAsync(anna, "signal");
        var view = await (await app.As(anna)).Read(list);
        view["items"]!.AsArray().Select(item => (string)item!["record"]!).ShouldBe(new[] { dismissed, kept, followedUp }.Order(StringComparer.Ordinal));
        view["proposedBy"].ShouldBeNull();
        await old.ReviewedAsync(anna, list, kept);
        var answer = await (await app.As(anna)).Change(list, "approvals", []);
        ((int)answer.StatusCode, (string)(await answer.JsonAsync())["type"]!).ShouldBe((403, "urn:chaincoop:problem:own-list"));
        (await (await app.As(bert)).GetAsync($"destruction-certificates/{list.Split('/')[1]}", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.As(bert)).Done(list, "approvals", [])).ShouldNotBeNull();

        var certificate = await old.CertificateAsync(bert, list);
        certificate["destroyed"]!.ToJsonString().ShouldBe("""[{"class":"dismissed-signal","records":1},{"class":"signal","records":1}]""");
        ((int)certificate["kept"]!, (int)certificate["held"]!, (string)certificate["rules"]!).ShouldBe((1, 0, "2"));
        ((string)certificate["approvedBy"]!["officer"]!).ShouldBe(bert.Id);
        ((long)certificate["position"]!).ShouldBe((long)(await old.AskAsync("select max(seq_id) from chaincoop.mt_events where type = 'signal_destroyed'"))!);
        foreach (var record in (string[])[dismissed, kept, followedUp]) certificate.ToJsonString().ShouldNotContain(record);

        foreach (var gone in (string[])[dismissed, followedUp])
        {
            var signal = await (await app.As(new Officer(DestructionApp.OinOf("0268"), "focal-point", "focal-point", ["0268"]))).Read($"signals/{gone}");
            ((string)signal["status"]!).ShouldBe("destroyed");
            ((string)signal["observation"]!).ShouldBe("[erased]");
            (await old.AskAsync($"select count(*) from vault.payloads where record_id = '{gone}'")).ShouldBe(0L);
            await old.BodiesEmptiedAsync(gone);
        }
        ((string)(await (await app.As(bert)).Read(list))["status"]!).ShouldBe("carried-out");

        await NothingDiffersAsync();
        (await old.AskAsync($"select string_agg(kind, ' ' order by kind) from privacy.retention where id in ('{dismissed}', '{kept}', '{followedUp}', '{recent}')"))
            .ShouldBe("reporter reporter signal signal");

        // The daily look passes over what was kept; a person may list it again.
        (await old.AskAsync($"select count(*) from privacy.listed_records where record = '{kept}' and kind = 'signal'")).ShouldBe(0L);
        await old.Daily.ProposeAsync(token);
        (await old.AskAsync($"select count(*) from privacy.listed_records where record = '{kept}' and kind = 'signal'")).ShouldBe(0L);
        ((string)(await (await app.As(anna)).Read(await old.ProposedAsync(anna, "0268")))["items"]![0]!["record"]!).ShouldBe(kept);
    }

    [Fact]
    public async Task of_dismissed_signals_goes_by_itself_with_a_standing_approval()
    {
        var keeper = DestructionApp.Keeper("0281", "records-tiel");
        var gone = await old.SignalAsync("0281", DestructionApp.OverAYear);
        var held = await old.SignalAsync("0281", DestructionApp.OverAYear);
        var other = await old.SignalAsync("0281", DestructionApp.OverFiveYears, dismissed: false);
        await HoldAsync(keeper, held);
        var client = await app.As(keeper);
        var today = DutchTime.DayOf(TimeProvider.System.GetUtcNow());
        var given = await client.PostAsync("standing-approvals", new { municipality = "0281", from = Day(today), until = Day(today.AddYears(1)) });
        given.StatusCode.ShouldBe(HttpStatusCode.Created, await given.Content.ReadAsStringAsync(token));
        var approval = (string)(await given.JsonAsync())["id"]!;

        await old.CaughtUpAsync();
        await old.Daily.ProposeAsync(token);

        var lists = (await client.Read("destruction-lists?municipality=0281"))["items"]!.AsArray().Where(row => (string)row!["kind"]! == "signal").ToList();
        lists.Count.ShouldBe(2);
        var automatic = lists.Single(row => (string)row!["status"]! != "proposed")!;
        var certificate = await old.CertificateAsync(keeper, $"destruction-lists/{automatic["id"]}");
        certificate["destroyed"]!.ToJsonString().ShouldBe("""[{"class":"dismissed-signal","records":1}]""");
        ((int)certificate["held"]!, (string?)certificate["standingApproval"], certificate["approvedBy"]).ShouldBe((1, approval, null));
        await old.BodiesEmptiedAsync(gone);
        var manual = await client.Read($"destruction-lists/{lists.Single(row => (string)row!["status"]! == "proposed")!["id"]}");
        manual["items"]!.AsArray().Select(item => (string)item!["record"]!).ShouldBe([other]);

        // Ended, it approves nothing any more.
        ((string)(await client.Done($"standing-approvals/{approval}", "endings", []))["status"]!).ShouldBe("ended");
        await old.SignalAsync("0281", DestructionApp.OverAYear);
        await old.CaughtUpAsync();
        await old.Daily.ProposeAsync(token);
        (await client.Read("destruction-lists?municipality=0281&status=proposed"))["items"]!.AsArray().Count(row => (string)row!["kind"]! == "signal").ShouldBe(2);
    }

    [Fact]
    public async Task is_stopped_by_a_hold_that_came_after_the_proposal()
    {
        var (anna, bert) = (DestructionApp.Keeper("0297", "records-anna-zaltbommel"), DestructionApp.Keeper("0297", "records-bert-zaltbommel"));
        var held = await old.SignalAsync("0297", DestructionApp.OverAYear);
        var gone = await old.SignalAsync("0297", DestructionApp.OverAYear);
        var list = await old.ProposedAsync(anna, "0297");
        await HoldAsync(bert, held);
        (await (await app.As(anna)).Read(list))["items"]!.AsArray().Where(item => (bool)item!["held"]!).Select(item => (string)item!["record"]!).ShouldBe([held]);

        var certificate = await old.DestroyedAsync(anna, bert, list);

        ((int)certificate["held"]!, (int)certificate["destroyed"]![0]!["records"]!).ShouldBe((1, 1));
        var focalPoint = await app.As(new Officer(DestructionApp.OinOf("0297"), "focal-point-zaltbommel", "focal-point", ["0297"]));
        ((string)(await focalPoint.Read($"signals/{held}"))["observation"]!).ShouldBe(Examples.Observation);
        ((string)(await focalPoint.Read($"signals/{gone}"))["status"]!).ShouldBe("destroyed");
    }

    [Fact]
    public async Task is_stopped_by_a_hold_that_came_after_the_approval_and_is_closed()
    {
        var (anna, bert) = (DestructionApp.Keeper("0263", "records-anna-maasdriel"), DestructionApp.Keeper("0263", "records-bert-maasdriel"));
        var held = await old.SignalAsync("0263", DestructionApp.OverAYear);
        var list = await old.ProposedAsync(anna, "0263");
        await old.ReviewedAsync(anna, list);

        // Whoever destroys waits for this lock; what comes in between is a hold.
        await using (var connection = await app.Database.OpenConnectionAsync(token))
        await using (var transaction = await connection.BeginTransactionAsync(token))
        {
            await using var locked = new NpgsqlCommand($"select pg_advisory_xact_lock(hashtextextended('{held}', 0))", connection);
            await locked.ExecuteNonQueryAsync(token);
            await (await app.As(bert)).Done(list, "approvals", []);
            await old.WhenAsync("select exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))");
            await using var hold = new NpgsqlCommand(
                $"""
                insert into privacy.holds (hold, target, target_kind, record, record_kind, municipality, organisation, reason, review_on)
                values (gen_random_uuid(), '{held}', 'signal', '{held}', 'signal', '0263', '{anna.Organisation}', 'pending-litigation', '2100-01-01')
                """, connection);
            await hold.ExecuteNonQueryAsync(token);
            await transaction.CommitAsync(token);
        }

        var certificate = await old.CertificateAsync(anna, list);

        ((int)certificate["held"]!, certificate["destroyed"]!.AsArray().Count).ShouldBe((1, 0));
        (await old.AskAsync($"select count(*) from vault.payloads where record_id = '{held}'")).ShouldNotBe(0L);
    }

    [Fact]
    public async Task of_a_contact_leaves_the_signal()
    {
        var (anna, bert) = (DestructionApp.Keeper("0296", "records-anna-wijchen"), DestructionApp.Keeper("0296", "records-bert-wijchen"));
        var signal = await old.SignalAsync("0296", DestructionApp.OverAYear, dismissed: false);
        var focalPoint = await app.As(new Officer(DestructionApp.OinOf("0296"), "focal-point-wijchen", "focal-point", ["0296"]));
        var before = (await focalPoint.Read($"signals/{signal}")).ToJsonString();
        before.ShouldContain("A. Melder");

        var certificate = await old.DestroyedAsync(anna, bert, await old.ProposedAsync(anna, "0296", "contact"));

        certificate["destroyed"]!.ToJsonString().ShouldBe("""[{"class":"contact","records":1}]""");
        var after = await focalPoint.Read($"signals/{signal}");
        after.ToJsonString().ShouldNotContain("A. Melder");
        ((string)after["observation"]!).ShouldBe(Examples.Observation);
        await old.CaughtUpAsync();
        (await old.AskAsync($"select string_agg(kind, ' ') from privacy.retention where id = '{signal}'")).ShouldBe("signal");
        await NothingDiffersAsync();
    }

    [Fact]
    public async Task of_an_anonymous_signal_takes_questions_and_answers_match_keys_and_the_follow_up_with_it()
    {
        const string municipality = "0209";
        var (anna, bert) = (DestructionApp.Keeper(municipality, "records-anna-beuningen"), DestructionApp.Keeper(municipality, "records-bert-beuningen"));
        var (focalPoint, anybody) = (await app.As(new Officer(DestructionApp.OinOf(municipality), "focal-point-beuningen", "focal-point", [municipality])), app.Anybody());
        var (address, followUp) = await focalPoint.SentAnonymously(municipality);
        (await anybody.Answer(followUp, await focalPoint.Asked(address))).EnsureSuccessStatusCode();
        var id = SignalId.From(Guid.Parse(CaseWork.IdOf(address)));
        var subjects = (Guid[])(await old.AskAsync($"select array_agg(subject) from signals.match_subjects where signal = '{id}'"))!;
        var keys = $"select count(*) from signals.match_keys where subject = any('{{{string.Join(',', subjects)}}}')";
        ((long)(await old.AskAsync(keys))!).ShouldBeGreaterThan(0);
        (await old.AskAsync($"select count(*) from vault.payloads where record_id = '{id}' and event_type like 'reporter_%'")).ShouldBe(2L);
        await old.AppendAsync(id.Value, new ChainCoop.Signals.SignalDismissed(
            id, null, new("not-on-theme"), null, new ActorRef(anna.Organisation, new("somebody")), TimeProvider.System.GetUtcNow().AddDays(-DestructionApp.OverAYear)));
        ((string)(await anybody.FollowedUp(followUp))["status"]!).ShouldBe("concluded");

        await old.DestroyedAsync(anna, bert, await old.ProposedAsync(anna, municipality));

        await SignalWork.Refused(anybody.FollowUp(followUp), HttpStatusCode.NotFound, "not-found");
        (await old.AskAsync($"select count(*) from vault.payloads where record_id = '{id}'")).ShouldBe(0L);
        (await old.AskAsync($"select count(*) from signals.match_subjects where signal = '{id}'")).ShouldBe(0L);
        (await old.AskAsync(keys)).ShouldBe(0L);
        await old.BodiesEmptiedAsync(id.ToString());
        (await focalPoint.Read(address))["questions"].ShouldBeNull();
    }

    [Fact]
    public async Task of_a_case_and_its_tracks_goes_by_lists_of_their_own_and_leaves_the_timeline()
    {
        const string municipality = "0209";
        var (anna, bert) = (DestructionApp.Keeper(municipality, "records-anna-beuningen"), DestructionApp.Keeper(municipality, "records-bert-beuningen"));
        var leader = new Officer(DestructionApp.OinOf(municipality), "case-lead-beuningen", "case-lead", [municipality]);
        var lead = await app.As(leader);
        var address = await lead.ProposedCase(municipality);
        var view = await lead.Read(address);
        var security = (string)view["securityTrackId"]!;
        var by = new ActorRef(leader.Organisation, new OfficerId(leader.Id));
        await lead.Done($"security-tracks/{security}", "participations", new() { ["role"] = "suspect", ["identifiers"] = new JsonObject { ["familyName"] = "Voorbeeld" } });
        var id = CaseId.From(Guid.Parse(CaseWork.IdOf(address)));
        await old.AppendAsync(id.Value, new CaseClosed(id, new("exploitation-ended"), by, by, TimeProvider.System.GetUtcNow().AddDays(-DestructionApp.OverFiveYears)));
        await old.CaughtUpAsync();
        await old.AskAsync($"update privacy.retention set destroy_after = '2020-01-01' where ends_with = '{id}'");

        var lists = new List<string>();
        foreach (var kind in (string[])["security-track", "victim-track", "case"]) lists.Add(await old.ProposedDailyAsync(anna, kind));
        foreach (var list in lists)
        {
            (await (await app.As(anna)).Read(list))["items"]!.AsArray().Count.ShouldBe(1);
            await old.DestroyedAsync(anna, bert, list);
            await old.CaughtUpAsync();
        }

        await old.BodiesEmptiedAsync(security);
        await old.BodiesEmptiedAsync(id.ToString());
        var timeline = (await lead.Read($"{address}/timeline"))["items"]!.AsArray();
        ((string)timeline[0]!["type"]!, timeline[0]!["organisation"], (string)timeline[^1]!["type"]!).ShouldBe(("case-proposed", null, "case-destroyed"));
        timeline.ShouldAllBe(entry => ((DateTimeOffset)entry!["at"]!).Year > 2020);
        await NothingDiffersAsync();
    }

    [Fact]
    public async Task is_listed_once_by_two_nodes_at_once()
    {
        for (var i = 0; i < 5; i++) await old.SignalAsync("1740", DestructionApp.OverAYear);
        await old.CaughtUpAsync();

        await Task.WhenAll(old.Daily.ProposeAsync(token), old.Daily.ProposeAsync(token));
        await old.Daily.ProposeAsync(token);

        (await old.AskAsync("select string_agg(kind || ' ' || items, ', ' order by kind) from (select data ->> 'kind' kind, jsonb_array_length(data -> 'items') items from chaincoop.mt_doc_destructionlist where data ->> 'municipality' = '1740') lists"))
            .ShouldBe("contact 5, signal 5");
    }

    [Fact]
    public async Task is_done_although_every_message_was_lost()
    {
        var (anna, bert) = (DestructionApp.Keeper("0225", "records-anna-druten"), DestructionApp.Keeper("0225", "records-bert-druten"));
        var signal = await old.SignalAsync("0225", DestructionApp.OverAYear);
        var list = await old.ProposedAsync(anna, "0225");
        await old.ReviewedAsync(anna, list);
        var id = DestructionListId.From(Guid.Parse(list.Split('/')[1]));
        var record = RecordId.From(Guid.Parse(signal));
        var by = new ActorRef(bert.Organisation, new OfficerId(bert.Id));
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-3);
        await old.AppendAsync(id.Value, new DestructionListApproved(id, [], [], by, null, at));
        var erasure = ErasureId.New();
        await using (var session = old.Store.LightweightSession())
        {
            session.Events.StartStream<Erasure>(
                erasure.Value,
                new ErasureProposed(erasure, ResourceKind.Signal, record, 2, ErasurePart.Record, null, [], new("term-over"), id, anna.Organisation, new("0225"), Room.General, by, at),
                new ErasureOrdered(erasure, [], at.AddDays(14), anna.Organisation, new("0225"), Room.General, by, at));
            await session.SaveChangesAsync(token);
        }

        using var missed = new MissedTimers(app.Database, app.Host.Services.GetRequiredService<IWolverineRuntime>(), DeadlineRules.Current, TimeProvider.System, NullLogger<MissedTimers>.Instance);
        (await missed.MakeUpAsync(token)).ShouldBeGreaterThanOrEqualTo(2);

        ((int)(await old.CertificateAsync(anna, list))["destroyed"]![0]!["records"]!).ShouldBe(1);
        await old.BodiesEmptiedAsync(signal);
        (await old.AskAsync($"select count(*) from chaincoop.mt_events where stream_id = '{id}' and type = 'destruction_list_carried_out'")).ShouldBe(1L);
    }

    [Fact]
    public async Task takes_no_hold_and_no_erasure_any_more()
    {
        var (anna, bert) = (DestructionApp.Keeper("0252", "records-anna-heumen"), DestructionApp.Keeper("0252", "records-bert-heumen"));
        var signal = await old.SignalAsync("0252", DestructionApp.OverAYear);
        var subject = SubjectId.From(Guid.Parse((string)(await old.AskAsync($"select data -> 'subjects' -> 0 ->> 'subjectId' from chaincoop.mt_doc_signal where id = '{signal}'"))!));
        await old.DestroyedAsync(anna, bert, await old.ProposedAsync(anna, "0252"));

        var hold = await (await app.As(anna)).PostAsync(
            "legal-holds", new { record = new { kind = "signal", id = signal }, reason = "pending-litigation", reviewOn = "2100-01-01", note = "Ana was there." });
        (await hold.Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/record/id"]);
        (await old.AskAsync($"select count(*) from vault.payloads where record_id = '{signal}'")).ShouldBe(0L);

        // Decided a moment before, written a moment after: it is closed, and the last fact of the record stays the one with a body.
        var (erasure, by, at) = (ErasureId.New(), new ActorRef(anna.Organisation, new OfficerId(anna.Id)), TimeProvider.System.GetUtcNow().AddMinutes(-3));
        await using (var session = old.Store.LightweightSession())
        {
            session.Events.StartStream<Erasure>(
                erasure.Value,
                new ErasureProposed(erasure, ResourceKind.Signal, RecordId.From(Guid.Parse(signal)), 2, ErasurePart.Subject, subject, [], new("unlawful"), null, anna.Organisation, new("0252"), Room.General, by, at),
                new ErasureOrdered(erasure, [], at.AddDays(14), anna.Organisation, new("0252"), Room.General, by, at));
            await session.SaveChangesAsync(token);
        }

        using var missed = new MissedTimers(app.Database, app.Host.Services.GetRequiredService<IWolverineRuntime>(), DeadlineRules.Current, TimeProvider.System, NullLogger<MissedTimers>.Instance);
        await missed.MakeUpAsync(token);
        await old.WhenAsync($"select exists (select from chaincoop.mt_doc_erasure where id = '{erasure}' and data ->> 'status' = 'carried-out')");
        await old.BodiesEmptiedAsync(signal);
        (await old.AskAsync($"select type from chaincoop.mt_events where stream_id = '{signal}' order by version desc limit 1")).ShouldBe("signal_destroyed");
    }

    private async Task HoldAsync(Officer keeper, string signal) =>
        (await (await app.As(keeper)).PostAsync("legal-holds", new { record = new { kind = "signal", id = signal }, reason = "pending-litigation", reviewOn = "2100-01-01" }))
        .StatusCode.ShouldBe(HttpStatusCode.Created);

    /// <summary>Read models made again are the same, and the feeds are what the timeline says.</summary>
    private async Task NothingDiffersAsync()
    {
        await old.CaughtUpAsync();
        var (retention, caseload) = (await RetentionRebuild.HashAsync(app.Database, token), await Rebuild.HashAsync(app.Database, token));
        await RetentionRebuild.RunAsync(old.Store, app.Database, (_, _) => { }, token);
        await Rebuild.RunAsync(old.Store, app.Database, (_, _) => { }, token);
        (await RetentionRebuild.HashAsync(app.Database, token), await Rebuild.HashAsync(app.Database, token)).ShouldBe((retention, caseload));
        (await FeedCheck.RunAsync(app.Database, app.Host.Services.GetRequiredService<District>().Source, token)).Faults.ShouldBeEmpty();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

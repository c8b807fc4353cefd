using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Wolverine.Runtime;
using static ChainCoop.IntegrationTests.Sharing.SharingWork;

namespace ChainCoop.IntegrationTests.Sharing;

[Collection(SharingTests.Name)]
public class grounds_that_end(SharingApp sharing)
{
    private readonly AppFixture app = sharing.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task of_a_basis_that_is_withdrawn_takes_what_rests_on_it()
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var signal = await druten.SignalOf();
        var basis = await druten.BasisFor("signalId", signal);
        var other = await druten.BasisFor("signalId", signal, "vital-interest");
        var lapses = await druten.Created("disclosures", Disclosure("signalId", signal, GgdOin, "observation"));
        var stays = Disclosure("signalId", signal, VeiligThuisOin, "observation");
        stays["legalBasis"] = "vital-interest";
        var kept = await druten.Created("disclosures", stays);

        (await druten.PostAsync($"legal-bases/{basis}/withdrawals", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await (await app.As(Ggd)).GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var view = await druten.Read($"disclosures/{lapses}");
        ((string)view["status"]!).ShouldBe("lapsed");
        ((string)view["end"]!["reason"]!).ShouldBe("legal-basis-withdrawn");
        ((string)(await druten.Read($"disclosures/{kept}"))["status"]!).ShouldBe("in-force");
        (await (await app.As(VeiligThuis)).GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Once is enough.
        (await druten.PostAsync($"legal-bases/{basis}/withdrawals", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await druten.TagOf($"legal-bases/{basis}")).ShouldBe("\"2\"");
        (await druten.TagOf($"legal-bases/{other}")).ShouldBe("\"1\"");
    }

    [Fact]
    public async Task of_an_agreement_that_a_party_ends_takes_what_rests_on_it()
    {
        // A purpose of its own: no other agreement carries it.
        var agreement = await app.AgreementInForce("security");
        var druten = await app.As(FocalPoint);
        var signal = await druten.SignalOf();
        await druten.BasisFor("signalId", signal);
        var body = Disclosure("signalId", signal, GgdOin, "status");
        body["purpose"] = "security";
        var id = await druten.Created("disclosures", body);

        var veiligThuis = await app.As(VeiligThuis);
        (await veiligThuis.PostAsync($"{agreement}/endings", new JsonObject { ["note"] = "We stop." })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await (await app.As(Ggd)).GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((string)(await druten.Read($"disclosures/{id}"))["end"]!["reason"]!).ShouldBe("agreement-ended");
        (await veiligThuis.GetAsync($"disclosures/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound); // no party to the disclosure
        var ended = await veiligThuis.Read(agreement);
        ((string)ended["status"]!).ShouldBe("ended");
        ((string)ended["endNote"]!).ShouldBe("We stop.");
        await Refused(druten.PostAsync("disclosures", body), HttpStatusCode.Conflict, "no-agreement");
        await Refused(veiligThuis.PostAsync($"{agreement}/acceptances", "{}"), HttpStatusCode.Conflict, "state-forbids");
    }

    /// <summary>Two sessions that race, many times: whoever comes first, nothing is in force whose basis was withdrawn.</summary>
    [Fact]
    public async Task never_leave_a_disclosure_that_came_at_the_same_moment()
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var counts = new Dictionary<(HttpStatusCode, HttpStatusCode), int>();
        for (var round = 0; round < 40 || counts.Count == 1 && round < 400; round++)
        {
            var signal = await druten.SignalOf();
            var basis = await druten.BasisFor("signalId", signal);
            var body = Disclosure("signalId", signal, GgdOin, "observation");

            // Now one begins earlier, now the other; by more questions of others, where one of them always wins.
            var step = 1 + (round / 40);
            var disclosing = app.Database.After(round % 8 * step, () => druten.PostAsync("disclosures", body));
            var withdrawing = app.Database.After((7 - (round % 8)) * step, () => druten.PostAsync($"legal-bases/{basis}/withdrawals", "{}"));
            var outcome = ((await disclosing).StatusCode, (await withdrawing).StatusCode);
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;

            outcome.Item1.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.Conflict);
            outcome.Item2.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
            if (outcome.Item2 == HttpStatusCode.Conflict) // it saw a disclosure that it had not known of, and is asked to repeat
                (await druten.PostAsync($"legal-bases/{basis}/withdrawals", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await AskAsync($"select count(*) from chaincoop.mt_doc_disclosure where data ->> 'record' = '{signal}' and data ->> 'status' = 'in-force'")).ShouldBe(0L);
            (await AskAsync($"select count(*) from access.grants where resource = '{signal}' and role = 'disclosed' and valid_until > now()")).ShouldBe(0L);
            (await AskAsync(
                $"""
                select count(*) from chaincoop.mt_events made join chaincoop.mt_events withdrawn on withdrawn.stream_id = '{basis}' and withdrawn.type = 'legal_basis_withdrawn'
                where made.type = 'disclosure_made' and made.data ->> 'record' = '{signal}' and made.seq_id > withdrawn.seq_id
                  and not exists (select from chaincoop.mt_events ended where ended.stream_id = made.stream_id and ended.type = 'disclosure_ended')
                """)).ShouldBe(0L);
        }

        counts.Keys.Count.ShouldBeGreaterThan(1, string.Join(' ', counts)); // both came first sometimes
    }

    /// <summary>The commit of a disclosure waits for a withdrawal that is under way, and then fails; and the other way round.</summary>
    [Fact]
    public async Task make_who_comes_second_fail_while_both_are_under_way()
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var signal = await druten.SignalOf();
        var basis = await druten.BasisFor("signalId", signal);
        var store = app.Host.Services.GetRequiredService<IDocumentStore>();
        var by = new ActorRef(DrutenOin, new OfficerId(FocalPoint.Id));

        // The withdrawal is written and not committed.
        await using (var connection = await app.Database.OpenConnectionAsync(token))
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using (var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction)))
            {
                session.Events.Append(Guid.Parse(basis), new LegalBasisWithdrawn(LegalBasisId.From(Guid.Parse(basis)), null, by, TimeProvider.System.GetUtcNow()));
                await session.SaveChangesAsync(token);
            }

            var disclosing = druten.PostAsync("disclosures", Disclosure("signalId", signal, GgdOin, "observation"));
            await Waits(connection.ProcessID);
            await transaction.CommitAsync(token);
            await Refused(disclosing, HttpStatusCode.Conflict, "changed-meanwhile");
        }

        // An erasure of the record likewise.
        signal = await druten.SignalOf();
        await druten.BasisFor("signalId", signal);
        await using (var connection = await app.Database.OpenConnectionAsync(token))
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using (var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction)))
            {
                session.Events.Append(
                    Guid.Parse(signal),
                    new ChainCoop.Privacy.Erasures.SignalContentErased(
                        RecordId.From(Guid.Parse(signal)), ChainCoop.Privacy.Erasures.ErasurePart.Subject, SubjectId.New(), [], ErasureId.New(), TimeProvider.System.GetUtcNow()));
                await session.SaveChangesAsync(token);
            }

            var disclosing = druten.PostAsync("disclosures", Disclosure("signalId", signal, GgdOin, "observation"));
            await Waits(connection.ProcessID);
            await transaction.CommitAsync(token);
            await Refused(disclosing, HttpStatusCode.Conflict, "changed-meanwhile");
        }
    }

    /// <summary>Both have looked, and wait to commit: without the look under the lock, who receives would not be asked to destroy.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task of_the_data_itself_do_not_miss_who_receives_at_the_same_moment(bool disclosureFirst)
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var privacy = await app.As(Somebody("privacy-officer"), "rights-of-data-subjects");
        var signal = await druten.SignalOf();
        await druten.BasisFor("signalId", signal);
        var erasure = new JsonObject
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
            ["recordVersion"] = 1,
            ["subjectId"] = (string)(await druten.Read($"signals/{signal}"))["subjects"]![0]!["id"]!,
            ["ground"] = "unlawful",
            ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation" }),
        };
        Func<Task<HttpResponseMessage>> disclose = () => druten.PostAsync("disclosures", Disclosure("signalId", signal, GgdOin, "observation")), erase = () => privacy.PostAsync("erasures", erasure);

        List<Task<HttpResponseMessage>> asked = [];
        await using (var connection = await app.Database.OpenConnectionAsync(token))
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using var hold = new Npgsql.NpgsqlCommand($"select from chaincoop.mt_streams where id = '{signal}' for update", connection, transaction);
            await hold.ExecuteNonQueryAsync(token);
            foreach (var ask in disclosureFirst ? new[] { disclose, erase } : [erase, disclose])
            {
                asked.Add(ask());
                await Wait.ForAsync(
                    app.Database,
                    $"select count(*) >= {asked.Count} from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%mt_streams%'");
            }

            await transaction.CommitAsync(token);
        }

        await asked[0];
        await Refused(asked[1], HttpStatusCode.Conflict, "changed-meanwhile");
        (await asked[0]).StatusCode.ShouldBe(HttpStatusCode.Created);
        if (disclosureFirst) (await erase()).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await AskAsync($"select data -> 'receivers' @> to_jsonb(array['{GgdOin}']) from chaincoop.mt_events where type = 'erasure_ordered' and stream_id = (select id from chaincoop.mt_doc_erasure where data ->> 'record' = '{signal}')"))
            .ShouldBe(disclosureFirst);
        (await AskAsync($"select count(*) from access.grants where resource = '{signal}' and role = 'disclosed'")).ShouldBe(disclosureFirst ? 1L : 0L);
    }

    [Fact]
    public async Task by_the_clock_end_access_at_once_and_are_recorded_whatever_became_of_the_timers()
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var ggd = await app.As(Ggd);
        var signal = await druten.SignalOf();
        await druten.BasisFor("signalId", signal);
        var expires = Disclosure("signalId", signal, GgdOin, "observation");
        expires["expiresAt"] = TimeProvider.System.GetUtcNow().AddMilliseconds(1500).ToString("o", System.Globalization.CultureInfo.InvariantCulture);
        var id = await druten.Created("disclosures", expires);
        (await ggd.GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Feeds.EntryAbout(ggd, id, "nl.chaincoop.disclosures.ended.v1");
        (await ggd.GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((string)(await druten.Read($"disclosures/{id}"))["status"]!).ShouldBe("expired");

        // Its timer never came, nor that of its receipt.
        var forgotten = await FromThePast(TimeSpan.FromDays(30));
        (await ggd.GetAsync($"signals/{forgotten.Record}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((string)(await druten.Read($"disclosures/{forgotten.DisclosureId}"))["status"]!).ShouldBe("expired");
        (await druten.Read("disclosures?status=expired"))["items"]!.AsArray().ShouldContain(item => (string)item!["id"]! == forgotten.DisclosureId.ToString());

        // Who read it before it was over hears of it, and it does not stand in the way of another.
        var over = await FromThePast(TimeSpan.FromDays(30));
        using (var conditional = new HttpRequestMessage(HttpMethod.Get, $"disclosures/{over.DisclosureId}"))
        {
            conditional.Headers.IfNoneMatch.Add(new("\"1\""));
            (await druten.SendAsync(conditional, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await druten.BasisFor("signalId", over.Record.ToString());
        await druten.Created("disclosures", Disclosure("signalId", over.Record.ToString(), GgdOin, "observation"));
        (await TypesOf(over.DisclosureId)).ShouldBe("disclosure_made disclosure_ended");
        (await ggd.GetAsync($"signals/{over.Record}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var missed = new MissedTimers(app.Database, app.Host.Services.GetRequiredService<IWolverineRuntime>(), DeadlineRules.Current, TimeProvider.System, NullLogger<MissedTimers>.Instance);
        await missed.MakeUpAsync(token);
        await missed.MakeUpAsync(token);
        (await TypesOf(forgotten.DisclosureId)).ShouldBe("disclosure_made disclosure_ended");

        // Nor did the receipt come, which the feed of who disclosed it says.
        var late = await FromThePast(TimeSpan.FromDays(60), endedBefore: TimeSpan.FromDays(30));
        (await druten.Read("disclosures?overdue=true"))["items"]!.AsArray().ShouldContain(item => (string)item!["id"]! == late.DisclosureId.ToString());
        await missed.MakeUpAsync(token);
        await missed.MakeUpAsync(token);
        (await TypesOf(late.DisclosureId)).ShouldBe("disclosure_made disclosure_ended disclosure_unconfirmed");
        await Feeds.EntryAbout(druten, late.DisclosureId.ToString(), "nl.chaincoop.disclosures.unconfirmed.v1");
        (await ggd.PostAsync($"disclosures/{late.DisclosureId}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await druten.Read("disclosures?overdue=true"))["items"]!.AsArray().ShouldNotContain(item => (string)item!["id"]! == late.DisclosureId.ToString());
    }

    private async Task<object?> TypesOf(DisclosureId id) => await AskAsync($"select string_agg(type, ' ' order by version) from chaincoop.mt_events where stream_id = '{id}'");

    /// <summary>Made long ago, over since an hour; or ended then, so that its receipt is late.</summary>
    private async Task<DisclosureMade> FromThePast(TimeSpan ago, TimeSpan? endedBefore = null)
    {
        var signal = await (await app.As(FocalPoint)).SignalOf();
        var now = TimeProvider.System.GetUtcNow();
        var by = new ActorRef(DrutenOin, new OfficerId(FocalPoint.Id));
        var made = new DisclosureMade(
            DisclosureId.New(), ResourceKind.Signal, RecordId.From(Guid.Parse(signal)), null, Room.General, new(Druten), GgdOin, [new("observation")], new("public-task"),
            LegalBasisId.New(), AgreementId.New(), new("casework"), await SomeCiphertext.InAsync(app.Database), await SomeCiphertext.InAsync(app.Database), DataRegime.Avg, true, now.AddHours(-1), by, now - ago);
        await using var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        List<object> events = [made];
        if (endedBefore is { } before) events.Add(ChainCoop.Sharing.Disclosure.Create(made).Ended(DisclosureEnding.Revoked, new("no-longer-needed"), null, by, now - before));
        session.Events.StartStream<ChainCoop.Sharing.Disclosure>(made.DisclosureId.Value, events);
        foreach (var @event in events) Grants.Fold(session, @event);
        await session.SaveChangesAsync(token);
        return made;
    }

    private Task Waits(int holder) => Wait.ForAsync(app.Database, $"select exists (select from pg_stat_activity where pg_blocking_pids(pid) @> array[{holder}])");

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token);
    }
}

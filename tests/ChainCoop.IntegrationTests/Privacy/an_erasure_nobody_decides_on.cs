using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Platform;
using ChainCoop.Privacy.Erasures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>A proposal that waits for a second person keeps its record from others, and may not do so for ever.</summary>
public class an_erasure_nobody_decides_on(AppFixture app)
{
    private static readonly Officer FocalPoint = new(DestructionApp.OinOf("1740"), "focal-point-neder-betuwe", "focal-point", ["1740"]);
    private static readonly Officer Privacy = DestructionApp.Keeper("1740", "privacy-neder-betuwe", "privacy-officer");
    private static readonly Officer Successor = DestructionApp.Keeper("0281", "privacy-tiel-succeeds", "privacy-officer");

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task lapses_at_the_end_of_its_term_and_the_record_is_free()
    {
        var privacy = await app.As(Privacy);
        var (signal, subject, erasure) = await ProposedAsync();
        var lapsesAt = (DateTimeOffset)(await privacy.Read(erasure))["lapsesAt"]!;
        lapsesAt.ShouldBe(ErasureTerms.LapsesAt(TimeProvider.System.GetUtcNow()));
        (await (await privacy.PostAsync("erasures", Request(signal, subject))).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("erasure-open");

        await MakeUpAsync();
        ((string)(await privacy.Read(erasure))["status"]!).ShouldBe("proposed", "Its term is not over.");
        await AskAsync($"update chaincoop.mt_doc_erasure set data = data || '{{\"proposedAt\": \"2026-01-01T00:00:00Z\"}}' where id = '{CaseWork.IdOf(erasure)}'");
        await MakeUpAsync();

        var lapsed = await privacy.Read(erasure);
        ((string)lapsed["status"]!, lapsed["lapsesAt"], lapsed["allowed"]!.AsArray().Count).ShouldBe(("lapsed", null, 0));
        await Feeds.EntryAbout(await app.As(FocalPoint), CaseWork.IdOf(erasure), "nl.chaincoop.erasures.lapsed.v1");
        (await (await privacy.Change(erasure, "withdrawals", [])).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
        (await privacy.PostAsync("erasures", Request(signal, subject))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task has_a_timer_of_its_own()
    {
        var (_, _, erasure) = await ProposedAsync();
        var at = ErasureTerms.LapsesAt(TimeProvider.System.GetUtcNow());
        var id = CaseWork.IdOf(erasure);
        (await AskAsync(
            $"select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type like '%ErasureProposalEnds' and position(convert_to('{id}', 'UTF8') in body) > 0 and execution_time = '{at:O}'"))
            .ShouldBe(1L);
    }

    [Fact]
    public async Task is_withdrawn_by_who_answers_for_the_record_by_now()
    {
        var (signal, _, erasure) = await ProposedAsync();
        var successor = await app.As(Successor);
        (await successor.GetAsync(erasure, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await AskAsync($"update access.grants set valid_until = now() where resource = '{signal}' and role = 'owner'");
        (await successor.GetAsync(erasure, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await AskAsync(
            $"insert into access.grants (organisation, room, resource, role, kind, municipality, valid_from) values ('{Successor.Organisation}', 'general', '{signal}', 'owner', 'signal', '0281', now())");

        ((string)(await successor.Done(erasure, "withdrawals", []))["status"]!).ShouldBe("withdrawn");
        (await AskAsync($"select data -> 'by' ->> 'organisation' from chaincoop.mt_events where stream_id = '{CaseWork.IdOf(erasure)}' and type = 'erasure_withdrawn'"))
            .ShouldBe(Successor.Organisation.Value);
    }

    private static JsonObject Request(string signal, string subject) => new()
    {
        ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
        ["subjectId"] = subject,
        ["recordVersion"] = 1,
        ["ground"] = "unlawful",
        ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation", ["text"] = "Somebody sleeps there." }),
    };

    private async Task<(string Signal, string Subject, string Erasure)> ProposedAsync()
    {
        var signal = (string)(await (await (await app.As(People.Police)).PostAsync("signals", Examples.Signal("1740"))).JsonAsync())["id"]!;
        var subject = (string)(await (await app.As(FocalPoint)).Read($"signals/{signal}"))["subjects"]![0]!["id"]!;
        var answer = await (await app.As(Privacy)).PostAsync("erasures", Request(signal, subject));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(token));
        return (signal, subject, $"erasures/{(await answer.JsonAsync())["id"]}");
    }

    private async Task MakeUpAsync() => await app.Host.Services.GetServices<IHostedService>().OfType<MissedTimers>().Single().MakeUpAsync(token);

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token);
    }
}

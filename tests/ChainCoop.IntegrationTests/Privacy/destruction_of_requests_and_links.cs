using System.Net;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>What is kept about data subjects who asked, and about who is who in two tracks, goes by the road of every record.</summary>
[Collection(nameof(DestructionApp))]
public class destruction_of_requests_and_links(DestructionApp old)
{
    private static readonly Officer Anna = DestructionApp.Keeper("0214", "records-anna-buren");
    private static readonly Officer Bert = DestructionApp.Keeper("0214", "records-bert-buren");
    private static readonly Officer Privacy = DestructionApp.Keeper("0214", "privacy-buren", "privacy-officer");
    private static readonly Officer Asked = DestructionApp.Keeper("1960", "privacy-west-betuwe", "privacy-officer");

    private readonly AppFixture app = old.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task of_a_request_leaves_nothing_of_who_asked_and_of_what_was_decided()
    {
        var (request, person, details) = await AnsweredAsync();
        var id = CaseWork.IdOf(request);
        await old.CaughtUpAsync();
        (await old.AskAsync($"select class from privacy.retention where id = '{id}' and destroy_after > current_date + 1800")).ShouldBe("subject-request");
        await old.AskAsync($"update privacy.retention set destroy_after = '2020-01-01' where id = '{id}'");
        (await RetentionDue.ReadAsync(app.Database, DutchTime.DayOf(TimeProvider.System.GetUtcNow()), token))
            .ShouldContain(due => due.Class.Value == "subject-request" && due.Municipality.Value == "0214");

        var list = await old.ProposedDailyAsync(Anna, "subject-request");
        (await (await app.As(Anna)).Read(list))["items"]!.AsArray().Select(item => (string)item!["record"]!).ShouldBe([id]);
        var certificate = await old.DestroyedAsync(Anna, Bert, list);

        certificate["destroyed"]!.ToJsonString().ShouldBe("""[{"class":"subject-request","records":1}]""");
        (await old.AskAsync($"select count(*) from vault.payloads where record_id = '{id}'")).ShouldBe(0L);
        (await old.AskAsync($"select count(*) from privacy.request_details where payload = any('{{{string.Join(',', details)}}}')")).ShouldBe(0L);
        (await KeysOfAsync(person)).ShouldBe(0);
        var view = await (await app.AsKeeper(Privacy)).Read(request);
        ((string)view["status"]!, view["person"], view["allowed"]!.AsArray().Count).ShouldBe(("destroyed", null, 0));
        (await (await (await app.AsKeeper(Privacy)).GetAsync($"{request}/export", token)).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
        await old.BodiesEmptiedAsync(id);

        // Who was asked had the identifiers of the person, and is asked to destroy them.
        (await old.AskAsync($"select data -> 'receivers' ->> 0 from chaincoop.mt_doc_erasure where data ->> 'record' = '{id}'")).ShouldBe(DestructionApp.OinOf("1960").Value);
        await NothingDiffersAsync();
    }

    [Fact]
    public async Task of_a_request_is_stopped_by_a_legal_hold()
    {
        var (request, person, _) = await AnsweredAsync();
        var id = CaseWork.IdOf(request);
        var held = await (await app.As(Bert)).PostAsync(
            "legal-holds", new { record = new { kind = "subject-request", id }, subjectId = person, reason = "pending-litigation", reviewOn = "2100-01-01", note = "An appeal runs." });
        held.StatusCode.ShouldBe(HttpStatusCode.Created, await held.Content.ReadAsStringAsync(token));
        await old.CaughtUpAsync();
        await old.AskAsync($"update privacy.retention set destroy_after = '2020-01-01' where id = '{id}'");

        var certificate = await old.DestroyedAsync(Anna, Bert, await old.ProposedAsync(Anna, "0214", "subject-request"));

        ((int)certificate["held"]!, certificate["destroyed"]!.AsArray().Count).ShouldBe((1, 0));
        ((string)(await (await app.AsKeeper(Privacy)).Read(request))["person"]!["familyName"]!).ShouldBe("Voorbeeld");
        await RetentionRebuild.RunAsync(old.Store, app.Database, (_, _) => { }, token);
    }

    [Fact]
    public async Task of_a_request_is_not_asked_for_by_an_erasure()
    {
        var (request, person, _) = await AnsweredAsync();

        var answer = await (await app.AsKeeper(Privacy)).PostAsync("erasures", new
        {
            record = new { kind = "subject-request", id = CaseWork.IdOf(request) },
            recordVersion = 4,
            subjectId = person,
            ground = "unlawful",
        });

        (await answer.Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/record/kind"]);
    }

    [Fact]
    public async Task of_a_link_comes_after_it_ended()
    {
        var (anna, bert) = (DestructionApp.Keeper("0268", "records-anna-links"), DestructionApp.Keeper("0268", "records-bert-links"));
        var keeper = await app.AsKeeper(SubjectWork.Nijmegen);
        var tracks = await app.TwoTracks();
        var link = await keeper.Linked(tracks);
        await old.CaughtUpAsync();
        (await old.AskAsync($"select destroy_after is null from privacy.retention where id = '{link}' and class = 'subject-link'")).ShouldBe(true);

        await keeper.Done($"subject-links/{link}", "endings", []);
        await old.CaughtUpAsync();
        await old.AskAsync($"update privacy.retention set destroy_after = '2020-01-01' where id = '{link}' and destroy_after > current_date + 360");
        var certificate = await old.DestroyedAsync(anna, bert, await old.ProposedAsync(anna, "0268", "subject-link"));

        certificate["destroyed"]!.ToJsonString().ShouldBe("""[{"class":"subject-link","records":1}]""");
        (await old.AskAsync($"select count(*) from vault.payloads where record_id = '{link}'")).ShouldBe(0L);
        (await KeysOfAsync(link)).ShouldBe(0);
        (await keeper.Read($"subject-links/{link}"))["mapping"].ShouldBeNull();
        await old.BodiesEmptiedAsync(link);
        await NothingDiffersAsync();
    }

    [Theory]
    [InlineData("victim-track")]
    [InlineData("security-track")]
    public async Task of_a_link_comes_with_the_erasure_of_one_of_the_two(string kind)
    {
        var keeper = await app.AsKeeper(SubjectWork.Nijmegen);
        var tracks = await app.TwoTracks();
        var link = await keeper.Linked(tracks);
        var other = await keeper.Linked(await app.TwoTracks());
        var (track, person) = kind == "victim-track" ? (tracks.VictimTrack, tracks.Victim) : (tracks.SecurityTrack, tracks.Suspect);

        var erasure = await keeper.PostAsync("erasures", new { record = new { kind, id = track }, recordVersion = 2, subjectId = person, ground = "unlawful" });
        erasure.StatusCode.ShouldBe(HttpStatusCode.Created, await erasure.Content.ReadAsStringAsync(token));
        await Wait.ForErasureAsync(keeper, (string)(await erasure.JsonAsync())["id"]!);

        await old.WhenAsync($"select exists (select from chaincoop.mt_events where stream_id = '{link}' and type = 'subject_link_destroyed')");
        var view = await keeper.Read($"subject-links/{link}");
        view["mapping"].ShouldBeNull();
        view["endedAt"].ShouldNotBeNull();
        (await (await keeper.Change($"subject-links/{link}", "endings", [])).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
        (await KeysOfAsync(link)).ShouldBe(0);
        (await old.AskAsync($"select (select count(*) from privacy.subject_links where link = '{link}') + (select count(*) from privacy.subject_link_pairs where link = '{link}')")).ShouldBe(0L);
        (await keeper.Read($"subject-links/{other}"))["mapping"].ShouldNotBeNull();

        // Neither then does anything say whom it was about.
        foreach (var one in (string[])[tracks.Victim, tracks.VictimTrack, tracks.Suspect, tracks.SecurityTrack]) (await app.TablesWithRowsThatHold(one, link)).ShouldBeEmpty();
        await old.BodiesEmptiedAsync(link);
        await NothingDiffersAsync();
    }

    /// <summary>Two owners were asked; one gave a text about somebody in a signal of its own.</summary>
    private async Task<(string Request, string Person, string[] Details)> AnsweredAsync()
    {
        var keeper = await app.AsKeeper(Privacy);
        var signal = await old.SignalAsync("0214", days: 1);
        var subject = (string)(await old.AskAsync($"select data -> 'subjects' -> 0 ->> 'subjectId' from chaincoop.mt_doc_signal where id = '{signal}'"))!;
        var body = SubjectWork.Request(asks: ["0214", "1960"]);
        body["municipality"] = "0214";
        var request = await keeper.Requested(body);
        var item = SubjectWork.Item("signal", signal, subject);
        item["note"] = "Seen at the workshop.";
        await keeper.Decided(request, SubjectWork.Part("0214", item));
        await (await app.AsKeeper(Asked)).Decided(request, SubjectWork.Part("1960"));
        var id = CaseWork.IdOf(request);
        var detail = (string)(await old.AskAsync($"select data -> 'parts' -> 0 -> 'items' -> 0 -> 'detail' ->> 'id' from chaincoop.mt_doc_subjectrequest where id = '{id}'"))!;
        (await old.AskAsync($"select count(*) from privacy.request_details where payload = '{detail}'")).ShouldBe(1L);
        return (request, (string)(await old.AskAsync($"select data ->> 'person' from chaincoop.mt_doc_subjectrequest where id = '{id}'"))!, [detail]);
    }

    private async Task<long> KeysOfAsync(string subject)
    {
        await using var command = app.Host.Services.GetRequiredService<KeyDataSource>().DataSource.CreateCommand("select count(*) from data_keys where subject = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(subject) });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    private async Task NothingDiffersAsync()
    {
        await old.CaughtUpAsync();
        var before = await RetentionRebuild.HashAsync(app.Database, token);
        await RetentionRebuild.RunAsync(old.Store, app.Database, (_, _) => { }, token);
        (await RetentionRebuild.HashAsync(app.Database, token)).ShouldBe(before);
    }
}

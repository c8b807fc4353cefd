using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>What corrections replaced and what a person said in a contest goes with the rest of that person.</summary>
public class erasing_what_was_corrected(AppFixture app)
{
    private static readonly Officer Keeper = new(People.NijmegenOin, "privacy-officer-who-erases", "privacy-officer", ["0268"]) { Scopes = "signals.read signals.write privacy.read privacy.write" };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task leaves_nothing_of_the_person_and_the_prose_that_names_nobody()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var keeper = await app.As(Keeper, "rights-of-data-subjects");
        var id = (string)(await (await (await app.As(People.Police)).PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!;
        var address = $"signals/{id}";
        var subject = (string)(await nijmegen.Read(address))["subjects"]![0]!["id"]!;
        var contest = await nijmegen.Done(address, "contests", new JsonObject { ["fact"] = "subject-identifiers", ["subjectId"] = subject, ["statement"] = "That is not my name." });
        var correction = new JsonObject
        {
            ["reason"] = "incorrect",
            ["observation"] = "Seven people sleep there.",
            ["subjects"] = new JsonArray(new JsonObject { ["subjectId"] = subject, ["identifiers"] = new JsonObject { ["familyName"] = "Juist" } }),
            ["note"] = "Heard twice.",
            ["contestId"] = (string)contest["id"]!,
        };
        await keeper.Done(address, "corrections", correction);
        (await PayloadsAsync(id)).ShouldBe(6);

        var erasure = await keeper.PostAsync("erasures", new JsonObject
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = id },
            ["subjectId"] = subject,
            ["recordVersion"] = 4,
            ["ground"] = "unlawful",
            ["prose"] = new JsonArray([.. new[] { "/observation", "/superseded/0", "/corrections/0/note" }.Select(place => (JsonNode)new JsonObject { ["at"] = place })]),
        });
        erasure.StatusCode.ShouldBe(HttpStatusCode.Created, await erasure.Content.ReadAsStringAsync(token));
        await Wait.ForErasureAsync(keeper, (string)(await erasure.JsonAsync())["id"]!);

        (await PayloadsAsync(id)).ShouldBe(3);
        var view = await nijmegen.Read(address);
        view["subjects"]![0]!["identifiers"].ShouldBeNull();
        ((string)view["contests"]![0]!["statement"]!).ShouldBe("[erased]");
        ((string)view["observation"]!, (string)view["superseded"]![0]!, (string)view["corrections"]![0]!["note"]!).ShouldBe(("Seven people sleep there.", Examples.Observation, "Heard twice."));

        // Nothing comes back under the same id.
        correction.Remove("contestId");
        var again = await nijmegen.Change(address, "corrections", correction);
        ((int)again.StatusCode, (string)(await again.JsonAsync())["type"]!).ShouldBe((409, "urn:chaincoop:problem:subject-erased"));
        var disputed = await nijmegen.Change(address, "contests", new JsonObject { ["fact"] = "subject-role", ["subjectId"] = subject, ["statement"] = "No." });
        ((int)disputed.StatusCode, (string)(await disputed.JsonAsync())["type"]!).ShouldBe((409, "urn:chaincoop:problem:subject-erased"));
    }

    private async Task<long> PayloadsAsync(string record)
    {
        await using var command = app.Database.CreateCommand("select count(*) from vault.payloads where record_id = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(record) });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}

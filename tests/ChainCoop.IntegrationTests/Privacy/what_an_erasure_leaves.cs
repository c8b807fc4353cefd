using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>Beside what goes: what others keep, hear and are told.</summary>
public class what_an_erasure_leaves(AppFixture app)
{
    private static readonly Oin Culemborg = new("00000099000000216000");
    private static readonly Officer FocalPoint = new(Culemborg, "focal-point-leaves", "focal-point", ["0216"]);
    private static readonly Officer Privacy = new(Culemborg, "privacy-leaves", "privacy-officer", ["0216"]) { Scopes = "privacy.read privacy.write" };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task keeps_the_note_of_a_hold_on_another_person()
    {
        var (id, subjects) = await SignalAsync();
        var privacy = await app.As(Privacy);
        var placed = await privacy.PostAsync("legal-holds", new
        {
            record = new { kind = "signal", id },
            subjectId = subjects[1],
            reason = "pending-litigation",
            reviewOn = "2100-01-01",
            note = "The court asked for it.",
        });
        var hold = (string)(await placed.JsonAsync())["id"]!;

        await CarriedOutAsync(await ErasedAsync(id, subjects[0]));

        ((string)(await (await privacy.GetAsync($"legal-holds/{hold}", token)).JsonAsync())["note"]!).ShouldBe("The court asked for it.");
    }

    [Fact]
    public async Task tells_a_receiver_no_count_of_the_receipts_of_others()
    {
        var (id, subjects) = await SignalAsync();
        var erasure = await ErasedAsync(id, subjects[0]);
        await CarriedOutAsync(erasure);
        var police = await app.As(People.Police with { Scopes = People.Police.Scopes + " privacy.read privacy.write" });

        var receipt = await police.PostAsync($"erasures/{erasure}/receipts", "{}");

        receipt.StatusCode.ShouldBe(HttpStatusCode.OK);
        (receipt.Headers.ETag?.Tag).ShouldBeNull();
    }

    [Fact]
    public async Task keeps_the_narrative_of_another_person_who_is_held()
    {
        var (id, subjects) = await SignalAsync();
        var privacy = await app.As(Privacy);
        (await privacy.PostAsync("legal-holds", new { record = new { kind = "signal", id }, subjectId = subjects[1], reason = "pending-litigation", reviewOn = "2100-01-01" }))
            .StatusCode.ShouldBe(HttpStatusCode.Created);

        var answer = await privacy.PostAsync("erasures", Request(id, subjects[0], "Somebody sleeps there."));

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task is_no_copy_in_what_was_given_for_a_request()
    {
        var (id, subjects) = await SignalAsync();
        var privacy = await app.As(Privacy);
        var asked = await privacy.PostAsync("subject-requests", new JsonObject
        {
            ["municipality"] = "0216",
            ["kind"] = "access",
            ["regime"] = "avg",
            ["receivedOn"] = SubjectWork.Day(),
            ["person"] = new JsonObject { ["familyName"] = "Voorbeeld" },
            ["asks"] = new JsonArray("0216"),
        });
        var request = $"subject-requests/{(await asked.JsonAsync())["id"]}";
        JsonObject Given(string subject, string text) => new()
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = id },
            ["subjectId"] = subject,
            ["decision"] = "granted",
            ["note"] = text,
            ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation", ["text"] = text }),
        };
        await privacy.Decided(request, SubjectWork.Part("0216", Given(subjects[0], "About the one."), Given(subjects[1], "About the other.")));
        (await (await privacy.GetAsync($"{request}/export", token)).Content.ReadAsStringAsync(token)).ShouldContain("About the one.");

        await CarriedOutAsync(await ErasedAsync(id, subjects[0]));

        foreach (var address in (string[])[request, $"{request}/export"])
        {
            var text = await (await privacy.GetAsync(address, token)).Content.ReadAsStringAsync(token);
            text.ShouldNotContain("About the one.");
            text.ShouldContain("About the other.");
        }
    }

    [Fact]
    public async Task makes_keys_in_the_order_in_which_they_are_destroyed()
    {
        var keys = app.Host.Services.GetRequiredService<KeyDatabase>();
        var source = app.Host.Services.GetRequiredService<KeyDataSource>().DataSource;
        Guid first = new("00000000-0000-4000-8000-000000000001"), second = new("ffffffff-0000-4000-8000-000000000002");
        KeyScope Of(Guid subject) => new(subject, new("care"), new("wmo"));
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        async Task Lock(Guid subject)
        {
            await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock(hashtextextended('{subject}', 7))", connection);
            await command.ExecuteNonQueryAsync(token);
        }

        await Lock(first);
        var making = keys.GetOrCreateAsync([Of(second), Of(first)], token);
        while (true)
        {
            await using var command = source.CreateCommand("select exists (select from pg_locks where locktype = 'advisory' and not granted)");
            if (await command.ExecuteScalarAsync(token) is true) break;
        }
        await Lock(second);
        await transaction.CommitAsync(token);

        (await making).Count.ShouldBe(2);
    }

    private static JsonObject Request(string id, string subject, string? redacted = null) => new()
    {
        ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = id },
        ["subjectId"] = subject,
        ["recordVersion"] = 1,
        ["ground"] = "unlawful",
        ["prose"] = new JsonArray(redacted is null ? new JsonObject { ["at"] = "/observation" } : new JsonObject { ["at"] = "/observation", ["text"] = redacted }),
    };

    private async Task<(string Id, string[] Subjects)> SignalAsync()
    {
        var signal = Examples.Signal("0216");
        signal["subjects"]!.AsArray().Add(new JsonObject { ["role"] = "witness-complainant", ["identifiers"] = new JsonObject { ["familyName"] = "Getuige" } });
        var sent = await (await app.As(People.Police)).PostAsync("signals", signal);
        sent.StatusCode.ShouldBe(HttpStatusCode.Created, await sent.Content.ReadAsStringAsync(token));
        var id = (string)(await sent.JsonAsync())["id"]!;
        var read = await (await (await app.As(FocalPoint)).GetAsync($"signals/{id}", token)).JsonAsync();
        return (id, [.. read["subjects"]!.AsArray().Select(subject => (string)subject!["id"]!)]);
    }

    private async Task<string> ErasedAsync(string id, string subject)
    {
        var answer = await (await app.As(Privacy)).PostAsync("erasures", Request(id, subject));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(token));
        return (string)(await answer.JsonAsync())["id"]!;
    }

    private async Task CarriedOutAsync(string erasure) => await Wait.ForErasureAsync(await app.As(Privacy), erasure);
}

using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>Killed with SIGKILL while erasures wait at the boundaries of their steps.</summary>
public sealed class an_erasure_whose_server_is_killed
{
    private static readonly Officer FocalPoint = new(new("00000099000000668000"), "focal-point", "focal-point", ["0668"]);
    private static readonly Officer Privacy = new(FocalPoint.Organisation, "privacy", "privacy-officer", ["0668"]) { Scopes = "privacy.read privacy.write" };

    [Fact]
    public async Task is_completed_once_after_the_next_start()
    {
        await using var program = await KillableProgram.StartedAsync(FocalPoint, Privacy, People.Police);
        var (main, keys) = (program.Main, program.Keys);
        var signals = new List<(string Id, string Subject)>();
        for (var i = 0; i < 3; i++) signals.Add(await SignalAsync(program));

        // After the last step.
        await EraseAsync(program, signals[0]);
        await Wait.ForAsync(main, "select exists (select from privacy.destructions)");

        // Keys destroyed, ciphertexts not: the second transaction waits for this one.
        await using var holdsPayloads = await Wait.HoldingAsync(main, "lock table vault.payloads in exclusive mode");
        await EraseAsync(program, signals[1]);
        await Wait.ForAsync(keys, $"select exists (select from destructions where subject = '{signals[1].Subject}')");
        (await KeysOfAsync(program, signals[1])).ShouldBe(0);

        // Ordered, and nothing destroyed yet.
        await using var holdsKeys = await Wait.HoldingAsync(keys, "lock table destroyed_subjects in exclusive mode");
        await EraseAsync(program, signals[2]);
        await Wait.ForAsync(
            keys, "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into destroyed_subjects%')");
        (await KeysOfAsync(program, signals[2])).ShouldBe(1);

        await program.KillAsync();
        await holdsPayloads.DisposeAsync();
        await holdsKeys.DisposeAsync();
        (await KillableProgram.CountAsync(main, "select count(*) from chaincoop.mt_events where type = 'erasure_carried_out'")).ShouldBe(1);

        await program.StartAsync();
        await Wait.ForAsync(main, "select count(*) = 3 from chaincoop.mt_doc_erasure where data ->> 'status' = 'carried-out'");

        foreach (var signal in signals)
        {
            (await KeysOfAsync(program, signal)).ShouldBe(0);
            (await program.ReadAsync(FocalPoint, $"signals/{signal.Id}"))["subjects"]![0]!["identifiers"].ShouldBeNull();
        }
        foreach (var (sql, count) in new[]
        {
            ("select count(*) from chaincoop.mt_events where type = 'erasure_carried_out'", 3),
            ("select count(*) from chaincoop.mt_events where type = 'signal_content_erased'", 3),
            ("select count(*) from privacy.destructions", 3),
            ("select count(*) from vault.payloads", 3),
            ("select count(*) from wolverine.wolverine_dead_letters", 0),
        }) (await KillableProgram.CountAsync(main, sql)).ShouldBe(count, sql);
    }

    private static async Task<(string Id, string Subject)> SignalAsync(KillableProgram program)
    {
        var id = (string)(await program.DoneAsync(People.Police, "signals", Examples.Signal("0668")))["id"]!;
        return (id, (string)(await program.ReadAsync(FocalPoint, $"signals/{id}"))["subjects"]![0]!["id"]!);
    }

    private static Task<JsonNode> EraseAsync(KillableProgram program, (string Id, string Subject) signal) => program.DoneAsync(Privacy, "erasures", new JsonObject
    {
        ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal.Id },
        ["recordVersion"] = 1,
        ["subjectId"] = signal.Subject,
        ["ground"] = "unlawful",
        ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation" }),
    });

    private static Task<long> KeysOfAsync(KillableProgram program, (string Id, string Subject) signal) =>
        KillableProgram.CountAsync(program.Keys, $"select count(*) from data_keys where subject = '{signal.Subject}'");
}

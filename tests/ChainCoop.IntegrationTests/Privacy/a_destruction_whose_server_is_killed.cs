using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>Killed with SIGKILL twice on the road from an approved list to its certificate.</summary>
public sealed class a_destruction_whose_server_is_killed
{
    private static readonly Officer FocalPoint = new(new("00000099000000214000"), "focal-point", "focal-point", ["0214"]);
    private static readonly Officer Manager = new(FocalPoint.Organisation, "records-1", "records-manager", ["0214"]) { Scopes = "privacy.read privacy.write" };
    private static readonly Officer Other = new(FocalPoint.Organisation, "records-2", "records-manager", ["0214"]) { Scopes = "privacy.read privacy.write" };

    [Fact]
    public async Task is_completed_once_after_the_next_start()
    {
        await using var program = await KillableProgram.StartedAsync(FocalPoint, Manager, Other, People.Police);
        var main = program.Main;
        var signals = new List<string>();
        for (var i = 0; i < 4; i++) signals.Add(await DismissedAsync(program));
        await Wait.ForAsync(main, "select count(*) = 4 from privacy.retention where class = 'dismissed-signal'");
        await KillableProgram.CountAsync(main, "with due as (update privacy.retention set destroy_after = '2026-01-01' returning 1) select count(*) from due");
        var list = $"destruction-lists/{(await program.DoneAsync(Manager, "destruction-lists", new JsonObject { ["municipality"] = "0214", ["kind"] = "signal" }))["id"]}";
        var items = new JsonArray([.. signals.Select(id => (JsonNode)new JsonObject { ["record"] = id, ["decision"] = "destroy" })]);
        await program.DoneAsync(Manager, $"{list}/reviews", new JsonObject { ["items"] = items }, list);

        // Approved; of some the keys are destroyed and nothing else, of others nothing.
        await using var holdsPayloads = await Wait.HoldingAsync(main, "lock table vault.payloads in exclusive mode");
        await program.DoneAsync(Other, $"{list}/approvals", new JsonObject(), list);
        await Wait.ForAsync(program.Keys, "select exists (select from destructions)");
        await program.KillAsync();
        (await KillableProgram.CountAsync(main, "select count(*) from privacy.destructions")).ShouldBe(0);

        // All destroyed; the bodies of their events and the certificate wait for the read models. Nothing is held here: an open
        // transaction would keep the daemon at the gap that the killed one left.
        await holdsPayloads.DisposeAsync();
        await program.StartAsync();
        await Wait.ForAsync(main, "select count(*) = 4 from privacy.destructions");
        await program.KillAsync();

        await program.StartAsync();
        await Wait.ForAsync(main, "select count(*) = 4 from chaincoop.mt_events where type = 'signal_received' and data = '{}'");
        await Wait.ForAsync(main, "select count(*) = 1 from chaincoop.mt_events where type = 'destruction_list_carried_out'");

        foreach (var (sql, count) in new[]
        {
            ("select count(*) from chaincoop.mt_events where type = 'signal_destroyed'", 4),
            ("select count(*) from chaincoop.mt_events where type = 'erasure_carried_out'", 4),
            ("select count(*) from vault.payloads where record_id in (select record from privacy.destructions)", 0),
            ("select count(*) from wolverine.wolverine_dead_letters", 0),
        }) (await KillableProgram.CountAsync(main, sql)).ShouldBe(count, sql);
        foreach (var id in signals) ((string)(await program.ReadAsync(FocalPoint, $"signals/{id}"))["status"]!).ShouldBe("destroyed");
        var certificate = await program.ReadAsync(Manager, $"destruction-certificates/{list.Split('/')[1]}");
        ((int)certificate["destroyed"]![0]!["records"]!).ShouldBe(4);
    }

    private static async Task<string> DismissedAsync(KillableProgram program)
    {
        var id = (string)(await program.DoneAsync(People.Police, "signals", Examples.Signal("0214")))["id"]!;
        await program.DoneAsync(FocalPoint, $"signals/{id}/assessments", Examples.Assessment("w1", "stop"), $"signals/{id}");
        await program.DoneAsync(FocalPoint, $"signals/{id}/outcome", Examples.Outcome("dismissed"), $"signals/{id}");
        return id;
    }
}

using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>Killed with SIGKILL at every boundary on the road from an approved list to its certificate.</summary>
public sealed class a_destruction_whose_server_is_killed
{
    private const int Signals = 3;

    private static readonly Officer FocalPoint = new(new("00000099000000214000"), "focal-point", "focal-point", ["0214"]);
    private static readonly Officer Manager = new(FocalPoint.Organisation, "records-1", "records-manager", ["0214"]) { Scopes = "privacy.read privacy.write" };
    private static readonly Officer Other = new(FocalPoint.Organisation, "records-2", "records-manager", ["0214"]) { Scopes = "privacy.read privacy.write" };

    /// <summary>
    /// What stands when it is killed. A transaction of the test that holds something is never open while subscriptions have to
    /// get past a gap that a killed one left: that would keep them there.
    /// </summary>
    public enum Boundary { Approved, KeysDestroyed, CiphertextsDeleted, BodiesEmptied }

    [Theory]
    [InlineData(Boundary.Approved)]
    [InlineData(Boundary.KeysDestroyed)]
    [InlineData(Boundary.CiphertextsDeleted)]
    [InlineData(Boundary.BodiesEmptied)]
    public async Task is_completed_once_after_the_next_start(Boundary boundary)
    {
        await using var program = await KillableProgram.StartedAsync(FocalPoint, Manager, Other, People.Police);
        var (main, keys) = (program.Main, program.Keys);
        var signals = new List<string>();
        for (var i = 0; i < Signals; i++) signals.Add(await DismissedAsync(program));
        await Wait.ForAsync(main, $"select count(*) = {Signals} from privacy.retention where class = 'dismissed-signal'");
        await KillableProgram.CountAsync(main, "with due as (update privacy.retention set destroy_after = '2026-01-01' returning 1) select count(*) from due");
        var list = $"destruction-lists/{(await program.DoneAsync(Manager, "destruction-lists", new JsonObject { ["municipality"] = "0214", ["kind"] = "signal" }))["id"]}";
        var items = new JsonArray([.. signals.Select(id => (JsonNode)new JsonObject { ["record"] = id, ["decision"] = "destroy" })]);
        await program.DoneAsync(Manager, $"{list}/reviews", new JsonObject { ["items"] = items }, list);

        await KilledAtAsync(boundary, program, list);
        foreach (var (source, sql, count) in new[]
        {
            (keys, "select count(*) from destructions", boundary == Boundary.Approved ? 0 : Signals),
            (main, "select count(*) from privacy.destructions", boundary < Boundary.CiphertextsDeleted ? 0 : Signals),
            (main, "select count(*) from chaincoop.mt_events where type = 'signal_received' and data = '{}'", boundary < Boundary.BodiesEmptied ? 0 : Signals),
        }) (await KillableProgram.CountAsync(source, sql)).ShouldBe(count, sql);

        await program.StartAsync();
        await Wait.ForAsync(main, $"select count(*) = {Signals} from chaincoop.mt_events where type = 'signal_received' and data = '{{}}'");
        await Wait.ForAsync(main, "select count(*) = 1 from chaincoop.mt_events where type = 'destruction_list_carried_out'");

        foreach (var (sql, count) in new[]
        {
            ("select count(*) from chaincoop.mt_events where type = 'signal_destroyed'", Signals),
            ("select count(*) from chaincoop.mt_events where type = 'erasure_carried_out'", Signals),
            ("select count(*) from privacy.destructions", Signals),
            ("select count(*) from vault.payloads where record_id in (select record from privacy.destructions)", 0),
            ("select count(*) from wolverine.wolverine_dead_letters", 0),
        }) (await KillableProgram.CountAsync(main, sql)).ShouldBe(count, sql);
        (await KillableProgram.CountAsync(keys, "select count(*) from data_keys")).ShouldBe(0);
        foreach (var id in signals) ((string)(await program.ReadAsync(FocalPoint, $"signals/{id}"))["status"]!).ShouldBe("destroyed");
        var certificate = await program.ReadAsync(Manager, $"destruction-certificates/{list.Split('/')[1]}");
        ((int)certificate["destroyed"]![0]!["records"]!).ShouldBe(Signals);
    }

    /// <summary>Nothing is held any more when it returns.</summary>
    private static async Task KilledAtAsync(Boundary boundary, KillableProgram program, string list)
    {
        const string NothingIsCaughtUp = "with held as (insert into chaincoop.mt_event_progression (name, last_seq_id) values ('held-by-a-test', 0) returning 1) select count(*) from held";
        const string AllAre = "with held as (delete from chaincoop.mt_event_progression where name = 'held-by-a-test' returning 1) select count(*) from held";
        const string Deleted = "select count(*) = 3 from privacy.destructions";
        var (main, keys) = (program.Main, program.Keys);
        switch (boundary)
        {
            case Boundary.Approved:
                await using (await Wait.HoldingAsync(keys, "lock table destroyed_subjects in exclusive mode"))
                {
                    await ApproveAsync();
                    await Wait.ForAsync(
                        keys, "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into destroyed_subjects%')");
                    await program.KillAsync();
                }

                break;
            case Boundary.KeysDestroyed:
                await using (await Wait.HoldingAsync(main, "lock table vault.payloads in exclusive mode"))
                {
                    await ApproveAsync();
                    await Wait.ForAsync(keys, "select count(*) = 3 from destructions");
                    await program.KillAsync();
                }

                break;
            case Boundary.CiphertextsDeleted:
                // Bodies wait for read models, of which one more seems to be behind.
                await KillableProgram.CountAsync(main, NothingIsCaughtUp);
                await ApproveAsync();
                await Wait.ForAsync(main, Deleted);
                await program.KillAsync();
                await KillableProgram.CountAsync(main, AllAre);
                break;
            default:
                // The certificate waits for the stream of the list, which nobody may hold before the approval is in it.
                var beforeKeys = await Wait.HoldingAsync(keys, "lock table destroyed_subjects in exclusive mode");
                await ApproveAsync();
                await using (var holdsList = await Wait.HoldingAsync(main, $"select id from chaincoop.mt_streams where id = '{list.Split('/')[1]}' for update"))
                {
                    await beforeKeys.DisposeAsync();
                    await Wait.ForAsync(main, "select count(*) = 3 from chaincoop.mt_events where type = 'signal_received' and data = '{}'");
                    await Wait.ForAsync(main, $"select exists (select from pg_stat_activity where pg_blocking_pids(pid) @> array[{holdsList.ProcessID}])");
                    await program.KillAsync();
                }

                (await KillableProgram.CountAsync(main, "select count(*) from chaincoop.mt_events where type = 'destruction_list_carried_out'")).ShouldBe(0);
                break;
        }

        Task<JsonNode> ApproveAsync() => program.DoneAsync(Other, $"{list}/approvals", new JsonObject(), list);
    }

    private static async Task<string> DismissedAsync(KillableProgram program)
    {
        var id = (string)(await program.DoneAsync(People.Police, "signals", Examples.Signal("0214")))["id"]!;
        await program.DoneAsync(FocalPoint, $"signals/{id}/assessments", Examples.Assessment("w1", "stop"), $"signals/{id}");
        await program.DoneAsync(FocalPoint, $"signals/{id}/outcome", Examples.Outcome("dismissed"), $"signals/{id}");
        return id;
    }
}

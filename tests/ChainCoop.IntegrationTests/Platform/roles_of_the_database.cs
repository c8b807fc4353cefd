using System.Net;
using ChainCoop.Feeds;
using ChainCoop.Feeds.Check;
using ChainCoop.IntegrationTests.Audit;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Timeline;
using ChainCoop.Municipalities;
using ChainCoop.Platform;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using JasperFx;
using JasperFx.CodeGeneration;
using Marten;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Wolverine.Runtime;

namespace ChainCoop.IntegrationTests.Platform;

/// <summary><c>deploy/database</c>: what each role can reach, and that the program needs no more than its own.</summary>
public sealed class roles_of_the_database(RolesFixture databases) : IClassFixture<RolesFixture>
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("chaincoop_operator", "select from vault.payloads")]
    [InlineData("chaincoop_operator", "select data from chaincoop.mt_events")]
    [InlineData("chaincoop_operator", "select stream_id from chaincoop.mt_events")]
    [InlineData("chaincoop_operator", "select from chaincoop.mt_doc_signal")]
    [InlineData("chaincoop_operator", "select from chaincoop.mt_doc_case")]
    [InlineData("chaincoop_operator", "select officer from access.log")]
    [InlineData("chaincoop_operator", "select subjects from access.log")]
    [InlineData("chaincoop_operator", "select from feeds.entries")]
    [InlineData("chaincoop_operator", "select from privacy.holds")]
    [InlineData("chaincoop_operator", "delete from wolverine.wolverine_nodes")]
    [InlineData("chaincoop_reports", "select from vault.payloads")]
    [InlineData("chaincoop_reports", "select data from chaincoop.mt_events")]
    [InlineData("chaincoop_reports", "select from chaincoop.mt_doc_signal")]
    [InlineData("chaincoop_reports", "select from access.log")]
    [InlineData("chaincoop_reports", "select from feeds.entries")]
    [InlineData("chaincoop_reports", "select from privacy.holds")]
    [InlineData("chaincoop_reports", "select ends_with from privacy.retention")]
    [InlineData("chaincoop_reports", "update privacy.retention set destroy_after = null")]
    [InlineData("chaincoop_app", "update chaincoop.mt_events set data = '{}'")]
    [InlineData("chaincoop_app", "delete from chaincoop.mt_events")]
    [InlineData("chaincoop_app", "delete from chaincoop.mt_streams")]
    [InlineData("chaincoop_app", "update access.log set officer = null")]
    [InlineData("chaincoop_app", "delete from access.log")]
    [InlineData("chaincoop_app", "delete from access.log_rest")]
    [InlineData("chaincoop_app", "update feeds.entries set entry = ''")]
    [InlineData("chaincoop_app", "delete from privacy.destructions")]
    [InlineData("chaincoop_app", "update vault.payloads set key_id = id")]
    [InlineData("chaincoop_app", "truncate access.idempotency")]
    [InlineData("chaincoop_app", "update timeline.leaves set salt = null")]
    [InlineData("chaincoop_app", "update timeline.leaves set leaf = ''")]
    [InlineData("chaincoop_app", "delete from timeline.leaves")]
    [InlineData("chaincoop_app", "truncate timeline.leaves")]
    [InlineData("chaincoop_app", "update timeline.tiles set hashes = ''")]
    [InlineData("chaincoop_app", "delete from timeline.tiles")]
    [InlineData("chaincoop_app", "update timeline.checkpoints set note = ''")]
    [InlineData("chaincoop_app", "delete from timeline.checkpoints")]
    [InlineData("chaincoop_app", "update timeline.cosignatures set line = ''")]
    [InlineData("chaincoop_app", "delete from timeline.cosignatures")]
    [InlineData("chaincoop_app", "truncate chaincoop.mt_events")]
    [InlineData("chaincoop_app", "truncate access.log")]
    [InlineData("chaincoop_app", "alter table chaincoop.mt_events disable trigger user")]
    [InlineData("chaincoop_app", "drop trigger stays on timeline.leaves")]
    [InlineData("chaincoop_app", "set local session_replication_role = replica")]
    [InlineData("chaincoop_operator", "select from timeline.leaves")]
    [InlineData("chaincoop_reports", "select from timeline.leaves")]
    [InlineData("chaincoop_destroyer", "update timeline.leaves set leaf = ''")]
    [InlineData("chaincoop_destroyer", "delete from timeline.leaves")]
    [InlineData("chaincoop_destroyer", "update timeline.tiles set root = ''")]
    [InlineData("chaincoop_app", "create table chaincoop.other ()")]
    [InlineData("chaincoop_app", "create table public.other ()")]
    [InlineData("chaincoop_app", "drop table vault.payloads")]
    [InlineData("chaincoop_destroyer", "update chaincoop.mt_events set type = ''")]
    [InlineData("chaincoop_destroyer", "delete from chaincoop.mt_events")]
    [InlineData("chaincoop_destroyer", "insert into chaincoop.mt_events default values")]
    [InlineData("chaincoop_destroyer", "select from chaincoop.mt_doc_signal")]
    [InlineData("chaincoop_destroyer", "select from vault.payloads")]
    [InlineData("chaincoop_destroyer", "select from access.log")]
    public async Task keep_others_out(string role, string sql) => await RefusedAsync(databases.Owner, role, sql);

    /// <summary>The owner of the tables too, who has every right: the triggers of <c>append-only.sql</c>.</summary>
    [Theory]
    [InlineData("update chaincoop.mt_events set data = data || '{\"at\": \"2020-01-01T00:00:00Z\"}'")]
    [InlineData("update chaincoop.mt_events set type = 'other'")]
    [InlineData("update chaincoop.mt_events set timestamp = now(), data = '{}'")]
    [InlineData("delete from chaincoop.mt_events")]
    [InlineData("truncate chaincoop.mt_events cascade")]
    [InlineData("update access.log set officer = null")]
    [InlineData("delete from access.log")]
    [InlineData("truncate access.log")]
    [InlineData("update timeline.leaves set leaf = ''")]
    [InlineData("update timeline.leaves set salt = ''")]
    [InlineData("delete from timeline.leaves")]
    [InlineData("truncate timeline.leaves")]
    [InlineData("update timeline.tiles set hashes = ''")]
    [InlineData("delete from timeline.tiles")]
    [InlineData("truncate timeline.tiles")]
    [InlineData("update timeline.checkpoints set at = now()")]
    [InlineData("delete from timeline.checkpoints")]
    [InlineData("truncate timeline.checkpoints")]
    [InlineData("truncate timeline.cosignatures")]
    public async Task let_nobody_change_what_was_recorded(string sql) =>
        (await Should.ThrowAsync<PostgresException>(UndoneAsync(databases.Owner, "none", sql))).MessageText.ShouldStartWith("The timeline is only added to");

    [Theory]
    [InlineData("chaincoop_operator")]
    [InlineData("chaincoop_reports")]
    [InlineData("chaincoop_destroyer")]
    public async Task keep_all_but_the_program_from_the_keys(string role)
    {
        await RefusedAsync(databases.OwnerOfKeys, role, "select from public.data_keys");
        await RefusedAsync(databases.OwnerOfKeys, role, "select from public.key_encryption_keys");
        await using var connect = databases.OwnerOfKeys.CreateCommand("select has_database_privilege($1, current_database(), 'connect')");
        connect.Parameters.Add(new() { Value = role });
        (await connect.ExecuteScalarAsync(token)).ShouldBe(false);
    }

    [Theory]
    [InlineData("update data_keys set subject = id")]
    [InlineData("update key_encryption_keys set proof = ''")]
    [InlineData("delete from key_encryption_keys")]
    [InlineData("truncate data_keys")]
    public async Task let_the_program_do_nothing_else_with_keys(string sql) => await RefusedAsync(databases.OwnerOfKeys, "chaincoop_app", sql);

    [Theory]
    [InlineData("chaincoop_operator", "select count(seq_id), max(timestamp) from chaincoop.mt_events group by type")]
    [InlineData("chaincoop_operator", "select name, last_seq_id from chaincoop.mt_event_progression")]
    [InlineData("chaincoop_operator", "select action, status, count(*) from access.log group by action, status")]
    [InlineData("chaincoop_operator", "select sum(count) from access.unauthenticated")]
    [InlineData("chaincoop_operator", "select exported_at from access.processing_export")]
    [InlineData("chaincoop_app", "update access.processing_export set exported_at = now()")]
    [InlineData("chaincoop_operator", "update wolverine.wolverine_dead_letters set replayable = true")]
    [InlineData("chaincoop_operator", "delete from wolverine.wolverine_dead_letters")]
    [InlineData("chaincoop_reports", "select * from municipalities.caseload")]
    [InlineData("chaincoop_reports", "select kind, class, destroy_after from privacy.retention")]
    [InlineData("chaincoop_operator", "select log, max(size), max(at) from timeline.checkpoints group by log")]
    [InlineData("chaincoop_destroyer", "update chaincoop.mt_events set data = '{}' where stream_id = gen_random_uuid()")]
    [InlineData("chaincoop_destroyer", "update timeline.leaves set salt = null where log = 'events' and sequence = 1")]
    public async Task let_everybody_do_their_work(string role, string sql) => await UndoneAsync(databases.Owner, role, sql);

    [Theory]
    [InlineData("select id, kek, wrapped from data_keys for update skip locked")]
    [InlineData("update data_keys set kek = '2', wrapped = ''")]
    [InlineData("delete from data_keys")]
    public async Task let_the_program_wrap_and_destroy_keys(string sql) => await UndoneAsync(databases.OwnerOfKeys, "chaincoop_app", sql);

    [Fact]
    public async Task give_the_program_the_destroyer_only_when_it_says_so()
    {
        await using var connection = await databases.App.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using (var before = new NpgsqlCommand("savepoint before; update chaincoop.mt_events set data = '{}' where seq_id = 1", connection))
            (await Should.ThrowAsync<PostgresException>(before.ExecuteNonQueryAsync(token))).SqlState.ShouldBe("42501");
        await using (var destroy = new NpgsqlCommand("rollback to before; set local role chaincoop_destroyer; update chaincoop.mt_events set data = '{}' where seq_id = 1", connection))
            (await destroy.ExecuteNonQueryAsync(token)).ShouldBe(1);
        await using var after = new NpgsqlCommand("reset role; update chaincoop.mt_events set data = '{}' where seq_id = 1", connection);
        (await Should.ThrowAsync<PostgresException>(after.ExecuteNonQueryAsync(token))).SqlState.ShouldBe("42501");
    }

    [Fact]
    public async Task are_given_anew_any_number_of_times()
    {
        await RolesFixture.RunAsync(databases.Owner, "roles.sql");
        await RolesFixture.RunAsync(databases.OwnerOfKeys, "key-roles.sql");

        // Every table of this version is reached by the program, and what is its own can be emptied by nobody.
        await using var tables = databases.Owner.CreateCommand(
            """
            select coalesce(string_agg(c.oid::regclass::text, ' '), '') from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
              and (not has_table_privilege('chaincoop_app', c.oid, 'select') or has_table_privilege('chaincoop_app', c.oid, 'truncate, trigger, references'))
            """);
        (await tables.ExecuteScalarAsync(token)).ShouldBe("");
    }

    [Fact]
    public async Task are_enough_for_the_whole_program_which_makes_no_table()
    {
        await using var app = await AppFixture.OnAsync(databases.AppConnection, databases.AppConnectionOfKeys, solo: false, more: AsInProduction);
        var nijmegen = await app.As(People.Nijmegen);
        await using (var who = app.Database.CreateCommand("select current_user"))
            (await who.ExecuteScalarAsync(token)).ShouldBe(RolesFixture.Login);

        // A DBA gives the rights again while it serves.
        var given = Task.WhenAll(RolesFixture.RunAsync(databases.Owner, "roles.sql"), RolesFixture.RunAsync(databases.OwnerOfKeys, "key-roles.sql"));
        do
        {
            (await nijmegen.PostAsync("signals", Examples.Signal())).StatusCode.ShouldBe(HttpStatusCode.Created);
        }
        while (!given.IsCompleted);
        await given;

        var posted = await nijmegen.PostAsync("signals", Examples.Signal());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        var address = $"signals/{(await posted.JsonAsync())["id"]}";
        ((string)(await nijmegen.Read(address))["observation"]!).ShouldBe(Examples.Observation);
        ((string)(await nijmegen.Done(address, "assessments", Examples.Assessment("w1", "stop")))["status"]!).ShouldBe("in-assessment");
        (await Feeds.EntryAbout(nijmegen, CaseWork.IdOf(address), "nl.chaincoop.signals.assessed.v1"))["feedhash"].ShouldNotBeNull();
        await nijmegen.Done(address, "outcome", Examples.Outcome("dismissed"));

        var lead = await app.As(CaseWork.CaseLead);
        var proposed = await lead.ProposedCase();
        await lead.Done(proposed, "members", CaseWork.Membership(People.PoliceOin, "general", until: TimeProvider.System.GetUtcNow().AddMilliseconds(500)));
        await Feeds.EntryAbout(await app.As(People.Police), CaseWork.IdOf(proposed), "nl.chaincoop.access.ended.v1");

        var keeper = await app.As(new Officer(People.NijmegenOin, "records-manager-nijmegen", "records-manager", ["0268"]) { Scopes = "privacy.read privacy.write" }, "oversight");
        var hold = await keeper.PostAsync("legal-holds", """{"record":{"kind":"signal","id":"@"},"reason":"archive-transfer","reviewOn":"2150-01-01","note":"Chosen."}""".Replace("@", CaseWork.IdOf(address), StringComparison.Ordinal));
        hold.StatusCode.ShouldBe(HttpStatusCode.Created);
        await keeper.Done($"legal-holds/{(await hold.JsonAsync())["id"]}", "endings", []);

        var auditor = await app.Audits(EvidenceWork.Auditor(People.NijmegenOin, "0268"));
        var bundle = await auditor.Requested(EvidenceWork.Asked((CaseWork.IdOf(address), "headers")), "preparing");
        await auditor.Ready(bundle);
        await app.Verified(await auditor.Fetched(bundle));

        // What it does by the clock, and what its operator asks for.
        var store = app.Host.Services.GetRequiredService<IDocumentStore>();
        using var housekeeping = new Housekeeping(app.Database, TimeProvider.System, NullLogger<Housekeeping>.Instance);
        await housekeeping.ForgetRepliesAsync(token);
        using var missed = new MissedTimers(app.Database, app.Host.Services.GetRequiredService<IWolverineRuntime>(), DeadlineRules.Current, TimeProvider.System, NullLogger<MissedTimers>.Instance);
        await missed.MakeUpAsync(token);
        (await FeedCheck.RunAsync(app.Database, app.Host.Services.GetRequiredService<District>().Source, token)).Faults.ShouldBeEmpty();
        (await Rebuild.RunAsync(store, app.Database, (_, _) => { }, token)).Events.ShouldBeGreaterThan(0);
        (await RetentionRebuild.RunAsync(store, app.Database, (_, _) => { }, token)).Events.ShouldBeGreaterThan(0);

        using var ready = app.Host.Server.CreateClient();
        (await ready.GetStringAsync("/health/ready", token)).ShouldContain("\"status\":\"healthy\"");
    }

    /// <summary>But for the code that is generated before a release is built.</summary>
    private static void AsInProduction(IWebHostBuilder web)
    {
        web.UseEnvironment("Production");
        web.UseSetting("District:Operator", People.NijmegenOin.Value);
        web.UseSetting("Timeline:KeyFile", RolesFixture.TimelineKeyFile);
        web.ConfigureServices(services => services.CritterStackDefaults(critters =>
        {
            critters.Production.GeneratedCodeMode = TypeLoadMode.Dynamic;
            critters.Production.ResourceAutoCreate = AutoCreate.None;
        }));
    }

    private async Task RefusedAsync(NpgsqlDataSource source, string role, string sql) =>
        (await Should.ThrowAsync<PostgresException>(UndoneAsync(source, role, sql))).SqlState.ShouldBe("42501", $"{role}: {sql}");

    private async Task UndoneAsync(NpgsqlDataSource source, string role, string sql)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        await using var undone = await connection.BeginTransactionAsync(token);
        await using (var become = new NpgsqlCommand($"set local role {role}", connection)) await become.ExecuteNonQueryAsync(token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }
}

/// <summary>Databases that their owner made, and gave the roles in.</summary>
public sealed class RolesFixture : IAsyncLifetime
{
    public const string Login = "chaincoop_node";
    private const string Password = "only-for-tests";

    public NpgsqlDataSource Owner { get; private set; } = null!;

    public NpgsqlDataSource OwnerOfKeys { get; private set; } = null!;

    /// <summary>As a server of the program.</summary>
    public NpgsqlDataSource App { get; private set; } = null!;

    /// <summary>As the program made it in Development.</summary>
    public static string TimelineKeyFile => Path.Combine(Path.GetTempPath(), $"chaincoop-tests-{Environment.ProcessId}.keys.timeline");

    public string AppConnection { get; private set; } = "";

    public string AppConnectionOfKeys { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var (main, keys) = (await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        await using (var app = await AppFixture.OnAsync(main, keys))
        {
            // In Development it has made all tables, as db-apply does, and sealed its first events.
            await Wait.ForAsync(app.Database, "select exists (select from timeline.leaves where log = 'events' and sequence = 1)");
        }

        (Owner, OwnerOfKeys) = (NpgsqlDataSource.Create(main), NpgsqlDataSource.Create(keys));
        await RunAsync(Owner, "roles.sql");
        await RunAsync(OwnerOfKeys, "key-roles.sql");
        await using (var login = Owner.CreateCommand($"create role {Login} login password '{Password}' in role chaincoop_app")) await login.ExecuteNonQueryAsync();
        (AppConnection, AppConnectionOfKeys) = (AsApp(main), AsApp(keys));
        App = NpgsqlDataSource.Create(AppConnection);
    }

    public static async Task RunAsync(NpgsqlDataSource source, string file)
    {
        await using var command = source.CreateCommand(await File.ReadAllTextAsync(Repository.File($"deploy/database/{file}")));
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in new[] { App, Owner, OwnerOfKeys }) await source.DisposeAsync();
    }

    private static string AsApp(string connection) => new NpgsqlConnectionStringBuilder(connection) { Username = Login, Password = Password }.ConnectionString;
}

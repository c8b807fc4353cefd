using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Feeds.Check;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>The drill of docs/operations.md: a backup from before erasures does not bring anybody back.</summary>
public class restoring_a_backup(RestoreDrill drill) : IClassFixture<RestoreDrill>
{
    private const string Person = "Voorbeeld";

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task of_the_main_database_brings_nobody_back()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Main.Before), await drill.RestoredAsync(drill.Keys.After));
        await ShouldRefuseAsync(main, keys, "Production", "2 destructions");
        var before = (await RestoreDrill.ContentAsync(main), await RestoreDrill.ContentAsync(keys));
        await ShouldEndAsync(drill.Check(main, keys, "--dry-run"), 1, "2 destructions to repeat in the main database, 0 in the key database. Nothing was changed.");
        (await RestoreDrill.ContentAsync(main), await RestoreDrill.ContentAsync(keys)).ShouldBe(before);

        await ShouldEndAsync(drill.Check(main, keys), 0, "2 destructions repeated in the main database, 0 in the key database");

        await using var app = await drill.StartAsync(main, keys);
        var focalPoint = await app.As(RestoreDrill.FocalPoint);
        var signal = await focalPoint.Read(drill.Signal);
        signal["subjects"]![0]!["identifiers"].ShouldBeNull();
        ((string)signal["subjects"]![1]!["identifiers"]!["familyName"]!).ShouldBe("Getuige");
        ((string)signal["observation"]!).ShouldBe("[erased]");
        (await focalPoint.TagOf(drill.Signal)).ShouldNotBe(drill.TagBefore);
        ((string)(await focalPoint.Read(drill.Destroyed))["status"]!).ShouldBe("destroyed");
        await RestoreDrill.UntilAsync(async () => await RestoreDrill.BodiesAsync(app, CaseWork.IdOf(drill.Destroyed)) == 1);

        // Feeds tell it, and go on.
        var police = await app.As(People.Police);
        await Feeds.EntryAbout(police, CaseWork.IdOf(drill.Signal), "nl.chaincoop.signals.content-erased.v1");
        await Feeds.EntryAbout(police, CaseWork.IdOf(drill.Destroyed), "nl.chaincoop.signals.destroyed.v1");
        var sent = Examples.Signal("0216");
        sent.Remove("subjects");
        await Feeds.EntryAbout(focalPoint, (string)(await (await police.PostAsync("signals", sent)).JsonAsync())["id"]!);
        (await FeedCheck.RunAsync(app.Database, app.Host.Services.GetRequiredService<District>().Source, token)).Faults.ShouldBeEmpty();

        // Whoever takes everything there is finds nothing of the person.
        var readable = await RestoreDrill.ReadableAsync(app);
        readable.ShouldContain("Getuige");
        readable.ShouldNotContain(Person);
        foreach (var content in new[] { await RestoreDrill.ContentAsync(main), await RestoreDrill.ContentAsync(keys) })
            content.ShouldNotContain(Person);
    }

    [Fact]
    public async Task of_the_key_database_brings_no_key_back()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Main.After), await drill.RestoredAsync(drill.Keys.Before));
        var subject = Guid.Parse(drill.Subjects[0]);
        (await RestoreDrill.CountAsync(keys, "select count(*) from data_keys where subject = $1", subject)).ShouldBe(1);
        await ShouldRefuseAsync(main, keys, "Development", "2 destructions");

        await ShouldEndAsync(drill.Check(main, keys), 0, "0 destructions repeated in the main database, 2 in the key database");

        (await RestoreDrill.CountAsync(keys, "select count(*) from data_keys where subject = $1", subject)).ShouldBe(0);
        await using var app = await drill.StartAsync(main, keys);
        ((string)(await (await app.As(RestoreDrill.FocalPoint)).Read(drill.Signal))["subjects"]![1]!["identifiers"]!["familyName"]!).ShouldBe("Getuige");
        await Should.ThrowAsync<ErasedSubjectException>(app.Host.Services.GetRequiredService<KeyDatabase>().GetOrCreateAsync([new KeyScope(subject, new Purpose("casework"), new RetentionClass("signal"))], token));
    }

    [Fact]
    public async Task of_both_is_made_up_for_in_both()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Main.Before), await drill.RestoredAsync(drill.Keys.Before));
        await using (var after = NpgsqlDataSource.Create(await drill.RestoredAsync(drill.Keys.After)))
        await using (var journal = NpgsqlDataSource.Create(keys))
        await using (var reader = await after.OpenConnectionAsync(token))
        await using (var writer = await journal.OpenConnectionAsync(token))
        {
            // The copy of the table that an operator kept.
            using var rows = await reader.BeginTextExportAsync("copy destructions to stdout", token);
            await using var copy = await writer.BeginTextImportAsync("copy destructions from stdin", token);
            await copy.WriteAsync(await rows.ReadToEndAsync(token));
        }

        await ShouldEndAsync(drill.Check(main, keys), 0, "2 destructions repeated in the main database, 0 in the key database");

        await using var app = await drill.StartAsync(main, keys);
        (await RestoreDrill.ReadableAsync(app)).ShouldNotContain(Person);
        (await RestoreDrill.CountAsync(keys, "select count(*) from data_keys where subject = $1", Guid.Parse(drill.Subjects[0]))).ShouldBe(0);
    }

    [Fact]
    public async Task of_when_an_erasure_waited_for_approval_shows_the_redacted_text()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Main.Proposed), await drill.RestoredAsync(drill.Keys.After));
        await ShouldEndAsync(drill.Check(main, keys), 0, "2 destructions repeated in the main database, 0 in the key database");

        await using var app = await drill.StartAsync(main, keys);

        var signal = await (await app.As(RestoreDrill.FocalPoint)).Read(drill.Signal);
        ((string)signal["observation"]!).ShouldBe(RestoreDrill.Redacted);
        signal["subjects"]![0]!["identifiers"].ShouldBeNull();
        ((string)(await (await app.As(RestoreDrill.Privacy)).Read(drill.Erasure))["status"]!).ShouldBe("carried-out");
    }

    [Fact]
    public async Task goes_on_where_it_was_killed()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Main.Before), await drill.RestoredAsync(drill.Keys.After));
        await using var source = NpgsqlDataSource.Create(main);
        await using (var wait = source.CreateCommand(
            """
            create function wait_at_the_second() returns trigger language plpgsql as $$ begin
                perform pg_advisory_xact_lock_shared(1) where exists (select from privacy.destructions);
                return new; end $$;
            create trigger wait before insert on privacy.destructions for each row execute function wait_at_the_second()
            """)) await wait.ExecuteNonQueryAsync(token);
        await using (var hold = await source.OpenConnectionAsync(token))
        {
            await using var held = new NpgsqlCommand("select pg_advisory_lock(1)", hold);
            await held.ExecuteNonQueryAsync(token);
            await using var killed = drill.Check(main, keys);
            await RestoreDrill.UntilAsync(async () => await RestoreDrill.CountAsync(
                main, "select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())") > 0);
            var (code, _, errors) = await EndAsync(drill.Check(main, keys));
            (code, errors.Trim()).ShouldBe((1, "Another restore-check is at it."));
            await killed.KillAsync();
            held.CommandText = "select pg_advisory_unlock(1)";
            await held.ExecuteNonQueryAsync(token);
        }

        await RestoreDrill.UntilAsync(async () => await RestoreDrill.CountAsync(main, "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())") == 0);
        await ShouldEndAsync(drill.Check(main, keys), 0, "1 destruction repeated in the main database, 0 in the key database");
        (await RestoreDrill.CountAsync(main, "select count(*) from chaincoop.mt_events where type in ('signal_content_erased', 'signal_destroyed')")).ShouldBe(2);
    }

    [Fact]
    public async Task is_not_suspected_where_a_process_was_killed_between_the_two_databases()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Main.After), await drill.RestoredAsync(drill.Keys.After));
        var record = CaseWork.IdOf(drill.Signal);
        ErasureId id;
        await using (var app = await drill.StartAsync(main, keys))
        {
            var at = TimeProvider.System.GetUtcNow().AddHours(-1);
            id = await RestoreDrill.OrderAsync(app, record, at);
            var destroyed = app.Host.Services.GetRequiredService<KeyDataSource>();
            await DestroyKeys.RunAsync(
                destroyed, new Destruction(id.Value, ResourceKind.Signal, Guid.Parse(record), ErasurePart.Record, null, new("0216"), [Guid.Parse(drill.Subjects[1])], [], [], "[]", at), token);
            (await RestoreCheck.FindAsync(app.Database, destroyed, token)).Count.ShouldBe(0);
        }

        // Whatever became of the message: it is finished at the next start.
        await using var again = await drill.StartAsync(main, keys);
        await RestoreDrill.UntilAsync(async () => await RestoreDrill.CountAsync(main, "select count(*) from privacy.destructions where erasure = $1", id.Value) == 1);
        ((string)(await (await again.As(RestoreDrill.FocalPoint)).Read(drill.Signal))["status"]!).ShouldBe("destroyed");
        await RestoreDrill.UntilAsync(async () => await RestoreDrill.BodiesAsync(again, record) == 1);
    }

    /// <summary>In one line, and without having written anything.</summary>
    private async Task ShouldRefuseAsync(string main, string keys, string environment, string destructions)
    {
        var before = (await RestoreDrill.ContentAsync(main), await RestoreDrill.ContentAsync(keys));
        var (code, _, errors) = await EndAsync(drill.Program(main, keys, environment));
        (code, errors.Trim()).ShouldBe((1, $"A database was restored from a backup of before {destructions}: run chaincoop restore-check."));
        (await RestoreDrill.ContentAsync(main), await RestoreDrill.ContentAsync(keys)).ShouldBe(before);
    }

    private async Task ShouldEndAsync(ChildProgram program, int expected, string says)
    {
        var (code, output, errors) = await EndAsync(program);
        code.ShouldBe(expected, output + errors);
        output.ShouldContain(says);
    }

    private async Task<(int Code, string Output, string Errors)> EndAsync(ChildProgram program)
    {
        await using (program) return await program.EndAsync(token);
    }
}

using ChainCoop.Feeds;
using ChainCoop.Feeds.Check;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>The drill of docs/operations.md: a backup from before erasures does not bring anybody back.</summary>
public class restoring_a_backup(RestoreDrill drill) : IClassFixture<RestoreDrill>
{
    private const string Refusal = "A database was restored from a backup of before 2 destructions: run chaincoop restore-check.";
    private const string KeysOf = "select count(*) from data_keys where subject = $1";

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task of_the_main_database_brings_nobody_back()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Before.Main), await drill.RestoredAsync(drill.After.Keys));
        var before = (await RestoreDrill.ContentAsync(main), await RestoreDrill.ContentAsync(keys));
        await using (var program = drill.Program(main, keys, "Production"))
        {
            // In one line, and without having written anything.
            var (code, _, errors) = await program.EndAsync(token);
            (code, errors.Trim()).ShouldBe((1, Refusal));
        }

        await ShouldEndAsync(drill.Check(main, keys, "--dry-run"), 1, "2 destructions to repeat in the main database, 0 in the key database. Nothing was changed.");
        (await RestoreDrill.ContentAsync(main), await RestoreDrill.ContentAsync(keys)).ShouldBe(before);

        await ShouldEndAsync(drill.Check(main, keys), 0, "2 destructions repeated in the main database, 0 in the key database");

        await using var app = await drill.StartAsync(main, keys);
        var focalPoint = await app.As(RestoreDrill.FocalPoint);
        var signal = await focalPoint.Read(drill.Signal);
        signal["subjects"]![0]!["identifiers"].ShouldBeNull();
        ((string)signal["subjects"]![1]!["identifiers"]!["familyName"]!).ShouldBe(drill.Other);
        ((string)signal["observation"]!).ShouldBe("[erased]");
        (await focalPoint.TagOf(drill.Signal)).ShouldNotBe(drill.TagBefore);
        ((string)(await focalPoint.Read(drill.Destroyed))["status"]!).ShouldBe("destroyed");
        await RestoreDrill.UntilAsync(async () => await RestoreDrill.BodiesAsync(main, drill.Destroyed) == 1);

        // Feeds tell it, and go on.
        var police = await app.As(People.Police);
        await Feeds.EntryAbout(police, CaseWork.IdOf(drill.Signal), "nl.chaincoop.signals.content-erased.v1");
        await Feeds.EntryAbout(police, CaseWork.IdOf(drill.Destroyed), "nl.chaincoop.signals.destroyed.v1");
        var another = Examples.Signal("0216");
        another.Remove("subjects");
        await Feeds.EntryAbout(focalPoint, (string)(await (await police.PostAsync("signals", another)).JsonAsync())["id"]!);
        (await FeedCheck.RunAsync(app.Database, app.Host.Services.GetRequiredService<District>().Source, token)).Faults.ShouldBeEmpty();

        // Whoever takes everything that there is, and all keys, finds no value of the person, and all of the other.
        var readable = await RestoreDrill.ReadableAsync(app);
        readable.ShouldContain(drill.Other);
        Found(readable).ShouldBeEmpty();
        Found(await RestoreDrill.ContentAsync(main)).ShouldBeEmpty();
        Found(await RestoreDrill.ContentAsync(keys)).ShouldBeEmpty();
    }

    [Fact]
    public async Task of_the_key_database_brings_no_key_back()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.After.Main), await drill.RestoredAsync(drill.Before.Keys));
        var subject = Guid.Parse(drill.Subjects[0]);
        (await RestoreDrill.CountAsync(keys, KeysOf, subject)).ShouldBe(1);
        (await Should.ThrowAsync<CannotStartException>(ShouldServeAsync(main, keys))).Message.ShouldBe(Refusal);

        (await drill.RepeatAsync(main, keys, token)).ShouldBe((0, 2));

        (await RestoreDrill.CountAsync(keys, KeysOf, subject)).ShouldBe(0);
        await ShouldServeAsync(main, keys);

        // Nor is one made again.
        await using var source = NpgsqlDataSource.Create(keys);
        await using var made = source.CreateCommand("insert into data_keys (id, subject, purpose, retention_class, kek, wrapped) values (gen_random_uuid(), $1, '', '', '1', '')");
        made.Parameters.Add(new() { Value = subject });
        (await made.ExecuteNonQueryAsync(token)).ShouldBe(0);
    }

    [Fact]
    public async Task of_both_needs_the_journal_that_was_kept()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Proposed.Main), await drill.RestoredAsync(drill.Proposed.Keys));
        await ShouldServeAsync(main, keys);
        await using (var after = NpgsqlDataSource.Create(await drill.RestoredAsync(drill.After.Keys)))
        await using (var old = NpgsqlDataSource.Create(keys))
        await using (var from = await after.OpenConnectionAsync(token))
        await using (var to = await old.OpenConnectionAsync(token))
        {
            using var rows = await from.BeginTextExportAsync("copy destructions to stdout", token);
            await using var copy = await to.BeginTextImportAsync("copy destructions from stdin", token);
            await copy.WriteAsync(await rows.ReadToEndAsync(token));
        }

        (await drill.RepeatAsync(main, keys, token)).ShouldBe((2, 0));

        (await RestoreDrill.CountAsync(keys, KeysOf, Guid.Parse(drill.Subjects[0]))).ShouldBe(0);
        await using var app = await drill.StartAsync(main, keys);
        Found(await RestoreDrill.ReadableAsync(app)).ShouldBeEmpty();

        // The erasure waited for approval then: its redacted text is in the backup, and nobody is asked again.
        ((string)(await (await app.As(RestoreDrill.FocalPoint)).Read(drill.Signal))["observation"]!).ShouldBe(RestoreDrill.Redacted);
        ((string)(await (await app.As(RestoreDrill.Privacy)).Read(drill.Erasure))["status"]!).ShouldBe("carried-out");
    }

    [Fact]
    public async Task goes_on_where_it_was_killed()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Before.Main), await drill.RestoredAsync(drill.After.Keys));
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
            using var kill = CancellationTokenSource.CreateLinkedTokenSource(token);
            var killed = drill.RepeatAsync(main, keys, kill.Token);
            await RestoreDrill.UntilAsync(async () => await LocksAsync("not granted") > 0);
            (await drill.RepeatAsync(main, keys, token)).ShouldBeNull("another one is at it");
            await kill.CancelAsync();
            await Should.ThrowAsync<Exception>(killed);
            held.CommandText = "select pg_advisory_unlock(1)";
            await held.ExecuteNonQueryAsync(token);
        }

        await RestoreDrill.UntilAsync(async () => await LocksAsync("true") == 0);
        (await drill.RepeatAsync(main, keys, token)).ShouldBe((1, 0));
        (await RestoreDrill.CountAsync(main, "select count(*) from chaincoop.mt_events where type in ('signal_content_erased', 'signal_destroyed')")).ShouldBe(2);

        Task<long> LocksAsync(string which) => RestoreDrill.CountAsync(
            main, $"select count(*) from pg_locks where locktype = 'advisory' and {which} and database = (select oid from pg_database where datname = current_database())");
    }

    [Fact]
    public async Task is_not_suspected_where_a_process_was_killed_between_the_two_databases()
    {
        var (main, keys) = (await drill.RestoredAsync(drill.Killed.Main), await drill.RestoredAsync(drill.Killed.Keys));
        await ShouldServeAsync(main, keys);

        // Whatever became of the message: it is finished at the next start.
        await using var app = await drill.StartAsync(main, keys);
        await RestoreDrill.UntilAsync(async () => await RestoreDrill.CountAsync(main, "select count(*) from privacy.destructions where erasure = $1", drill.KilledErasure) == 1);
        ((string)(await (await app.As(RestoreDrill.FocalPoint)).Read(drill.Signal))["status"]!).ShouldBe("destroyed");
        await RestoreDrill.UntilAsync(async () => await RestoreDrill.BodiesAsync(main, drill.Signal) == 1);
    }

    /// <summary>What of that which has to be gone is in a text, however it is written down.</summary>
    private IEnumerable<string> Found(string text) => drill.Gone.Where(value => new Needle(value).IsIn(text));

    private static async Task ShouldServeAsync(string main, string keys)
    {
        await using var source = NpgsqlDataSource.Create(main);
        await using var journal = NpgsqlDataSource.Create(keys);
        await StartChecks.AssertNothingCameBackAsync(source, new KeyDataSource(journal));
    }

    private async Task ShouldEndAsync(ChildProgram program, int expected, string says)
    {
        await using var _ = program;
        var (code, output, errors) = await program.EndAsync(token);
        code.ShouldBe(expected, output + errors);
        output.ShouldContain(says);
    }
}

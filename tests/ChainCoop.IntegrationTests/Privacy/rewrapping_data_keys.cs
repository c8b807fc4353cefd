using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Timeline;
using Npgsql;

namespace ChainCoop.IntegrationTests.Privacy;

public sealed class rewrapping_data_keys : IAsyncLifetime
{
    private const int Count = 2500;

    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private readonly KeyFile file = new("1");
    private readonly Dictionary<DataKeyId, string> made = [];
    private string connection = "";
    private KeyDataSource keys = null!;

    public async ValueTask InitializeAsync()
    {
        connection = await ThrowAwayCluster.NewDatabaseAsync();
        keys = new KeyDataSource(NpgsqlDataSource.Create(connection));
        await using var schema = new KeyDatabaseSchema(keys);
        await schema.ApplyAllConfiguredChangesToDatabaseAsync(ct: token);
        await new CheckKeyEncryptionKeys(keys, file.Read()).StartAsync(token);
        await MakeAsync(new KeyDatabase(keys, file.Read()), Count);
    }

    public async ValueTask DisposeAsync()
    {
        file.Dispose();
        await keys.DataSource.DisposeAsync();
    }

    [Fact]
    public async Task leaves_every_key_readable_at_every_moment_also_for_servers_that_run()
    {
        var server = file.Read();
        file.Append("2");
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var rounds = 0;
            for (; !done.IsCancellationRequested || rounds == 0; rounds++) await ShouldAllOpenAsync(server);
            return rounds;
        }, token);

        List<(long Done, long All)> steps = [];
        var rewrapped = await RewrapAsync((done, all) => steps.Add((done, all)));
        await done.CancelAsync();

        (await reading).ShouldBeGreaterThan(0);
        rewrapped.ShouldBe(new Rewrapped(Count, 0));
        steps.ShouldBe([(1000, Count), (2000, Count), (Count, Count)]);
        await ShouldAllOpenAsync(server);
        server.Current.ShouldBe("2");
        (await RewrapAsync()).ShouldBe(new Rewrapped(0, 0));
    }

    [Fact]
    public async Task goes_on_where_it_was_cancelled()
    {
        file.Append("2");
        using var cancel = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(Rewrap.RunAsync(keys, file.Read(), TimeProvider.System, (_, _) => cancel.Cancel(), cancel.Token));

        await ShouldBeWrappedByAsync(("1", Count - Rewrap.PageSize), ("2", Rewrap.PageSize));
        await ShouldAllOpenAsync(file.Read());
        (await RewrapAsync()).ShouldBe(new Rewrapped(Count - Rewrap.PageSize, 0));
        await ShouldAllOpenAsync(file.Read());
    }

    [Fact]
    public async Task goes_on_where_it_was_killed_and_then_needs_the_old_line_no_more()
    {
        file.Append("2");
        file.Append("3");
        await ExecuteAsync(
            """
            create function wait_in_the_second_page() returns trigger language plpgsql as $$ begin
                perform pg_advisory_xact_lock_shared(1) where new.id > (select id from data_keys order by id offset 1500 limit 1);
                return new; end $$;
            create trigger wait before update on data_keys for each row execute function wait_in_the_second_page()
            """);
        await using (var hold = await keys.DataSource.OpenConnectionAsync(token))
        {
            await using var held = new NpgsqlCommand("select pg_advisory_lock(1)", hold);
            await held.ExecuteNonQueryAsync(token);
            await using var program = Program("rewrap");
            while ((await Rewrap.CountAsync(keys, token)).GetValueOrDefault("3") == 0 || !await WaitsAsync()) await Task.Delay(20, token);
            await program.KillAsync();
            held.CommandText = "select pg_advisory_unlock(1)";
            await held.ExecuteNonQueryAsync(token);
        }

        await ShouldAllOpenAsync(file.Read());
        await using (var again = Program("rewrap"))
        {
            var (code, output, errors) = await again.EndAsync(token);
            code.ShouldBe(0, errors + output);
            output.ShouldContain("1,500 data keys wrapped anew, 0 left");
        }

        file.Remove("2");
        await ShouldAllOpenAsync(file.Read());
        await new CheckKeyEncryptionKeys(keys, file.Read()).StartAsync(token);
        await using var status = Program("status");
        var shown = await status.EndAsync(token);
        shown.Code.ShouldBe(0, shown.Errors);
        shown.Output.ShouldContain("1                        0\n3                    2,500  wraps new ones");
    }

    [Fact]
    public async Task keeps_up_with_servers_that_make_keys()
    {
        var server = new KeyDatabase(keys, file.Read());
        file.Append("2");
        using var done = new CancellationTokenSource();
        var making = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) await MakeAsync(server, 5);
        }, token);

        // Two at once, as two operators would.
        var runs = await Task.WhenAll(RewrapAsync(), RewrapAsync());
        await done.CancelAsync();
        await making;

        var last = await RewrapAsync();
        last.Left.ShouldBe(0);
        runs.Sum(run => run.Wrapped).ShouldBeGreaterThanOrEqualTo(Count);
        made.Count.ShouldBeGreaterThan(Count);
        await ShouldBeWrappedByAsync(("2", made.Count));
        await ShouldAllOpenAsync(file.Read());
    }

    [Theory]
    [InlineData("begins with another key", "1")]
    [InlineData("begins with another key", "2", "1")]
    [InlineData("another key under the name 1", null, "1")]
    public async Task refuses_a_wrong_file_and_writes_nothing(string says, params string?[] names)
    {
        var before = await ContentAsync();
        var first = await File.ReadAllLinesAsync(file.Path, token);
        await File.WriteAllTextAsync(file.Path, names[0] is null ? first[0].Replace("1:", "0:", StringComparison.Ordinal) + "\n" : "", token);
        foreach (var name in names.OfType<string>()) file.Append(name);

        await using var program = Program("rewrap");
        var (code, _, errors) = await program.EndAsync(token);

        code.ShouldBe(1);
        errors.ShouldContain(says);
        errors.TrimEnd().ShouldNotContain('\n');
        (await ContentAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task remembers_the_new_key_so_that_no_other_takes_its_name()
    {
        file.Append("2");
        await using (var program = Program("rewrap")) (await program.EndAsync(token)).Code.ShouldBe(0);

        file.Remove("2");
        (await Should.ThrowAsync<CannotStartException>(CheckAsync())).Message.ShouldContain("lacks the key 2");
        file.Append("2");
        (await Should.ThrowAsync<CannotStartException>(CheckAsync())).Message.ShouldContain("another key under the name 2");

        Task CheckAsync() => new CheckKeyEncryptionKeys(keys, file.Read()).StartAsync(token);
    }

    [Theory]
    [InlineData("wrapped = '\\x00'", "does not unwrap")]
    [InlineData("kek = 'lost'", "lacks the key lost")]
    public async Task stops_at_a_row_that_was_changed(string change, string says)
    {
        file.Append("2");
        await ExecuteAsync($"update data_keys set {change} where id = (select id from data_keys order by id offset 1200 limit 1)");

        await using var program = Program("rewrap");
        var (code, _, errors) = await program.EndAsync(token);

        code.ShouldBe(1);
        errors.ShouldContain(says);
        (await Rewrap.CountAsync(keys, token))["2"].ShouldBe(Rewrap.PageSize);
    }

    private Task<Rewrapped> RewrapAsync(Action<long, long>? progress = null) =>
        Rewrap.RunAsync(keys, file.Read(), TimeProvider.System, progress ?? ((_, _) => { }), token);

    private ChildProgram Program(string work)
    {
        var settings = Tokens.Settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => (string?)setting.Value);
        settings["ConnectionStrings__ChainCoop"] = new NpgsqlConnectionStringBuilder(connection) { Database = "postgres" }.ConnectionString;
        settings["ConnectionStrings__ChainCoopKeys"] = connection;
        settings["Vault__KeyFile"] = file.Path;
        settings["District__Operator"] = "00000099000000268000";
        TimelineKeys.FromFile(settings["Timeline__KeyFile"] = file.Path + ".timeline", People.NijmegenOin, create: true);
        return new ChildProgram(Path.GetTempPath(), "Production", ["keys", work], settings);
    }

    private async Task MakeAsync(KeyDatabase database, int count)
    {
        var scopes = Enumerable.Range(0, count).Select(_ => new KeyScope(Guid.NewGuid(), new Purpose("casework"), new RetentionClass("signal"))).ToList();
        foreach (var key in (await database.GetOrCreateAsync(scopes, token)).Values) made.Add(key.Id, Convert.ToHexString(key.Key));
    }

    private async Task ShouldAllOpenAsync(KeyEncryptionKeys keks)
    {
        var found = await new KeyDatabase(keys, keks).FindAsync([.. made.Keys], token);
        found.ToDictionary(key => key.Key, key => Convert.ToHexString(key.Value.Key)).ShouldBe(made, ignoreOrder: true);
    }

    private async Task ShouldBeWrappedByAsync(params (string Name, long Count)[] expected) =>
        (await Rewrap.CountAsync(keys, token)).Select(count => (count.Key, count.Value)).ShouldBe(expected);

    private async Task<bool> WaitsAsync()
    {
        await using var waits = keys.DataSource.CreateCommand("select exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))");
        return (bool)(await waits.ExecuteScalarAsync(token))!;
    }

    private async Task<string> ContentAsync()
    {
        await using var all = keys.DataSource.CreateCommand(
            "select md5((select string_agg(d::text, '' order by id) from data_keys d) || (select string_agg(k::text, '' order by name) from key_encryption_keys k))");
        return (string)(await all.ExecuteScalarAsync(token))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = keys.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }
}

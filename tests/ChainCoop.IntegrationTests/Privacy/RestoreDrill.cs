using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChainCoop.Access;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Platform;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine.Runtime;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>
/// Two signals; backups of both databases; then one person is erased from the first signal, its observation redacted, and
/// the second signal is destroyed as a whole; backups of both again. Every test restores what it needs.
/// </summary>
public sealed class RestoreDrill : IAsyncLifetime
{
    public const string Redacted = "Several people sleep in one room.";

    public static readonly Oin Culemborg = new("00000099000000216000");
    public static readonly Officer FocalPoint = new(Culemborg, "focal-point-culemborg", "focal-point", ["0216"]);
    public static readonly Officer Privacy = Keeper("privacy-culemborg");

    /// <summary>No text, so that no mark can be in it.</summary>
    private const string BirthDate = "1931-02-17";

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string Operations = File.ReadAllText(Repository.File("docs/operations.md"));

    private readonly KeyFile file = new("1");
    private readonly string directory = Directory.CreateTempSubdirectory("chaincoop-restore-").FullName;
    private AppFixture app = null!;

    /// <summary>Before the erasures.</summary>
    public Backups Before { get; private set; } = null!;

    /// <summary>When the erasure of the person waited for approval.</summary>
    public Backups Proposed { get; private set; } = null!;

    /// <summary>After both erasures.</summary>
    public Backups After { get; private set; } = null!;

    /// <summary>When the first signal was to be destroyed, too, and the process was killed between the two databases.</summary>
    public Backups Killed { get; private set; } = null!;

    public string Signal { get; private set; } = "";

    public string[] Subjects { get; private set; } = [];

    public string TagBefore { get; private set; } = "";

    public string Erasure { get; private set; } = "";

    public string Destroyed { get; private set; } = "";

    /// <summary>Every value of the person who was erased, and all that the destroyed signal had.</summary>
    public IReadOnlyList<string> Gone { get; private set; } = [];

    /// <summary>The name of the other person.</summary>
    public string Other { get; private set; } = "";

    public Guid KilledErasure { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var (main, keys) = (await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        app = await StartAsync(main, keys);
        var focalPoint = await app.As(FocalPoint);
        await SendAsync(await app.As(People.Police));
        Subjects = [.. (await focalPoint.Read(Signal))["subjects"]!.AsArray().Select(subject => (string)subject!["id"]!)];
        TagBefore = await focalPoint.TagOf(Signal);
        Before = await BackupsAsync();

        var privacy = await app.As(Privacy);
        Erasure = $"erasures/{(await (await privacy.PostAsync("erasures", Request())).JsonAsync())["id"]}";
        Proposed = await BackupsAsync();
        await (await app.As(Keeper("privacy-culemborg-2"))).Done(Erasure, "approvals", []);
        await UntilAsync(async () => (string)(await privacy.Read(Erasure))["status"]! == "carried-out");
        var order = await OrderAsync(app, CaseWork.IdOf(Destroyed), TimeProvider.System.GetUtcNow());
        await new MessageBus(app.Host.Services.GetRequiredService<IWolverineRuntime>()).InvokeAsync(new CarryOutErasure(ErasureId.From(order)), None);
        await UntilAsync(async () => await BodiesAsync(main, Destroyed) == 1);
        After = await BackupsAsync();

        var (record, earlier) = (Guid.Parse(CaseWork.IdOf(Signal)), TimeProvider.System.GetUtcNow().AddHours(-1));
        KilledErasure = await OrderAsync(app, CaseWork.IdOf(Signal), earlier);
        await DestroyKeys.RunAsync(
            app.Host.Services.GetRequiredService<KeyDataSource>(),
            new Destruction(KilledErasure, ResourceKind.Signal, record, ErasurePart.Record, null, new("0216"), [Guid.Parse(Subjects[1])], [], [], "[]", earlier), None);
        Killed = await BackupsAsync();

        async Task<Backups> BackupsAsync() => new(await BackupAsync(main), await BackupAsync(keys));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        file.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>What the command does, without a process of its own.</summary>
    internal async Task<(int Main, int Keys)?> RepeatAsync(string main, string keys, CancellationToken token)
    {
        await using var source = NpgsqlDataSource.Create(main);
        await using var journal = NpgsqlDataSource.Create(keys);
        var repeated = await RestoreCheck.RepeatAsync(
            app.Host.Services.GetRequiredService<IDocumentStore>(), source, new KeyDataSource(journal), app.Host.Services.GetRequiredService<Secrets>(), TimeProvider.System, token);
        return repeated is null ? null : (repeated.Main.Count, repeated.Keys.Count);
    }

    /// <summary>The commands of docs/operations.md, in a database of its own.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> RestoredAsync(string backup)
    {
        var name = $"restored_{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}";
        await ShellAsync(Commands("Restoring a backup")[0], new() { ["BACKUP"] = backup, ["RESTORED"] = name });
        return (await ThrowAwayCluster.Cluster).ConnectionString(name);
    }

    public Task<AppFixture> StartAsync(string main, string keys) => AppFixture.OnAsync(main, keys, more: web => web.UseSetting("Vault:KeyFile", file.Path));

    /// <summary>As the program is run.</summary>
    internal ChildProgram Program(string main, string keys, string environment, params string[] arguments)
    {
        var settings = Tokens.Settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => (string?)setting.Value);
        settings["ConnectionStrings__ChainCoop"] = main;
        settings["ConnectionStrings__ChainCoopKeys"] = keys;
        settings["Vault__KeyFile"] = file.Path;
        settings["Timeline__KeyFile"] = file.Path + ".timeline";
        settings["District__Operator"] = People.NijmegenOin.Value;
        return new ChildProgram(directory, environment, arguments, settings);
    }

    /// <summary><c>restore-check</c> as docs/operations.md has it.</summary>
    internal ChildProgram Check(string main, string keys, params string[] more)
    {
        string[] arguments = ["restore-check", .. more];
        Commands("Restoring a backup")[1].ShouldContain($"dotnet ChainCoop.dll {string.Join(' ', arguments)}\n");
        return Program(main, keys, "Production", arguments);
    }

    /// <summary>Every row of every table, as text.</summary>
    public static async Task<string> ContentAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        List<string> tables = [];
        await using (var find = source.CreateCommand(
            """
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1
            """))
        await using (var reader = await find.ExecuteReaderAsync(None))
        {
            while (await reader.ReadAsync(None)) tables.Add(reader.GetString(0));
        }

        await using var all = source.CreateCommand(string.Join(" || ", tables.Select(table => $"coalesce((select string_agg(t::text, e'\\n' order by t::text) from {table} t), '')")).Insert(0, "select "));
        return (string)(await all.ExecuteScalarAsync(None))!;
    }

    /// <summary>All that can be read with the keys and ciphertexts that there are.</summary>
    public static async Task<string> ReadableAsync(AppFixture app)
    {
        List<PayloadRef> payloads = [];
        await using (var command = app.Database.CreateCommand("select id, nonce, ciphertext from vault.payloads"))
        await using (var reader = await command.ExecuteReaderAsync(None))
        {
            while (await reader.ReadAsync(None))
            {
                byte[] committed = [.. reader.GetFieldValue<byte[]>(1), .. reader.GetFieldValue<byte[]>(2)];
                payloads.Add(new PayloadRef(PayloadId.From(reader.GetGuid(0)), Commitment.Of(SHA256.HashData(committed))));
            }
        }

        var opened = await app.Host.Services.GetRequiredService<Vault>().OpenAsync(payloads, None);
        return string.Join('\n', payloads.Select(payload => opened.Find<JsonNode>(payload)?.ToJsonString()));
    }

    public static async Task<long> CountAsync(string connection, string sql, params Guid[] values)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(None))!;
    }

    public static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await done()) await Task.Delay(50, limit.Token);
    }

    /// <summary>That a whole record goes, without anybody's having been asked.</summary>
    private static async Task<Guid> OrderAsync(AppFixture app, string record, DateTimeOffset at)
    {
        var id = ErasureId.New();
        var by = new ActorRef(Culemborg, new OfficerId(Privacy.Id));
        var proposed = new ErasureProposed(
            id, ResourceKind.Signal, RecordId.From(Guid.Parse(record)), 1, ErasurePart.Record, null, [], ErasureGrounds.TermOver, null, Culemborg, new("0216"), Room.General, by, at);
        await using var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Events.StartStream<Erasure>(id.Value, ErasureStart.StreamOf(proposed, [], at).Events);
        await session.SaveChangesAsync(None);
        return id.Value;
    }

    /// <summary>Events of a record whose body is not empty.</summary>
    public static Task<long> BodiesAsync(string main, string address) =>
        CountAsync(main, "select count(*) from chaincoop.mt_events where stream_id = $1 and data <> '{}'", Guid.Parse(CaseWork.IdOf(address)));

    /// <summary>With a mark in every field that is personal or prose.</summary>
    private async Task SendAsync(HttpClient police)
    {
        var marks = new Marks(app.Host.Server.CreateHandler());
        using var marked = new HttpClient(marks) { BaseAddress = police.BaseAddress };
        foreach (var (name, values) in police.DefaultRequestHeaders) marked.DefaultRequestHeaders.TryAddWithoutValidation(name, values);
        Signal = $"signals/{(await (await marked.PostAsync("signals", TwoPersons(), key: "erased")).JsonAsync())["id"]}";
        Destroyed = $"signals/{(await (await marked.PostAsync("signals", TwoPersons(), key: "destroyed")).JsonAsync())["id"]}";
        Other = marks.Sent.Single(sent => sent.Value.EndsWith("\"erased\"|subjects/1/identifiers/familyName", StringComparison.Ordinal)).Key;
        Gone = [BirthDate, .. marks.Sent.Where(sent => !sent.Value.Contains("\"erased\"|subjects/1/", StringComparison.Ordinal)).Select(sent => sent.Key)];

        // Seven values of the person and the observation; the same and the other's name of the destroyed one; and what both share.
        Gone.Count.ShouldBe(1 + 8 + 9);
        var readable = await ReadableAsync(app);
        foreach (var value in Gone) readable.ShouldContain(value);
    }

    private static Officer Keeper(string id) => new(Culemborg, id, "privacy-officer", ["0216"]) { Scopes = "privacy.read privacy.write" };

    private static JsonObject TwoPersons()
    {
        var signal = Examples.Signal("0216");
        signal["subjects"]![0]!["identifiers"] = new JsonObject
        {
            ["familyName"] = "x",
            ["givenNames"] = "x",
            ["birthDate"] = BirthDate,
            ["phone"] = "x",
            ["documentNumber"] = "x",
            ["licencePlate"] = "x",
            ["address"] = new JsonObject { ["postcode"] = "x", ["houseNumber"] = "x" },
        };
        signal["subjects"]!.AsArray().Add(new JsonObject { ["role"] = "witness-complainant", ["identifiers"] = new JsonObject { ["familyName"] = "Getuige" } });
        return signal;
    }

    private JsonObject Request() => new()
    {
        ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = CaseWork.IdOf(Signal) },
        ["subjectId"] = Subjects[0],
        ["recordVersion"] = 1,
        ["ground"] = "unlawful",
        ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation", ["text"] = Redacted }),
    };

    private async Task<string> BackupAsync(string connection)
    {
        var backup = Path.Combine(directory, $"{Path.GetRandomFileName()}.dump");
        await ShellAsync(Commands("Backup")[0], new() { ["BACKUP"] = backup, ["DATABASE"] = new NpgsqlConnectionStringBuilder(connection).Database! });
        return backup;
    }

    private static string[] Commands(string heading)
    {
        var section = Regex.Match(Operations, $"^## {heading}\n(.*?)(?=^## |\\z)", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
        return [.. Regex.Matches(section, "^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
    }

    /// <summary>With the programs of the server, as its owner.</summary>
    private static async Task ShellAsync(string commands, Dictionary<string, string> variables)
    {
        var cluster = await ThrowAwayCluster.Cluster;
        var server = new NpgsqlConnectionStringBuilder(cluster.ConnectionString("postgres"));
        variables["PATH"] = $"{cluster.Programs}:{Environment.GetEnvironmentVariable("PATH")}";
        variables["PGHOST"] = server.Host!;
        variables["PGPORT"] = $"{server.Port}";
        variables["PGUSER"] = server.Username!;
        variables["PGPASSWORD"] = server.Password!;
        var start = new ProcessStartInfo("sh", ["-eu", "-c", commands]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync(None);
        var errors = await shell.StandardError.ReadToEndAsync(None) + await output;
        await shell.WaitForExitAsync(None);
        shell.ExitCode.ShouldBe(0, errors);
    }
}

/// <summary>Files of both databases at one time.</summary>
public sealed record Backups(string Main, string Keys);

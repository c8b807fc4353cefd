using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ChainCoop.IntegrationTests;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>What every section needs: databases, the program as a child process, load, percentiles.</summary>
internal sealed class Bench(LocalPostgres postgres, string directory, TimeSpan duration, Report report)
{
    private int databases;

    public TimeSpan Duration { get; } = duration;

    public Report Report { get; } = report;

    public string KeyFile { get; } = Path.Combine(directory, "keys");

    public Task<string> NewDatabaseAsync() =>
        postgres.DatabaseAsync(string.Create(CultureInfo.InvariantCulture, $"bench_{databases++}"), CancellationToken.None);

    /// <summary>The program on two new databases, with one officer of the police and one of Nijmegen mandated.</summary>
    public async Task<Server> StartProgramAsync()
    {
        var main = await NewDatabaseAsync();
        var keys = await NewDatabaseAsync();
        var server = await StartProgramAsync(main, keys);
        await using var source = NpgsqlDataSource.Create(main);
        await using var mandate = source.CreateCommand(
            """
            insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from)
            values (gen_random_uuid(), '00000099000100001000', 'bench', 'partner', '0268', '2020-01-01'),
                   (gen_random_uuid(), '00000099000000268000', 'bench', 'focal-point', '0268', '2020-01-01')
            """);
        await mandate.ExecuteNonQueryAsync();
        return server;
    }

    public Task<Server> StartProgramAsync(string main, string keys) =>
        Server.StartAsync("ChainCoop.dll", [], ProgramSettings(main, keys), "/health/ready", main, keys);

    public Dictionary<string, string?> ProgramSettings(string main, string keys) =>
        new(Tokens.Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)))
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__ChainCoop"] = main,
            ["ConnectionStrings__ChainCoopKeys"] = keys,
            ["Vault__KeyFile"] = KeyFile,
            ["Logging__LogLevel__Default"] = "Warning",
        };

    public async Task<Server> StartBareAsync() => await StartBareAsync(await NewDatabaseAsync());

    public static Task<Server> StartBareAsync(string main) =>
        Server.StartAsync("ChainCoop.Benchmarks.dll", ["bare", main], new Dictionary<string, string?> { ["Logging__LogLevel__Default"] = "Warning" }, "/ready", main, "");

    /// <summary>Each connection sends one request after the other until the time is over.</summary>
    public static async Task<Load> ClosedLoopAsync(int connections, TimeSpan time, Func<Task> request)
    {
        var started = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            List<double> own = [];
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var begun = Stopwatch.GetTimestamp();
                await request();
                own.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            return own;
        })));
        return new Load([.. times.SelectMany(t => t)], Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Requests at a fixed rate, whether or not earlier ones are done; waiting time counts.</summary>
    public static async Task<Load> OpenLoopAsync(int perSecond, TimeSpan time, Func<Task> request)
    {
        var total = (int)(perSecond * time.TotalSeconds);
        var started = Stopwatch.GetTimestamp();
        var sent = new Task<double>[total];
        for (var i = 0; i < total; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            var wait = due - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            sent[i] = Task.Run(async () =>
            {
                await request();
                return (Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds;
            });
        }

        return new Load([.. await Task.WhenAll(sent)], Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Until a question is answered with true; nothing tells a client of it. Fails after ten minutes.</summary>
    public static async Task UntilAsync(NpgsqlDataSource source, string sql)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        do
        {
            await using var command = source.CreateCommand(sql);
            if (await command.ExecuteScalarAsync(limit.Token) is true) return;
        }
        while (await looks.WaitForNextTickAsync(limit.Token));
    }

    public static HttpClient Client(Server server, Oin organisation, string role, string scopes = "signals.read signals.write cases.write feed.read municipalities.read")
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(server.Address, "/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(organisation, "bench", role, scopes));
        return client;
    }

    public static async Task<Guid> PostSignalAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "signals") { Content = new StringContent(SignalBody, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", $"\"{NewId.Unlinkable()}\"");
        using var response = await client.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"POST /signals answered {(int)response.StatusCode}.");
        return Guid.Parse(response.Headers.Location!.ToString().Split('/')[^1]);
    }

    public static async Task PostStepAsync(HttpClient client, string url, string body, int version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{version}\""));
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private const string SignalBody =
        """
        {"municipality":"0268","exploitationType":"labour","urgency":"normal","channel":"partner","reporter":{"kind":"organisation"},
         "observation":"Six people sleep in one room above the workshop; they are brought and fetched in one van, and nobody has papers of his own.",
         "subjects":[{"role":"possible-victim","identifiers":{"familyName":"Voorbeeld","givenNames":"Anna","birthDate":"1999-05-04","phone":"+31600000000"}}]}
        """;
}

/// <summary>Milliseconds of all requests of a run.</summary>
internal sealed record Load(double[] Times, TimeSpan Elapsed)
{
    public double PerSecond => Times.Length / Elapsed.TotalSeconds;

    public double Percentile(double p)
    {
        if (Times.Length == 0) return double.NaN;
        var sorted = Times.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(p / 100 * sorted.Length) - 1)];
    }
}

/// <summary>A child process that listens on a port of its own.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process process;

    private Server(Process process, Uri address, string database, string keys, TimeSpan startTime) =>
        (this.process, Address, Database, Keys, StartTime) = (process, address, database, keys, startTime);

    public Uri Address { get; }

    public string Database { get; }

    public string Keys { get; }

    /// <summary>From process start to the first 200 of the readiness route.</summary>
    public TimeSpan StartTime { get; }

    /// <summary>Resident memory in MB.</summary>
    public double ResidentMegabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1e6;
        }
    }

    public static async Task<Server> StartAsync(string program, string[] arguments, IReadOnlyDictionary<string, string?> environment, string readiness, string database, string keys)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = Command(program, arguments, environment);
        start.Environment["ASPNETCORE_URLS"] = address.ToString();

        var begun = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        using var client = new HttpClient { BaseAddress = address };
        while (true)
        {
            if (process.HasExited) throw new InvalidOperationException($"{program} ended with code {process.ExitCode}.");
            try
            {
                using var response = await client.GetAsync(readiness);
                if (response.IsSuccessStatusCode) break;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(2)) throw new TimeoutException($"{program} did not become ready.");
            await Task.Delay(10);
        }

        return new Server(process, address, database, keys, Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>Runs a command of the program to its end and returns what it printed.</summary>
    public static async Task<string> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = Command(program, arguments, environment);
        start.RedirectStandardOutput = true;
        using var running = Process.Start(start)!;
        var output = await running.StandardOutput.ReadToEndAsync();
        await running.WaitForExitAsync();
        return running.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with code {running.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static ProcessStartInfo Command(string program, string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

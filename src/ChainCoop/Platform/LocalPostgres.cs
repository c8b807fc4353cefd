using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace ChainCoop.Platform;

/// <summary>
/// A PostgreSQL cluster that belongs to one directory and is used by nobody but this program: made on first use, reached over
/// loopback only, stopped when the last program that uses it stops. After a SIGKILL the server runs on; the next start takes it over.
/// </summary>
internal sealed class LocalPostgres : IAsyncDisposable
{
    private const int OldestVersion = 15;
    private const string Owner = "chaincoop";

    // Statements and key values of a failed write stay out of the server's log: they can hold personal data.
    private const string Settings = """

        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        max_connections = 200
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_min_error_statement = panic
        log_error_verbosity = terse

        """;

    private readonly PostgresAccount _account;
    private string _password = "";
    private FileStream? _inUse;

    private LocalPostgres(string location, PostgresAccount account) => (Location, _account) = (location, account);

    /// <summary>Where the cluster lives: the asked directory, or the place that stands in for it (see <see cref="PostgresAccount"/>).</summary>
    public string Location { get; }

    public int Port { get; private set; }

    /// <summary>Where initdb and pg_ctl are, and the others of the same version.</summary>
    public string Programs { get; private set; } = "";

    private string Data => Path.Combine(Location, "data");
    private string PasswordFile => Path.Combine(Location, "password");
    private string PortFile => Path.Combine(Location, "port");
    private string UseLock => Path.Combine(Location, "in-use.lock");
    private string Log => Path.Combine(Location, "server.log");

    public static async Task<LocalPostgres> StartAsync(string directory, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
            throw new CannotStartException("On Windows there is no private PostgreSQL: give ConnectionStrings__ChainCoop and ConnectionStrings__ChainCoopKeys.");
        try
        {
            var (location, account) = await PostgresAccount.FindAsync(Path.GetFullPath(directory), cancellation);
            var postgres = new LocalPostgres(location, account);
            await postgres.StartAsync(cancellation);
            return postgres;
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new CannotStartException($"The private PostgreSQL in {directory} belongs to another account: {denied.Message}", denied);
        }
    }

    public string ConnectionString(string database) => Connection(database, Port).ConnectionString;

    /// <summary>Creates the database where it is missing, and gives its connection string.</summary>
    public async Task<string> DatabaseAsync(string name, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(Port, cancellation);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
        exists.Parameters.Add(new() { Value = name });
        if (await exists.ExecuteScalarAsync(cancellation) is null)
        {
            var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(name);
            await using var create = new NpgsqlCommand($"create database {quoted} template template0", connection);
            await create.ExecuteNonQueryAsync(cancellation);
            await using var zone = new NpgsqlCommand($"alter database {quoted} set timezone = 'UTC'", connection);
            await zone.ExecuteNonQueryAsync(cancellation);
        }

        return ConnectionString(name);
    }

    /// <summary>Stops the server (fast shutdown), unless another program still uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_inUse is null) return;
        await using var _ = await LockStartAndStopAsync(CancellationToken.None);
        await _inUse.DisposeAsync();
        _inUse = null;
        await using var last = TryLock(UseLock, FileAccess.ReadWrite, FileShare.None);
        if (last is not null && RunningServer() is not null)
            await ControlAsync(["stop", "--mode=fast", "--wait", "--timeout=60"], CancellationToken.None);
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        await using var _ = await LockStartAndStopAsync(cancellation);
        foreach (var path in (string[])[Data, PasswordFile, PortFile]) PostgresAccount.RefuseLink(path);
        if (Directory.Exists(Data) && !File.Exists(PasswordFile))
            throw new CannotStartException($"{Data} was not made by this program (there is no {PasswordFile}); it is left alone. Move it away.");

        _inUse = TryLock(UseLock, FileAccess.Read, FileShare.Read)
            ?? throw new CannotStartException($"{UseLock} is locked by a program that is not ChainCoop.");
        try
        {
            Programs = await FindBinariesAsync(cancellation);
            if (!Directory.Exists(Data)) await CreateClusterAsync(cancellation);
            _password = await File.ReadAllTextAsync(PasswordFile, cancellation);
            Port = await FindRunningAsync(cancellation) ?? await StartServerAsync(cancellation);
        }
        catch
        {
            await _inUse.DisposeAsync();
            throw;
        }
    }

    private async Task CreateClusterAsync(CancellationToken cancellation)
    {
        // Made beside its final name, so that an interrupted initdb is never taken for a cluster.
        var unfinished = Data + ".unfinished";
        await _account.RunAsync(Location, "rm", ["-rf", unfinished], cancellation);
        await WritePrivateAsync(PasswordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), cancellation);

        // Locale C is on every machine, and orders the same on every machine.
        var (code, output) = await _account.RunAsync(Location, Path.Combine(Programs, "initdb"),
            [$"--pgdata={unfinished}", $"--username={Owner}", $"--pwfile={PasswordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"],
            cancellation);
        if (code != 0) throw new CannotStartException($"initdb failed: {LastLine(output)}");
        // By the account, in whose directory it is by now.
        (code, output) = await _account.RunAsync(unfinished, "sh", ["-c", "printf %s \"$1\" >> postgresql.conf", "sh", Settings], cancellation);
        if (code != 0) throw new CannotStartException($"postgresql.conf could not be written: {LastLine(output)}");
        Directory.Move(unfinished, Data);
    }

    /// <summary>The port of our own server that still runs after its program was killed, or that another program uses too.</summary>
    private async Task<int?> FindRunningAsync(CancellationToken cancellation)
    {
        while (RunningServer() is { } server)
        {
            if (server.Port is { } port)
            {
                try
                {
                    await using var connection = await OpenAsync(port, cancellation);
                    return port;
                }
                catch (NpgsqlException failure) when (failure is not PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow })
                {
                    throw new CannotStartException(
                        $"PostgreSQL (process {server.Process}) runs on {Data} but does not let this program in: {failure.Message} It is left alone.", failure);
                }
            }

            await Task.Delay(50, cancellation);   // it is starting, recovering or stopping
        }

        return null;
    }

    /// <summary>
    /// The server that runs on our data directory; its port is known once it accepts connections.
    /// After a crash of the machine, postmaster.pid can name a process that is somebody else's by now.
    /// </summary>
    private (int Process, int? Port)? RunningServer()
    {
        var file = Path.Combine(Data, "postmaster.pid");
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        var process = int.Parse(lines[0], CultureInfo.InvariantCulture);
        try
        {
            using var running = Process.GetProcessById(process);
            // A postmaster works in its data directory. Where there is no /proc, its name has to do.
            var ours = OperatingSystem.IsLinux() ? new FileInfo($"/proc/{process}/cwd").LinkTarget == Data : running.ProcessName == "postgres";
            if (ours) return (process, lines is [_, _, _, var port, _, _, _, "ready   "] ? int.Parse(port, CultureInfo.InvariantCulture) : null);
            File.Delete(file);
            return null;
        }
        catch (ArgumentException)
        {
            return null;   // it died; PostgreSQL itself clears up after that
        }
    }

    private async Task<int> StartServerAsync(CancellationToken cancellation)
    {
        // The port of the last time first: what was configured with it keeps working. Taken by somebody else: another one.
        var last = File.Exists(PortFile) ? int.Parse(await File.ReadAllTextAsync(PortFile, cancellation), CultureInfo.InvariantCulture) : FreePort();
        int[] ports = [last, FreePort(), FreePort()];
        var output = "";
        foreach (var port in ports)
        {
            (var code, output) = await ControlAsync(["start", "--wait", "--timeout=300", $"--log={Log}", $"--options=-p {port}"], cancellation);
            if (code != 0) continue;
            await using (await OpenAsync(port, cancellation))
                await WritePrivateAsync(PortFile, port.ToString(CultureInfo.InvariantCulture), cancellation);
            return port;
        }

        throw new CannotStartException($"PostgreSQL does not start ({LastLine(output)}). Its log is {Log}.");
    }

    /// <summary>Lets in only if the server knows our password and runs on our data directory.</summary>
    private async Task<NpgsqlConnection> OpenAsync(int port, CancellationToken cancellation)
    {
        var unpooled = Connection("postgres", port);
        unpooled.Pooling = false;
        var connection = new NpgsqlConnection(unpooled.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await using var where = new NpgsqlCommand("show data_directory", connection);
            if (await where.ExecuteScalarAsync(cancellation) as string != Data)
                throw new CannotStartException($"The server on port {port} does not run on {Data}; it is left alone.");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private NpgsqlConnectionStringBuilder Connection(string database, int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Database = database,
        Username = Owner,
        Password = _password,
        Timezone = "UTC",
        ApplicationName = "chaincoop",
        // Another server on this port must not be able to ask for the password in clear text.
        RequireAuth = "ScramSHA256",
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    private Task<(int Code, string Output)> ControlAsync(string[] arguments, CancellationToken cancellation) =>
        _account.RunAsync(Location, Path.Combine(Programs, "pg_ctl"), [$"--pgdata={Data}", .. arguments], cancellation);

    /// <summary>Newest first; but a cluster is opened by the version that made it.</summary>
    private async Task<string> FindBinariesAsync(CancellationToken cancellation)
    {
        var versionFile = Path.Combine(Data, "PG_VERSION");
        var wanted = File.Exists(versionFile) ? (await File.ReadAllTextAsync(versionFile, cancellation)).Trim() : null;

        var found = new List<(Version Version, string Directory)>();
        foreach (var directory in BinaryDirectories().Where(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl"))))
        {
            // "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
            var (_, output) = await _account.RunAsync("/", Path.Combine(directory, "postgres"), ["--version"], cancellation);
            if (output.Split(' ') is [_, _, var text, ..] && Version.TryParse(text.Trim(), out var version)) found.Add((version, directory));
        }

        var best = found.Where(f => wanted is null ? f.Version.Major >= OldestVersion : f.Version.Major.ToString(CultureInfo.InvariantCulture) == wanted)
            .OrderByDescending(f => f.Version).FirstOrDefault();
        return best.Directory ?? throw new CannotStartException(wanted is null
            ? $"PostgreSQL {OldestVersion} or newer is needed, and its server programs (initdb, pg_ctl, postgres) were not found: "
              + "install it (Debian: apt-get install postgresql; macOS: brew install postgresql), or give ConnectionStrings__ChainCoop and ConnectionStrings__ChainCoopKeys."
            : $"The cluster in {Data} was made by PostgreSQL {wanted}, which is not installed any more: install it again, or move {Location} away to start empty.");
    }

    private static IEnumerable<string> BinaryDirectories() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        .. Below("/usr/lib/postgresql", "*"),
        .. Below("/usr", "pgsql-*"),
        .. Below("/opt/homebrew/opt", "postgresql*"),
        .. Below("/usr/local/opt", "postgresql*"),
    ];

    private static IEnumerable<string> Below(string parent, string pattern) =>
        Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern).Select(d => Path.Combine(d, "bin")) : [];

    /// <summary>One program at a time looks for, starts or stops the server. The kernel frees the lock of a program that dies.</summary>
    private async Task<FileStream> LockStartAndStopAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (TryLock(Path.Combine(Location, "start.lock"), FileAccess.ReadWrite, FileShare.None) is { } held) return held;
            await Task.Delay(50, cancellation);
        }
    }

    private static FileStream? TryLock(string file, FileAccess access, FileShare share)
    {
        PostgresAccount.RefuseLink(file);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, access, share);
        }
        catch (IOException locked) when (locked.HResult is 11 or 35)   // EWOULDBLOCK of Linux, of macOS
        {
            return null;
        }
    }

    private async Task WritePrivateAsync(string file, string text, CancellationToken cancellation)
    {
        File.Delete(file);
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = ownerOnly };
        await using (var stream = new FileStream(file, options))
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellation);
        await _account.OwnAsync(file, cancellation);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static string LastLine(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("no output");
}

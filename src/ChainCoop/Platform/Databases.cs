using Npgsql;

namespace ChainCoop.Platform;

/// <summary>Where the program keeps its data: configured, or in Development without configuration on its own private cluster.</summary>
/// <param name="Main">Connection string of events, read models and payloads.</param>
/// <param name="Keys">Connection string of the wrapped data keys: another database, with a backup cycle of its own.</param>
/// <param name="PrivateDirectory">On the private cluster: the directory of everything that belongs to this machine only.</param>
internal sealed record Databases(string Main, string Keys, bool OnPrivateCluster, string? PrivateDirectory) : IAsyncDisposable
{
    private LocalPostgres? Cluster { get; init; }

    /// <summary>The configured pair; null when neither is given.</summary>
    /// <exception cref="CannotStartException">One is missing or unreadable, or both name one database.</exception>
    public static Databases? FromConfiguration(IConfiguration configuration)
    {
        var main = Read(configuration, "ChainCoop");
        var keys = Read(configuration, "ChainCoopKeys");
        if (main is null && keys is null) return null;
        if (main is null || keys is null)
            throw new CannotStartException($"ConnectionStrings__{(main is null ? "ChainCoop" : "ChainCoopKeys")} is missing; the other one is given.");
        if (Place(main) == Place(keys))
            throw new CannotStartException("ConnectionStrings__ChainCoop and ConnectionStrings__ChainCoopKeys name the same database; keys need one of their own.");
        return new Databases(main.ConnectionString, keys.ConnectionString, OnPrivateCluster: false, PrivateDirectory: null);
    }

    /// <summary>Starts the private cluster in the directory, and creates both databases where they are missing.</summary>
    public static async Task<Databases> OnPrivateClusterAsync(string directory, CancellationToken cancellation)
    {
        var cluster = await LocalPostgres.StartAsync(Path.Combine(directory, "postgres"), cancellation);
        var main = await cluster.DatabaseAsync("chaincoop", cancellation);
        var keys = await cluster.DatabaseAsync("chaincoop_keys", cancellation);
        return new Databases(main, keys, OnPrivateCluster: true, directory) { Cluster = cluster };
    }

    /// <summary>For commands that touch no database: nothing answers here.</summary>
    public static Databases None { get; } = new("Host=127.0.0.1;Port=1;Database=none", "Host=127.0.0.1;Port=1;Database=none_keys", false, null);

    public ValueTask DisposeAsync() => Cluster?.DisposeAsync() ?? default;

    /// <summary>Connection strings hold passwords: never print them.</summary>
    public override string ToString() => OnPrivateCluster ? "private cluster" : "configured databases";

    private static NpgsqlConnectionStringBuilder? Read(IConfiguration configuration, string name)
    {
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(text)) return null;
        try
        {
            // Marten's quick append stores times an hour wrong in a session of another time zone.
            return new NpgsqlConnectionStringBuilder(text) { Timezone = "UTC" };
        }
        catch (ArgumentException unreadable)
        {
            throw new CannotStartException($"ConnectionStrings__{name} cannot be read as a PostgreSQL connection string.", unreadable);
        }
    }

    private static (string Host, int Port, string? Database) Place(NpgsqlConnectionStringBuilder connection)
    {
        var host = (connection.Host ?? "localhost").ToLowerInvariant();
        return (host is "127.0.0.1" or "::1" ? "localhost" : host, connection.Port, connection.Database ?? connection.Username);
    }
}

internal static class DatabasesSetup
{
    // Of the framework's commands these only look at the code. Everything else, and no command at all, needs the databases.
    private static readonly HashSet<string> WithoutDatabase =
        ["help", "?", "-h", "--help", "codegen", "describe", "capabilities", "event-model", "describe-event-model", "describe-handlers", "describe-routing", "witness"];

    /// <summary>Finds the databases, starts the private cluster if it is its turn, and registers <see cref="Databases"/>. Dispose it last of all.</summary>
    public static async Task<Databases> AddDatabasesAsync(this WebApplicationBuilder builder, string[] args)
    {
        // They would also print the passwords that they are given.
        var databases = WithoutDatabase.Contains(args.FirstOrDefault(a => a != "--") ?? "") || args is [_, "--help" or "-h"]
            ? Databases.None
            : Databases.FromConfiguration(builder.Configuration);
        if (databases is null && !builder.Environment.IsDevelopment())
        {
            throw new CannotStartException(
                $"ConnectionStrings__ChainCoop and ConnectionStrings__ChainCoopKeys are missing; only in Development the program brings its own PostgreSQL (this is {builder.Environment.EnvironmentName}).");
        }

        databases ??= await Databases.OnPrivateClusterAsync(Path.Combine(RepositoryOrCurrentDirectory(), ".data"), CancellationToken.None);
        builder.Services.AddSingleton(databases);
        return databases;
    }

    private static string RepositoryOrCurrentDirectory()
    {
        var current = Directory.GetCurrentDirectory();
        for (var directory = current; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "ChainCoop.sln"))) return directory;
        }

        return current;
    }
}

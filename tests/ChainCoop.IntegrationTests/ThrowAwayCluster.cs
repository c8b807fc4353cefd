using System.Diagnostics;
using System.Globalization;
using ChainCoop.Platform;

namespace ChainCoop.IntegrationTests;

/// <summary>
/// One real PostgreSQL for all tests of this run, started when the first test asks for a database, and deleted when the process
/// of the tests ends: by then every host that uses it has stopped.
/// </summary>
internal static class ThrowAwayCluster
{
    private static readonly string Prefix = $"chaincoop-tests-{Environment.UserName}-";
    private static readonly Lazy<Task<LocalPostgres>> Started = new(StartAsync);
    private static int _databases;

    public static Task<LocalPostgres> Cluster => Started.Value;

    /// <summary>The connection string of a new, empty database.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var cluster = await Cluster;
        return await cluster.DatabaseAsync($"test_{Interlocked.Increment(ref _databases)}", TestContext.Current.CancellationToken);
    }

    /// <summary>A new directory for a cluster; the tests that ask for one delete it.</summary>
    public static string NewDirectory() => Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;

    private static async Task<LocalPostgres> StartAsync()
    {
        await DeleteWhatKilledRunsLeftAsync();
        var cluster = await LocalPostgres.StartAsync(NewDirectory(), CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAsync(cluster).GetAwaiter().GetResult();
        return cluster;
    }

    /// <summary>What is deleted need not be written down first: a process that ends has seconds, and a checkpoint may take longer.</summary>
    private static async Task EndAsync(LocalPostgres cluster)
    {
        var server = (await File.ReadAllLinesAsync(Path.Combine(cluster.Location, "data", "postmaster.pid")))[0];
        using (var signal = Process.Start("kill", ["-QUIT", server])) await signal.WaitForExitAsync();
        await DeleteAsync(cluster);
    }

    private static async Task DeleteAsync(LocalPostgres cluster)
    {
        await cluster.DisposeAsync();
        Directory.Delete(cluster.Location, recursive: true);
    }

    private static async Task DeleteWhatKilledRunsLeftAsync()
    {
        FileStream onlyOne;
        try
        {
            onlyOne = File.Open(Path.Combine(Path.GetTempPath(), Prefix + "cleaning.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return;   // another run is at it
        }

        using var _ = onlyOne;
        var running = Process.GetProcesses().Select(p => p.Id).ToHashSet();
        foreach (var directory in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var run = int.Parse(Path.GetFileName(directory)[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture);
            if (!running.Contains(run) && File.Exists(Path.Combine(directory, "password")))
                await DeleteAsync(await LocalPostgres.StartAsync(directory, CancellationToken.None));
        }
    }
}

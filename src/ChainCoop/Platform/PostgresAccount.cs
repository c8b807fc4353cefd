using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace ChainCoop.Platform;

/// <summary>
/// The account under which PostgreSQL's programs run: our own, except for root. PostgreSQL refuses to run as root, so root runs it
/// as the owner of the directory, or as <c>postgres</c>, which distributions create with the package.
/// </summary>
internal sealed class PostgresAccount
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly PostgresAccount Own = new();

    /// <summary>Null: our own account.</summary>
    private string? Name { get; init; }

    private string Group { get; init; } = "";

    /// <summary>
    /// The account for a directory, and the directory itself; or, where that account cannot get at it (a clone below /root),
    /// a stand-in below /var/lib, which the file <c>moved-to</c> records.
    /// </summary>
    public static async Task<(string Location, PostgresAccount Account)> FindAsync(string directory, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory, OwnerOnly);
        // The one true path: servers are recognised by it.
        directory = (await Own.RunAsync(directory, "pwd", ["-P"], cancellation)).Output.TrimEnd('\n');
        if (!Environment.IsPrivilegedProcess) return (directory, Own);

        var record = Path.Combine(directory, "moved-to");
        if (!File.Exists(record))
        {
            var account = await OwnedByAsync(directory, cancellation);
            var (code, _) = await account.RunAsync("/", "test", ["-w", directory], cancellation);
            if (code == 0) return (directory, account);

            var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..16];
            await File.WriteAllTextAsync(record, $"/var/lib/chaincoop-{key}", cancellation);
        }

        var standIn = Directory.CreateDirectory(await File.ReadAllTextAsync(record, cancellation), OwnerOnly).FullName;
        return (standIn, await OwnedByAsync(standIn, cancellation));
    }

    /// <summary>Gives a file that we wrote to the account, which has to read it.</summary>
    public async Task OwnAsync(string file, CancellationToken cancellation)
    {
        if (Name is null) return;
        var (code, output) = await Own.RunAsync("/", "chown", [$"{Name}:", file], cancellation);
        if (code != 0) throw new CannotStartException($"{file} cannot be given to the account {Name}: {output.Trim()}");
    }

    /// <summary>Runs a program to its end; both its streams together are the output.</summary>
    public async Task<(int Code, string Output)> RunAsync(string workingDirectory, string program, string[] arguments, CancellationToken cancellation)
    {
        string[] command = Name is null
            ? [program, .. arguments]
            : ["setpriv", $"--reuid={Name}", $"--regid={Group}", "--init-groups", program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";   // its messages, and its dates, are the same everywhere
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception missing)
        {
            throw new CannotStartException($"{command[0]} cannot be run: {missing.Message}", missing);
        }
    }

    private static async Task<PostgresAccount> OwnedByAsync(string directory, CancellationToken cancellation)
    {
        var owner = (await Own.RunAsync("/", "stat", ["--format=%U", directory], cancellation)).Output.Trim();
        var name = owner == "root" ? "postgres" : owner;
        var (code, group) = await Own.RunAsync("/", "id", ["-g", name], cancellation);
        if (code != 0)
        {
            throw new CannotStartException(
                $"PostgreSQL refuses to run as root, and there is no account {name} to run it under: run this program under an ordinary account.");
        }

        var account = new PostgresAccount { Name = name, Group = group.Trim() };
        if (owner == "root") await account.OwnAsync(directory, cancellation);
        return account;
    }
}

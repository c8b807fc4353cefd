using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace ChainCoop.Platform;

/// <summary>
/// The account under which PostgreSQL's programs run: our own, except for root. PostgreSQL refuses to run as root, so root runs it
/// as the owner of the directory, or as <c>postgres</c>. Root trusts nothing that this account can write.
/// </summary>
internal sealed class PostgresAccount
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Which distributions create with the package.</summary>
    private const string Distribution = "postgres";

    private static readonly PostgresAccount Own = new();

    /// <summary>Null: our own account.</summary>
    private string? Name { get; init; }

    private string Group { get; init; } = "";

    /// <summary>
    /// The account for a directory, and the directory itself; or, where that account cannot get at it (a clone below /root),
    /// a stand-in below /var/lib, which the file <c>moved-to</c> marks.
    /// </summary>
    public static async Task<(string Location, PostgresAccount Account)> FindAsync(string directory, CancellationToken cancellation)
    {
        if (Environment.IsPrivilegedProcess) RefuseLink(directory);
        Directory.CreateDirectory(directory, OwnerOnly);
        // The one true path: servers are recognised by it.
        directory = (await Own.RunAsync(directory, "pwd", ["-P"], cancellation)).Output.TrimEnd('\n');
        if (!Environment.IsPrivilegedProcess) return (directory, Own);

        // That the file is there is all that counts. What it says may be the word of the account, and root would give away what it names.
        var standIn = $"/var/lib/chaincoop-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..16]}";
        var marker = Path.Combine(directory, "moved-to");
        if (!Path.Exists(marker))
        {
            var owner = await OwnerOfAsync(directory, cancellation);
            var account = await ForAsync(owner == "root" ? Distribution : owner, cancellation);
            var (code, _) = await account.RunAsync("/", "test", ["-x", Path.GetDirectoryName(directory) ?? "/"], cancellation);
            if (code == 0)
            {
                if (owner == "root") await account.OwnAsync(directory, cancellation);
                return (directory, account);
            }

            await using var stream = new FileStream(marker, FileMode.CreateNew, FileAccess.Write);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(standIn), cancellation);
        }

        return (standIn, await TakeStandInAsync(standIn, cancellation));
    }

    /// <summary>
    /// Root must not open what another account may have put in the place of a file, so to where that account wants. None
    /// of our files is a link.
    /// </summary>
    public static void RefuseLink(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
            throw new CannotStartException($"{path} is a symbolic link, which this program did not make; it is left alone.");
    }

    /// <summary>Gives a file that we wrote to the account, which has to read it.</summary>
    public async Task OwnAsync(string file, CancellationToken cancellation)
    {
        if (Name is null) return;
        var (code, output) = await Own.RunAsync("/", "chown", ["-h", $"{Name}:", file], cancellation);
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

    /// <summary>The stand-in is ours only as we made it: anything else there could be somebody's that we would give away.</summary>
    private static async Task<PostgresAccount> TakeStandInAsync(string standIn, CancellationToken cancellation)
    {
        RefuseLink(standIn);
        Directory.CreateDirectory(standIn, OwnerOnly);
        var owner = await OwnerOfAsync(standIn, cancellation);
        if (owner is not ("root" or Distribution) || File.GetUnixFileMode(standIn) != OwnerOnly)
            throw new CannotStartException($"{standIn} was not made by this program; it is left alone. Move it away.");

        var account = await ForAsync(Distribution, cancellation);
        if (owner == "root") await account.OwnAsync(standIn, cancellation);
        return account;
    }

    private static async Task<string> OwnerOfAsync(string directory, CancellationToken cancellation) =>
        (await Own.RunAsync("/", "stat", ["--format=%U", directory], cancellation)).Output.Trim();

    private static async Task<PostgresAccount> ForAsync(string name, CancellationToken cancellation)
    {
        var (code, group) = await Own.RunAsync("/", "id", ["-g", name], cancellation);
        if (code != 0)
        {
            throw new CannotStartException(
                $"PostgreSQL refuses to run as root, and there is no account {name} to run it under: run this program under an ordinary account.");
        }

        return new PostgresAccount { Name = name, Group = group.Trim() };
    }
}

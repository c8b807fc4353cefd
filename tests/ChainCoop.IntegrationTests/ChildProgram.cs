using System.Diagnostics;

namespace ChainCoop.IntegrationTests;

/// <summary>The program as its users run it: a process of its own, which a test may kill.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private readonly Process _process;

    /// <summary>Starts it in the directory (which then holds its private cluster), on a free port, with more environment where given.</summary>
    public ChildProgram(string directory, string environment, string[]? arguments = null, IDictionary<string, string?>? variables = null)
    {
        // From its own folder: the framework looks for commands in every assembly beside it, and stumbles over those of the tests.
        var tests = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(tests.Parent!.Parent!.FullName, "ChainCoop", tests.Name, "ChainCoop.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments ?? []])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = environment, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    /// <summary>Where it listens, once it does.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellation)
    {
        const string listening = "Now listening on: ";
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            var at = line.IndexOf(listening, StringComparison.Ordinal);
            if (at < 0) continue;
            _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);   // or it stops when the pipe is full
            _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new Uri(line[(at + listening.Length)..].Trim());
        }

        throw new InvalidOperationException($"The program ended: {await _process.StandardError.ReadToEndAsync(cancellation)}");
    }

    /// <summary>Reads on standard error up to the next line that is meant.</summary>
    public async Task NextErrorLineAsync(Func<string, bool> isMeant, CancellationToken cancellation)
    {
        while (await _process.StandardError.ReadLineAsync(cancellation) is { } line)
        {
            if (isMeant(line)) return;
        }

        throw new InvalidOperationException("The program ended before it said that.");
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<(int Code, string Output, string Errors)> EndAsync(CancellationToken cancellation)
    {
        var output = _process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = _process.StandardError.ReadToEndAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
        return (_process.ExitCode, await output, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}

using JasperFx;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace ChainCoop.Platform;

/// <summary>What the framework's command line lacks: a standard output that is for other programs alone, and the usual ways to ask for help.</summary>
internal static class CommandLine
{
    /// <summary>Other programs, or a file, get what these print.</summary>
    private static bool PrintsForPrograms(string[] args) => args is ["token" or "demo" or "audit" or "assessment" or "timeline" or "witness", ..];

    // The framework brings others, some of which empty the store without asking.
    private static readonly HashSet<string> Everywhere =
        ["run", "help", "?", "feeds", "subscriptions", "rebuild", "keys", "match-keys", "retention", "assessment", "restore-check", "timeline", "witness", "mandate", "audit", "db-apply", "db-assert", "db-dump", "db-list", "db-patch", "projections", "codegen", "check-env", "describe", "describe-handlers", "describe-routing"];

    public static void AddCommandLine(this WebApplicationBuilder builder, string[] args)
    {
        if (PrintsForPrograms(args))
            builder.Logging.AddFilter(level => level >= LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    public static async Task<int> RunCommandAsync(this WebApplication app, string[] args)
    {
        if (PrintsForPrograms(args))
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!app.Environment.IsDevelopment() && args.FirstOrDefault(arg => arg != "--") is { } asked && asked[0] != '-' && !Everywhere.Contains(asked))
            throw new CannotStartException($"There is no command {asked} outside Development; help lists all commands.");

        // The same checks as at start, but the framework would bury what they say in a stack trace.
        if (args is [] or ["run", ..] || args is [['-', ..], ..] and not ["--help" or "-h"])
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.AssertDatabasesAsync();
        }

        // Serving needs no search for commands, which would load every assembly beside the program.
        if (args is [])
        {
            await app.RunAsync();
            return 0;
        }

        return await app.RunJasperFxCommands(args switch
        {
            ["--help" or "-h"] => ["help"],
            [var command, "--help" or "-h"] => ["help", command],
            _ => args,
        });
    }
}

using ChainCoop.Feeds;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using JasperFx.CommandLine;
using Marten;
using Npgsql;
using Spectre.Console;

namespace ChainCoop.Demo;

public sealed class DemoInput : NetCoreInput
{
    [Description("Address of the running development server; default http://127.0.0.1:5080")]
    public string UrlFlag { get; set; } = "http://127.0.0.1:5080";

    [Description("Another table of capture histories: columns of 0 and 1 per list, and a last one with the number of people; default that of the Netherlands")]
    public string? TableFlag { get; set; }

    [Description("A sample of so many people, spread evenly over the file; default all")]
    public int PeopleFlag { get; set; } = int.MaxValue;
}

/// <summary>
/// Plays the table back against a running server: sends by HTTP only, and then compares what the server says with the
/// file. It needs the private cluster of that server for tokens, the count of events and the feed check.
/// </summary>
[Description("Plays the demo against a running development server, and compares the result with the file", Name = "demo")]
public sealed class DemoCommand : JasperFxAsyncCommand<DemoInput>
{
    public override async Task<bool> Execute(DemoInput input)
    {
        using var host = input.BuildHost();
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };

        if (!Uri.TryCreate(input.UrlFlag, UriKind.Absolute, out var url) || input.PeopleFlag < 1)
            return await Fail("--url must be an address such as http://127.0.0.1:5080, --people a number from 1.");
        if (host.Services.GetService<DevelopmentIssuer>() is not { } issuer)
            return await Fail("The demo works in Development on the private cluster only: it needs tokens of every organisation.");

        try
        {
            var table = input.TableFlag is { } file ? CaptureHistories.Parse(await File.ReadAllTextAsync(file, stop.Token)) : CaptureHistories.Netherlands();
            var report = await Run(host.Services, issuer, url, table, table.Sample(input.PeopleFlag).ToList(), stop.Token);

            // Of another table the standard output is for other programs: the overlap alone, in the format of the file.
            report.WriteTo(input.TableFlag is null ? StandardOutput() : StandardError());
            foreach (var row in report.Overlap!.Csv()) await Console.Out.WriteLineAsync(row);
            return report.Differences().Count == 0;
        }
        catch (FormatException faults)
        {
            return await Fail($"{input.TableFlag} is no table of capture histories; nothing was sent.\n{faults.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return await Fail($"{input.TableFlag} cannot be read; nothing was sent. {unreadable.Message}");
        }
        catch (DemoRefusedException refused)
        {
            return await Fail(refused.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return await Fail("Stopped. Run the demo again: it goes on where it was.");
        }
    }

    private static async Task<DemoReport> Run(
        IServiceProvider services, DevelopmentIssuer issuer, Uri url, CaptureHistories table, IReadOnlyList<ListedPerson> people, CancellationToken cancellation)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var register = OrganisationRegister.Current;
        var store = services.GetRequiredService<IDocumentStore>();
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await DemoTokens.EnsureMandates(store, source, register, clock.GetUtcNow(), cancellation);

        using var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
        var tokens = new DemoTokens(issuer, services.GetRequiredService<TokenIssuers>().Audience, clock);
        var client = new DemoClient(http, (oin, _) => Task.FromResult(tokens.Of(oin, register)), clock);

        var lists = DemoLists.Of(table.Lists);
        var signals = DemoSignals.Of(people, lists).ToList();
        var started = clock.GetTimestamp();
        var run = new DemoRun(client);
        IReadOnlyList<DemoStanding> standings = [];
        await DemoProgress.Show(signals.Count, async advance => standings = await run.Play(signals, advance, cancellation));
        var (elapsed, commands) = (clock.GetElapsedTime(started), client.Commands);
        var count = new DemoCount(client, run, table, lists, source, services.GetRequiredService<District>(), clock);
        return await count.Report(people, standings, commands, elapsed, cancellation);
    }

    private static IAnsiConsole StandardError()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected) console.Profile.Width = 160;
        return console;
    }

    private static IAnsiConsole StandardOutput()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        return console;
    }

    private static async Task<bool> Fail(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return false;
    }
}

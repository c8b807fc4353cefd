using System.Globalization;
using Spectre.Console;

namespace ChainCoop.Demo;

/// <summary>Shows on standard error how far the demo is: a bar where somebody watches, a line per tenth in a log.</summary>
internal static class DemoProgress
{
    public static async Task Show(int signals, Func<Action, Task> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected || !console.Profile.Capabilities.Interactive)
        {
            await work(Lines(signals, console));
            return;
        }

        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("Signals", maxValue: signals);
                await work(() => bar.Increment(1));
            });
    }

    private static Action Lines(int signals, IAnsiConsole console)
    {
        var done = 0;
        return () =>
        {
            var now = Interlocked.Increment(ref done);
            if (now * 10L / signals > (now - 1) * 10L / signals)
                console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now:N0} of {signals:N0} signals"));
        };
    }
}

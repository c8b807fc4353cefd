using System.Globalization;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using JasperFx.CommandLine;
using Spectre.Console;

namespace ChainCoop.Timeline.Check;

/// <summary>As it is typed, hence in lower case.</summary>
public enum TimelineWork { verify, keys, newkeys }

public sealed class TimelineInput : NetCoreInput
{
    [Description("verify: compare every stored row with what was sealed; keys: print the public keys of both logs; newkeys: print new private keys, lines to append to Timeline__KeyFile")]
    public TimelineWork Work { get; set; }
}

/// <summary>Exit code 1 when something is not as it was sealed; the first index that is not is named.</summary>
[Description("Compares the stored timeline with what was sealed and signed, from its first leaf: timeline verify", Name = "timeline")]
public sealed class TimelineCommand : JasperFxAsyncCommand<TimelineInput>
{
    public override async Task<bool> Execute(TimelineInput input)
    {
        using var host = input.BuildHost();
        if (input.Work == TimelineWork.newkeys)
        {
            foreach (var line in TimelineKeys.NewKeys(host.Services.GetRequiredService<District>().Operator)) await Console.Out.WriteLineAsync(line);
            return true;
        }

        if (input.Work == TimelineWork.keys)
        {
            var keys = host.Services.GetRequiredService<TimelineKeys>();
            foreach (var key in Enum.GetValues<SealedLog>().SelectMany(keys.VerifiersOf)) await Console.Out.WriteLineAsync(key.ToString());
            return true;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        return await VerifyAsync(host.Services.GetRequiredService<TimelineCheck>(), stop.Token);
    }

    private static async Task<bool> VerifyAsync(TimelineCheck check, CancellationToken token)
    {
        List<TimelineReport> reports = [];
        await AnsiConsole.Progress().AutoClear(true).StartAsync(async bars =>
        {
            foreach (var log in Enum.GetValues<SealedLog>())
            {
                var bar = bars.AddTask(Kebab.Of(log));
                reports.Add(await check.WholeAsync(log, (done, all) => (bar.MaxValue, bar.Value) = (all, done), token));
            }
        });
        foreach (var report in reports) await Console.Out.WriteLineAsync(Line(report));
        return reports.TrueForAll(report => report.Fault is null);
    }

    internal static string Line(TimelineReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kebab.Of(report.Log)}: {report.Rows:N0} rows are as they were sealed ({report.Destroyed:N0} without their content, which was destroyed), {report.Checkpoints:N0} signed heads fit.{(report.Fault is { } fault ? $" FIRST FAULT at index {fault.Index}: {fault.What}." : "")}");
}

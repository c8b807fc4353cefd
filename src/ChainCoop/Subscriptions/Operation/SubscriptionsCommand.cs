using System.Globalization;
using ChainCoop.Platform;
using JasperFx.CommandLine;
using Npgsql;

namespace ChainCoop.Subscriptions.Operation;

/// <summary>As it is typed, hence in lower case.</summary>
public enum SubscriptionsWork { status }

public sealed class SubscriptionsInput : NetCoreInput
{
    [Description("status: how far the deliveries of each subscription are")]
    public SubscriptionsWork Work { get; set; }
}

/// <summary>Exit code 1 when a receiver fails or there are dead letters.</summary>
[Description("Lists subscriptions with their backlog, their oldest entry that is not delivered, and since when their receiver fails: subscriptions status", Name = "subscriptions")]
public sealed class SubscriptionsCommand : JasperFxAsyncCommand<SubscriptionsInput>
{
    public override async Task<bool> Execute(SubscriptionsInput input)
    {
        using var host = input.BuildHost();
        var backlogs = await Backlogs.ReadAsync(host.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
        foreach (var line in Report(backlogs, host.Services.GetRequiredService<TimeProvider>().GetUtcNow())) await Console.Out.WriteLineAsync(line);
        return !backlogs.Any(backlog => backlog.Dead > 0 || backlog.FailingSince is not null);
    }

    internal static IEnumerable<string> Report(IReadOnlyList<Backlog> backlogs, DateTimeOffset now)
    {
        foreach (var one in backlogs)
        {
            var line = string.Create(
                CultureInfo.InvariantCulture, $"{one.Subscription}  {one.Organisation}  {one.Room,-8}  {one.Status,-10}  {one.Lag + one.Waiting,8:N0} to deliver");
            if (one.OldestAt is { } oldest) line += string.Create(CultureInfo.InvariantCulture, $", the oldest for {(now - oldest).TotalSeconds:N0} s");
            if (one.Dead > 0) line += string.Create(CultureInfo.InvariantCulture, $", {one.Dead:N0} dead letters");
            if (one.FailingSince is { } since) line += $", failing since {InstantForm.Write(since)}";
            if (one.ClosedUntil > now) line += $", closed until {InstantForm.Write(one.ClosedUntil.Value)}";
            yield return line;
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"{backlogs.Count} subscriptions, {backlogs.Sum(one => one.Lag + one.Waiting):N0} entries to deliver, {backlogs.Sum(one => one.Dead):N0} dead letters.");
    }
}

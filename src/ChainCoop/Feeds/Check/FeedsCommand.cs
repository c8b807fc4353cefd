using System.Globalization;
using JasperFx.CommandLine;
using Npgsql;

namespace ChainCoop.Feeds.Check;

/// <summary>As it is typed, hence in lower case.</summary>
public enum FeedsWork { check }

public sealed class FeedsInput : NetCoreInput
{
    [Description("check: compares every feed with an independent computation from the stored events")]
    public FeedsWork Work { get; set; }
}

/// <summary>Exit code 1 when a feed differs.</summary>
[Description("Compares every feed with the timeline, and names the first bad row: feeds check", Name = "feeds")]
public sealed class FeedsCommand : JasperFxAsyncCommand<FeedsInput>
{
    public override async Task<bool> Execute(FeedsInput input)
    {
        using var host = input.BuildHost();
        try
        {
            var result = await FeedCheck.RunAsync(
                host.Services.GetRequiredService<NpgsqlDataSource>(), host.Services.GetRequiredService<District>().Source, CancellationToken.None);
            foreach (var line in Report(result)) await Console.Out.WriteLineAsync(line);
            return result.Faults.Count == 0;
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await Console.Error.WriteLineAsync("There are no feeds in this database: start the program, or create the schema with db-apply.");
            return false;
        }
    }

    public static IEnumerable<string> Report(FeedCheckResult result)
    {
        foreach (var feed in result.Feeds)
            yield return string.Create(CultureInfo.InvariantCulture, $"{feed.Organisation}  {feed.Room,-8}  {feed.Entries,12:N0}");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Feeds.Count} feeds, {result.Feeds.Sum(feed => feed.Entries):N0} entries, compared with {result.Events:N0} events (up to sequence {result.UpTo}).");
        foreach (var fault in result.Faults) yield return fault.ToString();
        yield return result.Faults.Count == 0 ? "Every feed is as the timeline says." : $"{result.Faults.Count} feeds differ from the timeline; the first bad row is {result.Faults[0]}.";
    }
}

using System.Globalization;
using ChainCoop.Shared;
using JasperFx.CommandLine;
using Npgsql;

namespace ChainCoop.Privacy.Retention;

public sealed class RetentionInput : NetCoreInput
{
    [Description("due: how many records may be destroyed, per class and municipality; what-if: what another file of rules would change, without changing it")]
    public string Work { get; set; } = "";

    [Description("due: on which day, yyyy-MM-dd; default today in the Netherlands")]
    public string? OnFlag { get; set; }

    [Description("what-if: the file, in the form of retention.data.json; its last version is compared with the one in force")]
    public string? RulesFlag { get; set; }
}

/// <summary>Counts only, no records: what they print may be passed on.</summary>
[Description("When records may be destroyed: retention due --on day, retention what-if --rules file", Name = "retention")]
public sealed class RetentionCommand : JasperFxAsyncCommand<RetentionInput>
{
    public override async Task<bool> Execute(RetentionInput input)
    {
        using var host = input.BuildHost();
        var faults = new Faults();
        var asked = RetentionRequest.Read(input, DutchTime.DayOf(host.Services.GetRequiredService<TimeProvider>().GetUtcNow()), faults);
        if (asked is null)
        {
            foreach (var fault in faults.All) await Console.Error.WriteLineAsync($"{fault.Pointer} {fault.Detail}");
            return false;
        }

        try
        {
            foreach (var line in await LinesAsync(asked, host.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None))
                await Console.Out.WriteLineAsync(line);
            return true;
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await Console.Error.WriteLineAsync("There is no retention in this database: start the program, or create the schema with db-apply.");
            return false;
        }
    }

    internal static async Task<IReadOnlyList<string>> LinesAsync(RetentionRequest asked, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select rules from privacy.retention_progress");
        var inForce = RetentionRules.Current.Find((string)(await command.ExecuteScalarAsync(token))!);
        var day = asked.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (asked.Other is { } other)
        {
            var differences = await WhatIf.RunAsync(source, inForce, other, asked.Day, token);
            return [$"Version {inForce.Version} in force, compared with version {other.Version} of the file, on {day}. Nothing was changed.", .. differences.Select(difference => difference.ToString())];
        }

        var due = await RetentionDue.ReadAsync(source, asked.Day, token);
        return
        [
            .. due.Select(count => count.ToString()),
            string.Create(CultureInfo.InvariantCulture, $"{due.Sum(count => count.Records):N0} records may be destroyed on {day} by version {inForce.Version} of the rules."),
        ];
    }
}

/// <param name="Other">Null: what is due.</param>
internal sealed record RetentionRequest(DateOnly Day, RetentionVersion? Other)
{
    /// <summary>Looks at all of it, so that one run tells all that is wrong.</summary>
    public static RetentionRequest? Read(RetentionInput input, DateOnly today, Faults faults)
    {
        var day = today;
        var isWhatIf = input.Work == "what-if";
        faults.Require(isWhatIf || input.Work == "due", "retention", "has due and what-if.");
        faults.Require(
            input.OnFlag is null || DateOnly.TryParseExact(input.OnFlag, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day),
            "--on", "must be a day such as 2026-12-31.");
        faults.Require(input.OnFlag is null || !isWhatIf, "--on", "belongs to due: what-if is about today.");
        faults.Require(isWhatIf == input.RulesFlag is not null, "--rules", isWhatIf ? "is missing: the file to compare with." : "belongs to what-if.");

        RetentionRules? rules = null;
        if (isWhatIf && input.RulesFlag is { } path)
        {
            try
            {
                using var file = File.OpenRead(path);
                rules = RetentionFile.Read(file, faults);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                faults.Add("--rules", "names no file that can be read.");
            }
        }
        return faults.All.Count > 0 ? null : new RetentionRequest(day, rules?.Versions[^1]);
    }
}

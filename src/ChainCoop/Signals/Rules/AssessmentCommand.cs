using ChainCoop.Access;
using ChainCoop.Shared;
using JasperFx.CommandLine;
using Marten;
using Npgsql;

namespace ChainCoop.Signals.Rules;

public sealed class AssessmentInput : NetCoreInput
{
    [Description("what-if: what another version of the rules would have advised about the signals that were assessed, without changing anything")]
    public string Work { get; set; } = "";

    [Description("A version of the rules that the program has, or a file in the form of assessment-rules.data.json, of which the last version counts")]
    public string? RulesFlag { get; set; }
}

/// <summary>For whoever proposes rules: ids, codes and counts, nothing personal. The look is on record like every other.</summary>
[Description("What other rules of assessment would have advised: assessment what-if --rules version or file", Name = "assessment")]
public sealed class AssessmentCommand : JasperFxAsyncCommand<AssessmentInput>
{
    public override async Task<bool> Execute(AssessmentInput input)
    {
        using var host = input.BuildHost();
        var faults = new Faults();
        if (Read(input, faults) is not { } rules)
        {
            foreach (var fault in faults.All) await Console.Error.WriteLineAsync($"{fault.Pointer} {fault.Detail}");
            return false;
        }

        try
        {
            foreach (var line in (await RunAsync(rules, host.Services, CancellationToken.None)).Lines()) await Console.Out.WriteLineAsync(line);
            return true;
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await Console.Error.WriteLineAsync("There are no signals in this database: start the program, or create the tables with db-apply.");
            return false;
        }
    }

    internal static async Task<BackTest> RunAsync(AssessmentVersion rules, IServiceProvider services, CancellationToken token)
    {
        await using var session = services.GetRequiredService<IDocumentStore>().QuerySession();
        List<AssessedSignal> signals = [];
        await foreach (var signal in session.Query<Signal>().OrderBy(signal => signal.Id).ToAsyncEnumerable(token))
            signals.Add(new AssessedSignal(signal.Id, signal.Status, signal.Urgency, signal.Steps));
        await Look(services.GetRequiredService<TimeProvider>().GetUtcNow()).WriteAsync(services.GetRequiredService<NpgsqlDataSource>(), token);
        return BackTest.Run(signals, rules);
    }

    internal static AssessmentVersion? Read(AssessmentInput input, Faults faults)
    {
        faults.Require(input.Work == "what-if", "assessment", "has what-if.");
        faults.Require(input.RulesFlag is not null, "--rules", "is missing: a version, or the file of one.");
        if (faults.All.Count > 0) return null;
        if (AssessmentRules.Current.Find(new RuleVersion(input.RulesFlag!)) is { } known) return known;
        try
        {
            using var file = File.OpenRead(input.RulesFlag!);
            return AssessmentRules.Read(file, faults)?.Versions[^1];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            faults.Add("--rules", "names no version of the program, and no file that can be read.");
            return null;
        }
    }

    /// <summary>Nobody in particular: who runs commands on the machine has no token.</summary>
    private static AccessRecord Look(DateTimeOffset now) => new()
    {
        At = now,
        StartedAt = now,
        TraceId = "",
        SpanId = "",
        Method = "command",
        Route = "assessment what-if",
        Action = ListSignalsEndpoint.Rule.Name,
        Status = StatusCodes.Status200OK,
        Kind = ListSignalsEndpoint.Rule.Kind,
        Purpose = new Purpose("oversight"),
    };
}

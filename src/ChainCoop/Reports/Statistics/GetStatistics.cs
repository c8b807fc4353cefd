using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Signals.Matching;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Reports.Statistics;

/// <param name="From">First day of the period, in the Netherlands.</param>
/// <param name="To">Its last day.</param>
/// <param name="Municipality">The rows that this municipality is in; absent: those of the caller's municipalities, and for a chain director all, side by side.</param>
public sealed record GetStatistics(DateOnly From, DateOnly To, MunicipalityCode? Municipality = null) : IChecked
{
    public const int MostYears = 30;

    public void Check(Faults faults)
    {
        if (faults.Has("/from") || faults.Has("/to")) return;
        faults.Require(From <= To, "/to", "Must not be before the first day.");
        faults.Require(From.Year >= 1900 && To.Year < From.Year + MostYears, "/to", $"The period must be within {MostYears} years after 1900.");
    }
}

/// <summary>How often things happened in a period, per municipality and category.</summary>
/// <param name="Municipality">Absent: all of them.</param>
/// <param name="Rules">Version of the rules by which tables are made and small numbers left out.</param>
/// <param name="Complete">No number is left out for being small, or for making something small computable.</param>
/// <param name="Sentences">What the codes in <c>notSaid</c> mean.</param>
public sealed record StatisticsReport(
    MunicipalityCode? Municipality, DateOnly From, DateOnly To, string Rules, bool Complete, IReadOnlyList<StatisticsTable> Tables, IReadOnlyList<Sentence> Sentences);

public static class GetStatisticsEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "report.statistics", ResourceKind.Municipality, Room.General, [], [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Auditor],
        [.. Purpose.All]);

    /// <summary>
    /// Counts signals, cases, shelter, measures and matches of a period. Whole calendar years that are over are for everybody who works for a
    /// municipality, without small numbers (adr/0048); every number of any period is for a chain director with a mandate for all municipalities of
    /// the district. As CSV by <c>Accept: text/csv</c>.
    /// </summary>
    [WolverineGet("/reports/statistics"), Scope("municipalities.read"), ReadsWrites(ReadSide.Municipalities)]
    [ProducesResponseType<StatisticsReport>(StatusCodes.Status200OK, "application/json", Accepts.Csv)]
    public static Task<IResult> Get([Query] GetStatistics query, HttpContext http, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(
            Rule,
            async scope =>
            {
                if (query.Municipality is { } asked && !scope.Municipalities.Contains(asked.Value)) return Shown.Refused(Problems.NotFound);
                var seesAll = GetOverlapEndpoint.SeesSmallNumbers(scope);
                if (!seesAll && Faulty(query, scope.Now) is { Count: > 0 } faults) return Shown.Refused(Problems.InvalidInput(faults));
                var report = (seesAll ? await WholeAsync(query, source, scope.Token) : await PublishedAsync(query, source, scope.Token)).Of(RowsOf(query, scope));
                return new Shown(Accepts.PrefersCsv(http) ? Results.Text(report.Csv(), Accepts.Csv) : report);
            },
            Matter.Of(query.Municipality?.Value));

    /// <summary>What is wrong with a period of who sees no small numbers: parts of years would tell by their difference what happened between.</summary>
    private static List<Fault> Faulty(GetStatistics query, DateTimeOffset now)
    {
        const string offered = "Whole calendar years that are over are offered: from a first of January to a 31st of December before today.";
        List<Fault> faults = [];
        if (query.From is not { Month: 1, Day: 1 }) faults.Add(new Fault("query:from", offered));
        if (query.To is not { Month: 12, Day: 31 } || query.To >= DutchTime.DayOf(now)) faults.Add(new Fault("query:to", offered));
        if (RulesOf(query).Distinct().Count() > 1) faults.Add(new Fault("query:from", "The rules of statistics changed within the period: ask for its parts."));
        return faults;
    }

    /// <summary>Other municipalities are hidden, but at the table of the chain directors.</summary>
    private static IReadOnlyCollection<MunicipalityCode> RowsOf(GetStatistics query, Scope scope) =>
        query.Municipality is { } asked ? [asked]
        : scope.Facts.MunicipalitiesOf(scope.Actor, new HashSet<Role> { Role.ChainDirector }).Length > 0 ? Municipalities
        : [.. scope.Municipalities.Select(code => new MunicipalityCode(code))];

    private static async Task<StatisticsReport> WholeAsync(GetStatistics query, NpgsqlDataSource source, CancellationToken token)
    {
        var rules = StatisticsRules.On(query.To);
        var counts = await Facts.CountAsync(source, Municipalities, query.From, query.To, token);
        return Report(query, rules, complete: true, StatisticsTables.Whole(rules, Municipalities, [.. counts]));
    }

    private static async Task<StatisticsReport> PublishedAsync(GetStatistics query, NpgsqlDataSource source, CancellationToken token)
    {
        var rules = RulesOf(query).Last();
        var counts = (await Facts.CountAsync(source, Municipalities, query.From, query.To, token)).ToLookup(count => count.Year);
        return Report(
            query, rules, complete: false,
            StatisticsTables.Sum([.. Enumerable.Range(query.From.Year, query.To.Year - query.From.Year + 1).Select(year => StatisticsTables.Published(rules, Municipalities, [.. counts[year]]))]));
    }

    /// <summary>A year has the rules of its last day, whenever and with whatever else it is asked for: it is published in one form.</summary>
    private static IEnumerable<StatisticsRules> RulesOf(GetStatistics query) =>
        Enumerable.Range(query.From.Year, query.To.Year - query.From.Year + 1).Select(year => StatisticsRules.On(new(year, 12, 31)));

    private static IReadOnlyList<MunicipalityCode> Municipalities { get; } =
        [.. OrganisationRegister.Current.Municipalities.Select(municipality => municipality.Code).OrderBy(code => code.Value, StringComparer.Ordinal)];

    private static StatisticsReport Report(GetStatistics query, StatisticsRules rules, bool complete, IReadOnlyList<StatisticsTable> tables) =>
        new(query.Municipality, query.From, query.To, rules.Version, complete, tables, rules.Sentences);

    private static StatisticsReport Of(this StatisticsReport report, IReadOnlyCollection<MunicipalityCode> shown) =>
        report with { Tables = [.. report.Tables.Select(table => table with { Rows = [.. table.Rows.Where(row => row.Municipalities.Any(shown.Contains))] })] };
}

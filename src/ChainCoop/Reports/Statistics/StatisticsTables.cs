using ChainCoop.Shared;

namespace ChainCoop.Reports.Statistics;

/// <summary>So many facts of a kind, with their code and value.</summary>
internal sealed record FactCount(FactKind Kind, MunicipalityCode Municipality, string Code, int Value, int Count)
{
    /// <summary>Of the calendar in the Netherlands.</summary>
    public int Year { get; init; }
}

/// <summary>Tables from counts: pure, and the same for everybody who sees no small numbers.</summary>
internal static class StatisticsTables
{
    private const string District = "district";

    /// <summary>Of one period, with every cell.</summary>
    public static IReadOnlyList<StatisticsTable> Whole(StatisticsRules rules, IReadOnlyList<MunicipalityCode> municipalities, IReadOnlyList<FactCount> counts) =>
        [.. rules.Tables.Select(table => GridOf(rules, table, municipalities, counts)).Zip(rules.Tables, (grid, table) =>
            Table(table, grid, [.. grid.Cells.Select(row => row.Select(_ => true).ToArray())]))];

    /// <summary>Of one year, without small numbers.</summary>
    public static IReadOnlyList<StatisticsTable> Published(StatisticsRules rules, IReadOnlyList<MunicipalityCode> municipalities, IReadOnlyList<FactCount> counts) =>
        [.. rules.Tables.Select(table =>
        {
            var grid = GridOf(rules, table, municipalities, counts);
            var published = GridSuppression.Of(grid, GridSuppression.Groups([.. Enumerable.Range(0, grid.Rows.Count).Select(grid.RowTotal)], rules.Threshold), rules.Threshold);
            return published is null ? new StatisticsTable(table.Code, null, [], [], table.NotSaid) : Table(table, published.Merged, published.Given);
        })];

    /// <summary>
    /// Of several years what is given of each: a sum of what everybody may know tells nothing new. What one of them does not give the sum does not give.
    /// </summary>
    public static IReadOnlyList<StatisticsTable> Sum(IReadOnlyList<IReadOnlyList<StatisticsTable>> years) =>
        [.. years[0].Select((first, i) =>
        {
            var tables = years.Select(year => year[i]).ToList();
            var columns = first.Columns.Where(column => tables.TrueForAll(table => table.Columns.Any(other => other.Code == column.Code))).ToList();
            return first with
            {
                Total = Add(tables.Select(table => table.Total)),
                Columns = [.. columns.Select(column => column with { Total = tables.Sum(table => table.Columns.Single(other => other.Code == column.Code).Total) })],
                Rows =
                [
                    .. first.Rows.Select(row => tables.Select(table => (Table: table, Row: table.Rows.FirstOrDefault(other => other.Municipalities.SequenceEqual(row.Municipalities)))).ToList())
                        .Where(rows => rows.TrueForAll(of => of.Row is not null))
                        .Select(rows => new StatisticsRow(
                            rows[0].Row!.Municipalities, rows.Sum(of => of.Row!.Total),
                            [.. columns.Select(column => Add(rows.Select(of => of.Row!.Cells[of.Table.Columns.Select(other => other.Code).ToList().IndexOf(column.Code)])))])),
                ],
            };
        })];

    /// <summary>Null where one of them is.</summary>
    private static int? Add(IEnumerable<int?> numbers) => numbers.Aggregate((int?)0, (sum, number) => sum + number);

    private static Grid GridOf(StatisticsRules rules, TableRule table, IReadOnlyList<MunicipalityCode> municipalities, IReadOnlyList<FactCount> counts)
    {
        var own = counts.Where(count => count.Kind == table.Kind).ToList();
        IReadOnlyList<string> rows = table.DistrictOnly ? [District] : [.. municipalities.Select(municipality => municipality.Value)];
        var columns = rules.CategoriesOf(table);
        var cells = rows.Select(_ => new int[columns.Count]).ToArray();
        foreach (var count in own)
        {
            var row = table.DistrictOnly ? 0 : rows.ToList().IndexOf(count.Municipality.Value);
            if (row >= 0) cells[row][columns.ToList().IndexOf(rules.CategoryOf(table, count.Code, count.Value))] += count.Count;
        }

        return new Grid(rows, columns, cells);
    }

    private static StatisticsTable Table(TableRule table, Grid grid, bool[][] given) => new(
        table.Code, grid.Total,
        [.. grid.Columns.Select((code, column) => new StatisticsColumn(code, grid.ColumnTotal(column)))],
        table.DistrictOnly ? [] : [.. grid.Rows.Select((codes, row) => new StatisticsRow(
            [.. codes.Split(' ').Select(code => new MunicipalityCode(code))], grid.RowTotal(row), [.. grid.Cells[row].Select((cell, column) => given[row][column] ? cell : (int?)null)]))],
        table.NotSaid);
}

/// <param name="Code">Which table.</param>
/// <param name="Total">Of the district; null: too small to be shown, as is all else of it.</param>
/// <param name="NotSaid">Codes of sentences about what it does not say.</param>
public sealed record StatisticsTable(string Code, int? Total, IReadOnlyList<StatisticsColumn> Columns, IReadOnlyList<StatisticsRow> Rows, IReadOnlyList<string> NotSaid);

/// <param name="Code">A category; several with a space between, where they were too small for themselves.</param>
public sealed record StatisticsColumn(string Code, int Total);

/// <param name="Municipalities">One, or several that were too small for themselves.</param>
/// <param name="Cells">In the order of the columns; null: not shown.</param>
public sealed record StatisticsRow(IReadOnlyList<MunicipalityCode> Municipalities, int Total, IReadOnlyList<int?> Cells);

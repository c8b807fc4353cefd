namespace ChainCoop.Reports.Statistics;

/// <summary>Counts of one year: a row per municipality, a column per category.</summary>
/// <param name="Rows">Codes of municipalities.</param>
/// <param name="Columns">Codes of categories.</param>
/// <param name="Cells">By row, then by column.</param>
internal sealed record Grid(IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, int[][] Cells)
{
    public int Total => Cells.Sum(row => row.Sum());

    public int RowTotal(int row) => Cells[row].Sum();

    public int ColumnTotal(int column) => Cells.Sum(row => row[column]);

    /// <summary>Rows and columns together as it is said, in the order of the groups.</summary>
    public Grid Merged(IReadOnlyList<IReadOnlyList<int>> rows, IReadOnlyList<IReadOnlyList<int>> columns) => new(
        [.. rows.Select(group => string.Join(' ', group.Select(row => Rows[row])))],
        [.. columns.Select(group => string.Join(' ', group.Select(column => Columns[column])))],
        [.. rows.Select(group => columns.Select(part => group.Sum(row => part.Sum(column => Cells[row][column]))).ToArray())]);
}

/// <summary>
/// What anybody may know of a grid. All totals of its rows and columns are known; cells that are not given can have, with everything that is given,
/// any of five values in a row at least, and those that are small any from 0 to one below the threshold.
/// </summary>
/// <param name="Merged">Rows and columns that were too small for themselves are one; its codes have a space between.</param>
/// <param name="Given">Whether the cell is shown.</param>
internal sealed record PublishedGrid(Grid Merged, bool[][] Given);

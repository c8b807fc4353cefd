namespace ChainCoop.Reports.Statistics;

/// <summary>
/// Takes out of a grid what would show a small number, and as much more as it could be computed from (domain, section 8; Cox, Suppression methodology
/// and statistical disclosure control, JASA 75, 1980). What is given is the same for everybody, so that nobody learns more by asking twice.
/// </summary>
internal static class GridSuppression
{
    /// <summary>Rows that stand together: grids that share their row totals have to share this, or one would tell what the other merged.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Groups(IReadOnlyList<int> totals, int threshold)
    {
        var order = Enumerable.Range(0, totals.Count).OrderBy(i => totals[i]).ThenBy(i => i).ToList();
        if (order.Count == 0 || totals[order[0]] >= threshold) return [.. Enumerable.Range(0, totals.Count).Select(i => (IReadOnlyList<int>)[i])];
        var together = order.TakeWhile(i => totals[i] < threshold).ToList();
        foreach (var next in order.Skip(together.Count))
        {
            if (together.Count > 1 && together.Sum(i => totals[i]) >= threshold) break;
            together.Add(next);
        }

        return [.. Enumerable.Range(0, totals.Count).Except(together).Select(i => (IReadOnlyList<int>)[i]), [.. together.Order()]];
    }

    /// <returns>Null: so little that nothing of it is given.</returns>
    public static PublishedGrid? Of(Grid grid, IReadOnlyList<IReadOnlyList<int>> rows, int threshold)
    {
        if (grid.Total < threshold) return null;
        var columns = Groups([.. Enumerable.Range(0, grid.Columns.Count).Select(grid.ColumnTotal)], threshold);
        while (true)
        {
            var merged = grid.Merged(rows, columns);
            if (Given(merged, threshold) is { } given) return new PublishedGrid(merged, given);

            // Even with no cell given the totals say too much of one: categories stand together until they do not.
            var order = Enumerable.Range(0, columns.Count).OrderBy(merged.ColumnTotal).ThenBy(i => i).ToList();
            columns = [.. columns.Where((_, i) => i != order[0] && i != order[1]), [.. columns[order[0]].Concat(columns[order[1]]).Order()]];
        }
    }

    /// <returns>Null: not even with nothing given.</returns>
    private static bool[][]? Given(Grid grid, int threshold)
    {
        var given = grid.Cells.Select(row => row.Select(cell => cell >= threshold).ToArray()).ToArray();
        while (FirstUnsafe(grid, given, threshold) is var (row, column))
        {
            // The circle through it that costs least; where there is none with anything left to take out, the smallest that is left.
            var circle = Circles(grid, row, column).Select(cells => cells.Where(cell => given[cell.Row][cell.Column]).ToList()).Where(cells => cells.Count > 0)
                .MinBy(cells => cells.Sum(cell => grid.Cells[cell.Row][cell.Column]));
            circle ??= [.. CellsOf(grid).Where(cell => given[cell.Row][cell.Column]).OrderBy(cell => grid.Cells[cell.Row][cell.Column]).Take(1)];
            if (circle.Count == 0) return null;
            foreach (var cell in circle) given[cell.Row][cell.Column] = false;
        }

        return given;
    }

    /// <summary>What could rise and fall with a cell so that all totals stay: one other of its row, one of its column, and the one where they meet.</summary>
    private static IEnumerable<(int Row, int Column)[]> Circles(Grid grid, int row, int column) =>
        from r in Enumerable.Range(0, grid.Rows.Count)
        from c in Enumerable.Range(0, grid.Columns.Count)
        where r != row && c != column
        select new[] { (r, column), (row, c), (r, c) };

    private static (int Row, int Column)? FirstUnsafe(Grid grid, bool[][] given, int threshold)
    {
        foreach (var (row, column) in CellsOf(grid))
        {
            if (!given[row][column] && !IsSafe(grid.Cells[row][column], CellBounds.Of(grid, given, row, column, threshold), threshold)) return (row, column);
        }

        return null;
    }

    /// <summary>A small value could be any small one; another any of as many values in a row.</summary>
    public static bool IsSafe(int value, (int Least, int Most) bounds, int threshold) =>
        value < threshold ? bounds.Least == 0 && bounds.Most >= threshold - 1 : bounds.Most - bounds.Least >= threshold - 1;

    private static IEnumerable<(int Row, int Column)> CellsOf(Grid grid) =>
        from row in Enumerable.Range(0, grid.Rows.Count) from column in Enumerable.Range(0, grid.Columns.Count) select (row, column);
}

using ChainCoop.Reports.Statistics;

namespace ChainCoop.Tests.Reports.Statistics;

/// <summary>Whoever knows all that is given tries every grid that fits: another method than the one that decides what is given.</summary>
public class small_numbers_in_grids
{
    private const int Threshold = 5;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Seeds))]
    public void cannot_be_computed_from_what_is_given(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 5; round++)
        {
            var grid = Drawn(random);
            var rows = GridSuppression.Groups([.. Enumerable.Range(0, grid.Rows.Count).Select(grid.RowTotal)], Threshold);
            if (GridSuppression.Of(grid, rows, Threshold) is not { } published)
            {
                grid.Total.ShouldBeLessThan(Threshold);
                continue;
            }

            var (merged, given) = published;
            merged.Total.ShouldBe(grid.Total);
            Enumerable.Range(0, merged.Rows.Count).ShouldAllBe(row => merged.RowTotal(row) >= Threshold);
            Enumerable.Range(0, merged.Columns.Count).ShouldAllBe(column => merged.ColumnTotal(column) >= Threshold);
            var possible = Possible(merged, given);
            for (var row = 0; row < merged.Rows.Count; row++)
            {
                for (var column = 0; column < merged.Columns.Count; column++)
                {
                    var (value, values) = (merged.Cells[row][column], possible[row][column]);
                    var text = $"seed {seed}, {Written(merged, given)}, cell {row} {column}";
                    if (given[row][column])
                    {
                        value.ShouldBeGreaterThanOrEqualTo(Threshold, text);
                        continue;
                    }

                    values.ShouldContain(value, text);
                    if (value < Threshold) Enumerable.Range(0, Threshold).ShouldBeSubsetOf(values, text);
                    else (values.Max - values.Min).ShouldBeGreaterThanOrEqualTo(Threshold - 1, text);
                    values.Count.ShouldBe(values.Max - values.Min + 1, text);
                    CellBounds.Of(merged, given, row, column, 1000).ShouldBe((values.Min, values.Max), text);
                }
            }
        }
    }

    [Fact]
    public void leave_a_grid_of_large_ones_alone()
    {
        var grid = new Grid(["a", "b"], ["x", "y"], [[7, 5], [9, 30]]);

        var published = GridSuppression.Of(grid, [[0], [1]], Threshold)!;

        published.Given.SelectMany(row => row).ShouldAllBe(given => given);
        published.Merged.Cells.ShouldBe(grid.Cells);
    }

    [Fact]
    public void take_more_out_with_them()
    {
        var published = GridSuppression.Of(new Grid(["a", "b", "c"], ["x", "y", "z"], [[2, 20, 30], [40, 50, 60], [70, 80, 90]]), [[0], [1], [2]], Threshold)!;

        published.Given.ShouldBe([[false, false, true], [false, false, true], [true, true, true]]);
    }

    [Fact]
    public void of_a_whole_grid_are_all_that_is_kept_back() => GridSuppression.Of(new Grid(["a"], ["x", "y"], [[2, 2]]), [[0]], Threshold).ShouldBeNull();

    [Theory]
    [InlineData(new[] { 9, 8, 7 }, "0 | 1 | 2")]
    [InlineData(new[] { 9, 2, 7 }, "0 | 1 2")]
    [InlineData(new[] { 9, 2, 4, 7 }, "0 | 3 | 1 2")]
    [InlineData(new[] { 0, 0, 4, 7, 9 }, "4 | 0 1 2 3")]
    [InlineData(new[] { 3 }, "0")]
    public void of_municipalities_and_categories_stand_together(int[] totals, string groups) =>
        string.Join(" | ", GridSuppression.Groups(totals, Threshold).Select(group => string.Join(' ', group))).ShouldBe(groups);

    private static Grid Drawn(Random random)
    {
        var (rows, columns, most) = (random.Next(1, 4), random.Next(1, 4), random.Next(2, 12));
        return new Grid(
            [.. Enumerable.Range(0, rows).Select(row => $"r{row}")], [.. Enumerable.Range(0, columns).Select(column => $"c{column}")],
            [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => random.Next(3) == 0 ? random.Next(3) : random.Next(most)).ToArray())]);
    }

    /// <summary>Every value that a cell has in any grid of numbers from 0 on with the same totals and the same given cells.</summary>
    private static SortedSet<int>[][] Possible(Grid grid, bool[][] given)
    {
        var (rows, columns) = (grid.Rows.Count, grid.Columns.Count);
        var found = grid.Cells.Select(row => row.Select(_ => new SortedSet<int>()).ToArray()).ToArray();
        var left = Enumerable.Range(0, rows).Select(grid.RowTotal).ToArray();
        var below = Enumerable.Range(0, columns).Select(grid.ColumnTotal).ToArray();
        var tried = new int[rows * columns];
        Try(0);
        return found;

        void Try(int cell)
        {
            if (cell == rows * columns)
            {
                for (var i = 0; i < cell; i++) found[i / columns][i % columns].Add(tried[i]);
                return;
            }

            var (row, column) = (cell / columns, cell % columns);
            var most = Math.Min(left[row], below[column]);

            // The last of a row or column is what is left.
            var least = column == columns - 1 ? left[row] : 0;
            if (row == rows - 1) least = Math.Max(least, below[column]);
            if (given[row][column]) (least, most) = (Math.Max(least, grid.Cells[row][column]), Math.Min(most, grid.Cells[row][column]));
            for (var value = least; value <= most; value++)
            {
                (tried[cell], left[row], below[column]) = (value, left[row] - value, below[column] - value);
                Try(cell + 1);
                (left[row], below[column]) = (left[row] + value, below[column] + value);
            }
        }
    }

    private static string Written(Grid grid, bool[][] given) =>
        string.Join(" / ", grid.Cells.Select((row, r) => string.Join(' ', row.Select((cell, c) => given[r][c] ? $"{cell}" : $"({cell})"))));
}

namespace ChainCoop.Reports.Statistics;

/// <summary>
/// Between which values a cell that is not given can be, for who knows all totals and all cells that are given. Exact: cells that are out are arcs
/// between their row and their column; one can rise as far as others along a circle through it can fall and rise, which is a maximum flow (Gusfield,
/// A graph theoretic approach to statistical data security, SIAM J. Comput. 17(3), 1988).
/// </summary>
internal static class CellBounds
{
    private const int Unlimited = int.MaxValue / 4;

    /// <param name="enough">Not looked further than so far from the value.</param>
    public static (int Least, int Most) Of(Grid grid, bool[][] given, int row, int column, int enough)
    {
        var value = grid.Cells[row][column];
        var (rows, columns) = (grid.Rows.Count, grid.Columns.Count);
        return (value - Flow(row, rows + column, Math.Min(value, enough)), value + Flow(rows + column, row, enough));

        int Flow(int source, int target, int limit)
        {
            // From a row to a column: the cell rises, without a limit. From a column to a row: it falls, at most to 0.
            var capacity = new int[rows + columns, rows + columns];
            for (var r = 0; r < rows; r++)
            {
                for (var c = 0; c < columns; c++)
                {
                    if (given[r][c] || r == row && c == column) continue;
                    capacity[r, rows + c] = Unlimited;
                    capacity[rows + c, r] = grid.Cells[r][c];
                }
            }

            var flow = 0;
            while (flow < limit && Path(capacity, source, target) is { } path)
            {
                var step = limit - flow;
                for (var node = target; node != source; node = path[node]) step = Math.Min(step, capacity[path[node], node]);
                for (var node = target; node != source; node = path[node])
                {
                    capacity[path[node], node] -= step;
                    capacity[node, path[node]] += step;
                }
                flow += step;
            }

            return flow;
        }
    }

    /// <summary>The shortest way with something left on each arc: from where each node is reached; null: none.</summary>
    private static int[]? Path(int[,] capacity, int source, int target)
    {
        var from = new int[capacity.GetLength(0)];
        Array.Fill(from, -1);
        from[source] = source;
        Queue<int> queue = new([source]);
        while (queue.TryDequeue(out var node))
        {
            for (var next = 0; next < from.Length; next++)
            {
                if (from[next] >= 0 || capacity[node, next] == 0) continue;
                from[next] = node;
                if (next == target) return from;
                queue.Enqueue(next);
            }
        }

        return null;
    }
}

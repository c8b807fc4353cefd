using System.Text;

namespace ChainCoop.Reports.Statistics;

/// <summary>Statistics as CSV (RFC 4180): a line for each number, empty where it is not shown.</summary>
internal static class StatisticsCsv
{
    private const string All = "total";

    /// <summary>Codes alone, so that no field needs quotes.</summary>
    public static string Csv(this StatisticsReport report)
    {
        StringBuilder csv = new("from,to,table,municipalities,category,number\r\n");
        foreach (var table in report.Tables)
        {
            Add(table, "district", All, table.Total);
            foreach (var column in table.Columns) Add(table, "district", column.Code, column.Total);
            foreach (var row in table.Rows)
            {
                var municipalities = string.Join(' ', row.Municipalities);
                Add(table, municipalities, All, row.Total);
                foreach (var (column, cell) in table.Columns.Zip(row.Cells)) Add(table, municipalities, column.Code, cell);
            }
        }

        return csv.ToString();

        void Add(StatisticsTable table, string municipalities, string category, int? number) =>
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{report.From:yyyy-MM-dd},{report.To:yyyy-MM-dd},{table.Code},{municipalities},{category},{number}\r\n");
    }
}

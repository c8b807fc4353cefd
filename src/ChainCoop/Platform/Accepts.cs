using Microsoft.Net.Http.Headers;

namespace ChainCoop.Platform;

/// <summary>Which of the forms that a report has a caller prefers.</summary>
internal static class Accepts
{
    public const string Csv = "text/csv";

    private static readonly MediaTypeHeaderValue CsvType = new(Csv);
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    public static bool PrefersCsv(HttpContext http)
    {
        var ranges = http.Request.GetTypedHeaders().Accept;
        return QualityOf(CsvType) > QualityOf(JsonType);

        double QualityOf(MediaTypeHeaderValue type) => ranges.Where(type.IsSubsetOf).Select(range => range.Quality ?? 1).DefaultIfEmpty(0).Max();
    }
}

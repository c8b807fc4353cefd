using System.IO.Compression;
using Scalar.AspNetCore;

namespace ChainCoop.Platform;

/// <summary>
/// The API reference at <c>/</c>: a page that shows the OpenAPI document with Scalar. Everything comes from the program
/// itself, and the page may load nothing from elsewhere.
/// </summary>
internal static class ApiReference
{
    private const string Script = "/scalar.js";

    // Scalar puts its styles in the page; its fonts, its proxy and its cloud stay outside.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Settings =
        """{"withDefaultFonts":false,"hideClientButton":true,"showDeveloperTools":"never","telemetry":false,"agent":{"disabled":true},"mcp":{"disabled":true}}""";

    private const string Page =
        $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>ChainCoop API</title>
          <link rel="icon" href="data:,">
        </head>
        <body>
          <script id="api-reference" data-url="{OpenApi.Path}" data-configuration='{Settings}'></script>
          <script src="{Script}"></script>
        </body>
        </html>
        """;

    public static void MapApiReference(this WebApplication app)
    {
        app.MapGet("/", (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            return Results.Content(Page, "text/html; charset=utf-8");
        }).AllowAnonymous().ExcludeFromDescription().WithMetadata(new NotRecordedAttribute());
        app.MapGet(Script, (HttpContext http) => SendScript(http)).AllowAnonymous().ExcludeFromDescription().WithMetadata(new NotRecordedAttribute());
    }

    /// <summary>The package holds the script compressed, so it is sent as it is to who takes that: every browser.</summary>
    private static IResult SendScript(HttpContext http)
    {
        var stored = typeof(ScalarOptions).Assembly.GetManifestResourceStream("ScalarStaticAssets.scalar.js")!;
        http.Response.Headers.Vary = "Accept-Encoding";
        if (!http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return Results.Stream(new GZipStream(stored, CompressionMode.Decompress), "text/javascript");
        http.Response.Headers.ContentEncoding = "gzip";
        return Results.Stream(stored, "text/javascript");
    }
}

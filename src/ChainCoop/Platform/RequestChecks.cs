namespace ChainCoop.Platform;
internal static class TempChecks
{
    public static void UseTempChecks(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        http.Request.EnableBuffering();
        var ms = new MemoryStream(); await http.Request.Body.CopyToAsync(ms); http.Request.Body.Position = 0;
        var m = http.GetEndpoint()?.Metadata;
        long? v = long.TryParse(http.Request.Headers.IfMatch.ToString().Trim('"'), out var x) ? x : null;
        var p = http.Request.Headers["Purpose"].ToString(); var k = http.Request.Headers["Idempotency-Key"].ToString();
        http.Features.Set(new RequestFacts(ms.ToArray(), p.Length > 0 ? new Shared.Purpose(p) : null, k.Length > 0 ? k : null, v, m?.GetMetadata<Shared.RequiresIfMatchAttribute>() != null));
        await next(http);
    });
}

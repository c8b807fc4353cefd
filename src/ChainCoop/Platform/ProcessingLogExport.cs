using ChainCoop.Audit.ProcessingLog;

namespace ChainCoop.Platform;

/// <summary>
/// The Logboek Dataverwerkingen goes to the collector that <c>Ldv:Endpoint</c> names (OTLP over HTTP, the whole address, such as
/// <c>https://collector.example/v1/traces</c>); without it nothing is exported. <c>Ldv:Authorization</c> is sent with each batch.
/// </summary>
internal static class ProcessingLogExport
{
    public static void AddProcessingLog(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["Ldv:Endpoint"] is not { Length: > 0 } given) return;
        if (!Uri.TryCreate(given, UriKind.Absolute, out var endpoint) || endpoint.Scheme != Uri.UriSchemeHttps && !(endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback))
            throw new CannotStartException("Ldv__Endpoint must be an https address: the lines name data subjects.");

        var authorization = builder.Configuration["Ldv:Authorization"];
        builder.Services.AddSingleton(_ => new ProcessingCollector(endpoint, authorization));
        builder.Services.AddHostedService<ExportProcessingLog>();
    }
}

using ChainCoop.Platform;

try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

    // The private cluster, where there is one, stops after everything else.
    await using var databases = await builder.AddDatabasesAsync(args);
    builder.AddCommandLine(args);
    builder.AddLogs();
    builder.AddTraceContext();
    builder.AddTelemetry();
    builder.AddTrustedHops();
    builder.AddCallerAuthentication(databases);
    builder.AddMessaging();       // Wolverine: handlers, outbox, deadlines
    builder.AddEventStore(databases);      // Marten: streams, projections, daemon
    builder.AddProcessingLog();   // Logboek Dataverwerkingen, to a collector
    builder.AddWebhooks();        // deliveries to subscribers
    builder.AddHealth();
    builder.AddHttpApi();         // endpoints, checks of requests, OpenAPI

    var app = builder.Build();

    app.UseStandardHeaders();
    app.UseTrustedHops();
    app.UseAccessRecording();
    app.UseHttpApi();
    app.MapHttpApi();
    app.MapHealth();

    return await app.RunCommandAsync(args);   // none: serve; also: token, demo, feeds, codegen, db-apply, projections, describe
}
catch (CannotStartException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 1;
}

/// <summary>For test hosts.</summary>
public partial class Program;

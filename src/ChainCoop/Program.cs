using ChainCoop.Platform;
using JasperFx;

var builder = WebApplication.CreateBuilder(args);

var databases = builder.AddDatabases();

builder.AddCallerAuthentication(databases);
builder.AddMessaging();       // Wolverine: handlers, outbox, deadlines
builder.AddEventStore(databases);      // Marten: streams, projections, daemon
builder.AddHttpApi();         // endpoints, problem details, OpenAPI

var app = builder.Build();

app.UseAccessRecording();
app.UseHttpApi();

return await app.RunJasperFxCommands(args);   // also: token, demo, feeds, codegen, db-apply, projections, describe

/// <summary>For test hosts.</summary>
public partial class Program;

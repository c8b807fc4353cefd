using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace ChainCoop.Benchmarks;

/// <summary>The baseline: Marten and Wolverine with one endpoint that appends one event with an inline snapshot, and nothing else.</summary>
internal static class BareApp
{
    public static async Task<int> RunAsync(string connection)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Host.UseWolverine(messaging =>
        {
            messaging.ApplicationAssembly = typeof(BareApp).Assembly;
            messaging.Policies.AutoApplyTransactions();
            messaging.Durability.Mode = DurabilityMode.Solo;
        });
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(connection));
        builder.Services.AddMarten(store =>
            {
                store.DatabaseSchemaName = "bare";
                store.Events.AppendMode = EventAppendMode.Quick;
                store.Projections.Snapshot<BareThing>(SnapshotLifecycle.Inline);
            })
            .UseLightweightSessions()
            .UseNpgsqlDataSource()
            .IntegrateWithWolverine()
            .ApplyAllDatabaseChangesOnStartup();
        builder.Services.AddWolverineHttp();

        var app = builder.Build();
        app.MapGet("/ready", () => "ready");
        app.MapWolverineEndpoints(http => http.WarmUpRoutes = RouteWarmup.Eager);
        await app.RunAsync();
        return 0;
    }
}

public sealed record BareCommand(string Municipality, string Text);

public sealed record BareHappened(Guid Id, string Municipality, string Text, DateTimeOffset At);

public sealed record BareThing(Guid Id, string Municipality, string Text)
{
    public static BareThing Create(BareHappened e) => new(e.Id, e.Municipality, e.Text);
}

public static class BareEndpoint
{
    [WolverinePost("/bare")]
    public static (CreationResponse, StartStream<BareThing>) Post(BareCommand command)
    {
        var id = Guid.CreateVersion7();
        return (new CreationResponse($"/bare/{id}"), MartenOps.StartStream<BareThing>(id, new BareHappened(id, command.Municipality, command.Text, TimeProvider.System.GetUtcNow())));
    }
}

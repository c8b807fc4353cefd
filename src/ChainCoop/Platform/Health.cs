using System.Collections.Concurrent;
using ChainCoop.Privacy;
using ChainCoop.Timeline.Check;
using Marten;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ChainCoop.Platform;

/// <summary>
/// For those who watch the machine: <c>/health/live</c> (the process answers) and <c>/health/ready</c> (it can serve).
/// Names and states only.
/// </summary>
internal static class Health
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TimelineProgress>();
        var checks = builder.Services.AddHealthChecks();
        Add("database", HealthStatus.Unhealthy, (services, token) => IsThereAsync(services.GetRequiredService<NpgsqlDataSource>(), token));
        Add("key-database", HealthStatus.Unhealthy, (services, token) => IsThereAsync(services.GetRequiredService<KeyDataSource>().DataSource, token));

        // Marten's own checks see neither subscriptions nor a daemon that Wolverine distributes. A daemon that stands still
        // is degraded, not unhealthy: every node sees it, and requests need not be refused because feeds are late.
        Add("high-water-mark", HealthStatus.Degraded, (services, token) => services.GetRequiredService<TimelineProgress>().HighWaterMarkMovesAsync(token));
        Add("daemon", HealthStatus.Degraded, (services, token) => services.GetRequiredService<TimelineProgress>().SubscriptionsMoveAsync(token));

        // What is there was given up: nothing comes of it until somebody looks.
        Add("dead-letters", HealthStatus.Degraded, (services, token) => HasNoDeadLettersAsync(services.GetRequiredService<NpgsqlDataSource>(), token));

        // What was sealed is not what is stored: somebody has to look, and meanwhile people need to be helped.
        Add("timeline", HealthStatus.Degraded, (services, _) => Task.FromResult(services.GetRequiredService<TimelineStanding>().Fault is null));

        void Add(string name, HealthStatus otherwise, Func<IServiceProvider, CancellationToken, Task<bool>> holds) =>
            checks.Add(new HealthCheckRegistration(name, services => new Check(token => holds(services, token)), otherwise, tags: null)
            {
                Timeout = TimeSpan.FromSeconds(5),
            });
    }

    public static void MapHealth(this WebApplication app)
    {
        Map("/health/live", _ => false);
        Map("/health/ready", _ => true);

        void Map(string path, Func<HealthCheckRegistration, bool> checks) =>
            app.MapHealthChecks(path, new HealthCheckOptions { Predicate = checks, ResponseWriter = WriteAsync })
                .AllowAnonymous().WithMetadata(new NotRecordedAttribute());
    }

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(
        new HealthAnswer(report.Status, report.Entries.ToDictionary(check => check.Key, check => check.Value.Status, StringComparer.Ordinal)),
        Json.Http, http.RequestAborted);

    private static async Task<bool> IsThereAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select true");
        return await command.ExecuteScalarAsync(token) is true;
    }

    private static async Task<bool> HasNoDeadLettersAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select not exists (select 1 from wolverine.wolverine_dead_letters)");
        return await command.ExecuteScalarAsync(token) is true;
    }

    private sealed record HealthAnswer(HealthStatus Status, IReadOnlyDictionary<string, HealthStatus> Checks);

    private sealed class Check(Func<CancellationToken, Task<bool>> holds) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await holds(cancellationToken) ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus);
    }
}

/// <summary>
/// Whether the daemon moves, as the database tells: on whichever node it runs. It is stuck when it stands at one place for
/// <see cref="Patience"/> although there is more; a gap that a running transaction may still fill is shorter than that.
/// </summary>
internal sealed class TimelineProgress(NpgsqlDataSource source, StoreOptions store, TimeProvider clock)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string HighWaterMark = "HighWaterMark";

    private readonly ConcurrentDictionary<string, (long Sequence, DateTimeOffset Since)> seen = new(StringComparer.Ordinal);

    public async Task<bool> HighWaterMarkMovesAsync(CancellationToken token)
    {
        var (last, marks) = await LoadAsync(token);
        return Moves(HighWaterMark, marks.GetValueOrDefault(HighWaterMark), last);
    }

    public async Task<bool> SubscriptionsMoveAsync(CancellationToken token)
    {
        var (_, marks) = await LoadAsync(token);
        var target = marks.GetValueOrDefault(HighWaterMark);
        // All of them, so that each one's place is remembered.
        return store.Projections.AllShards().Select(shard => shard.Name.Identity)
            .Where(name => !Moves(name, marks.GetValueOrDefault(name), target)).ToList() is [];
    }

    private bool Moves(string name, long sequence, long target)
    {
        var now = clock.GetUtcNow();
        var (_, since) = seen.AddOrUpdate(
            name, _ => (sequence, now), (_, before) => before.Sequence == sequence && sequence < target ? before : (sequence, now));
        return now - since < Patience;
    }

    private async Task<(long Last, Dictionary<string, long> Marks)> LoadAsync(CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select '', coalesce(max(seq_id), 0) from chaincoop.mt_events
            union all select name, coalesce(last_seq_id, 0) from chaincoop.mt_event_progression
            """);
        Dictionary<string, long> marks = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) marks[reader.GetString(0)] = reader.GetInt64(1);
        return (marks[""], marks);
    }
}

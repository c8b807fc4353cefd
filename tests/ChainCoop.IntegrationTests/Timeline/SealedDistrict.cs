using System.Net;
using ChainCoop.Timeline;
using ChainCoop.Timeline.Check;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>A district in which something happened, sealed to the last event and the last access record; and copies of its database to tamper with.</summary>
public sealed class SealedDistrict : IAsyncLifetime
{
    private static int _copies;

    private string main = "";

    internal TimelineKeys Keys { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        main = await ThrowAwayCluster.NewDatabaseAsync();
        await using var app = await AppFixture.OnAsync(main, await ThrowAwayCluster.NewDatabaseAsync());
        Keys = app.Host.Services.GetRequiredService<TimelineKeys>();
        var nijmegen = await app.As(People.Nijmegen);
        for (var i = 0; i < 12; i++)
        {
            var received = await nijmegen.PostAsync("signals", Examples.Signal());
            received.StatusCode.ShouldBe(HttpStatusCode.Created);
            (await nijmegen.PostAsync($"{received.Headers.Location!.ToString()[4..]}/acknowledgements", "{}", "\"1\"")).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NoContent);
            (await nijmegen.GetAsync("signals")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await SealedAsync(app.Database);
    }

    /// <summary>Until nothing is left to seal.</summary>
    public static async Task SealedAsync(NpgsqlDataSource database)
    {
        await Wait.ForAsync(database, "select (select max(sequence) from timeline.checkpoints where log = 'events') = (select max(seq_id) from chaincoop.mt_events)");
        await Wait.ForAsync(database, "select (select max(size) from timeline.checkpoints where log = 'access') = (select count(*) from access.log)");
    }

    /// <summary>A copy, changed by somebody who may do anything there.</summary>
    internal async Task<TamperedCopy> TamperAsync(string sql, CancellationToken token)
    {
        var cluster = await ThrowAwayCluster.Cluster;
        var copy = new NpgsqlConnectionStringBuilder(main) { Database = $"tampered_{Interlocked.Increment(ref _copies)}", Pooling = false };
        NpgsqlConnection.ClearPool(new NpgsqlConnection(main));
        await using (var source = NpgsqlDataSource.Create(cluster.ConnectionString("postgres")))
        await using (var create = source.CreateCommand($"create database {copy.Database} template {new NpgsqlConnectionStringBuilder(main).Database}"))
            await create.ExecuteNonQueryAsync(token);
        var tampered = new TamperedCopy(copy.Database!, NpgsqlDataSource.Create(copy.ConnectionString), Keys);
        await Superuser.DoAsync(tampered.Database, sql, token);
        return tampered;
    }

    public ValueTask DisposeAsync() => default;
}

internal sealed class TamperedCopy(string name, NpgsqlDataSource database, TimelineKeys keys) : IAsyncDisposable
{
    public NpgsqlDataSource Database => database;

    public Sealer Sealer => new(database, keys, TimeProvider.System);

    public async Task<TimelineFault?> FaultAsync(SealedLog log, CancellationToken token) => (await new TimelineCheck(database, keys).WholeAsync(log, null, token)).Fault;

    /// <summary>There are many of them, and what is left of the cluster has to be deleted in seconds when the tests end.</summary>
    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await using var source = NpgsqlDataSource.Create((await ThrowAwayCluster.Cluster).ConnectionString("postgres"));
        await using var drop = source.CreateCommand($"drop database {name}");
        await drop.ExecuteNonQueryAsync();
    }
}

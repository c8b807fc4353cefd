using ChainCoop.Shared;

namespace ChainCoop.Privacy;

/// <summary>Creates the table of data keys where the program may (Development); elsewhere deploy/database does.</summary>
internal sealed class KeyDatabaseSchema(KeyDataSource keys) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var script = new StreamReader(EmbeddedData.Read("keys.sql"));
        await using var command = keys.DataSource.CreateCommand(await script.ReadToEndAsync(cancellationToken));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

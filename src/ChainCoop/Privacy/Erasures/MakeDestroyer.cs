using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Erasures;

/// <summary>In Development the program makes the role that empties bodies itself.</summary>
internal sealed class MakeDestroyer(NpgsqlDataSource source) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var script = new StreamReader(EmbeddedData.Read("destroyer.sql"));
        await using var command = source.CreateCommand(await script.ReadToEndAsync(cancellationToken));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

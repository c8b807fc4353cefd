using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Timeline;

/// <summary>In Development the program makes the triggers itself that let nothing change.</summary>
internal sealed class MakeAppendOnly(NpgsqlDataSource source) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var script = new StreamReader(EmbeddedData.Read("append-only.sql"));
        await using var command = source.CreateCommand(await script.ReadToEndAsync(cancellationToken));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using System.Text.Json;
using ChainCoop.Platform;
using Npgsql;

namespace ChainCoop.Feeds;

/// <summary>At start: the operator is the one that earlier feed entries name, as their receivers and their hashes rely on it.</summary>
internal sealed class CheckDistrict(NpgsqlDataSource source, District district) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select entry from feeds.entries limit 1");
        if (await command.ExecuteScalarAsync(cancellationToken) is not string entry) return;
        using var document = JsonDocument.Parse(entry);
        if (document.RootElement.GetProperty("source").GetString() != district.Source)
            throw new CannotStartException("District__Operator is another organisation than the one that stands in the feeds of this district; it never changes.");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

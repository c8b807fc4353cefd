using System.Collections.Concurrent;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Feeds;

/// <summary>
/// Where the feeds end, looked up once for everybody on this node who waits for an entry: who waits costs memory and no queries.
/// Nobody waits, nobody looks.
/// </summary>
public sealed class FeedHeads(NpgsqlDataSource source) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<Waiter, bool> waiting = new();

    /// <summary>Until the feed has an entry after the position. Fails at once when nobody can look.</summary>
    /// <returns>False: none came in time.</returns>
    public async Task<bool> WhenBeyondAsync(Oin organisation, Room room, long position, TimeSpan most, CancellationToken token)
    {
        var waiter = new Waiter(organisation.Value, Kebab.Of(room), position);
        waiting[waiter] = true;
        try
        {
            await waiter.Came.Task.WaitAsync(most, token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            waiting.TryRemove(waiter, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var waiters = waiting.Keys;
            if (waiters.Count == 0) continue;
            try
            {
                var heads = await LookAsync(stoppingToken);
                foreach (var waiter in waiters)
                {
                    if (heads.GetValueOrDefault((waiter.Organisation, waiter.Room)) > waiter.Position) waiter.Came.TrySetResult();
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Each of them answers that the database is away, and logs it.
                foreach (var waiter in waiters) waiter.Came.TrySetException(failure);
            }
        }
    }

    private async Task<Dictionary<(string Organisation, string Room), long>> LookAsync(CancellationToken token)
    {
        await using var command = source.CreateCommand("select organisation, room, position from feeds.heads");
        Dictionary<(string, string), long> heads = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) heads[(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
        return heads;
    }

    /// <summary>Each is itself, also beside another that waits for the same.</summary>
    private sealed class Waiter(string organisation, string room, long position)
    {
        public string Organisation { get; } = organisation;

        public string Room { get; } = room;

        public long Position { get; } = position;

        public TaskCompletionSource Came { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

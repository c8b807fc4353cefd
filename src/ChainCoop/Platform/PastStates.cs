using System.Reflection;
using Marten;
using Npgsql;

namespace ChainCoop.Platform;

/// <summary>The state of a stream as it was after the last of its events up to a place in the timeline.</summary>
internal sealed class PastStates(IDocumentStore store, NpgsqlDataSource source)
{
    private static readonly MethodInfo Fold = typeof(PastStates).GetMethod(nameof(AtAsync))!;

    /// <summary>Null: there was none yet, or its facts were destroyed since.</summary>
    public async Task<TState?> AtAsync<TState>(Guid stream, long sequence, CancellationToken token) where TState : class
    {
        await using var command = source.CreateCommand(
            "select coalesce(max(version), 0), coalesce(bool_or(data = '{}'), false) from chaincoop.mt_events where stream_id = $1 and seq_id <= $2");
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = sequence });
        long version;
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            await reader.ReadAsync(token);
            version = reader.GetBoolean(1) ? 0 : reader.GetInt64(0);
        }

        // Of what was not there the same is asked: nobody has this id.
        await using var session = store.QuerySession();
        return await session.Events.AggregateStreamAsync<TState>(version == 0 ? Guid.Empty : stream, Math.Max(version, 1), token: token);
    }

    /// <param name="name">Of the type of the state: a module does not know those of others.</param>
    public async Task<object?> OfKindAsync(string name, Guid stream, long sequence, CancellationToken token)
    {
        var type = typeof(PastStates).Assembly.GetTypes().Single(type => type.Name == name && !type.IsNested);
        var folding = (Task)Fold.MakeGenericMethod(type).Invoke(this, [stream, sequence, token])!;
        await folding;
        return folding.GetType().GetProperty(nameof(Task<object>.Result))!.GetValue(folding);
    }
}

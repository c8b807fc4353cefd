using Marten;
using Npgsql;

namespace ChainCoop.Platform;

/// <summary>
/// Stored events, in pages for a rebuild or by stream. The store's own query reads row by row through streams, at four times the cost. A
/// new version of a fact is a type of its own, so that nothing has to be upcast here.
/// </summary>
internal sealed class StoredEvents(IDocumentStore store, NpgsqlDataSource source)
{
    private const int PageSize = 5000;

    private readonly ISerializer serializer = store.Options.Serializer();
    private readonly Dictionary<string, Type> types = store.Options.Events.AllKnownEventTypes().ToDictionary(known => known.EventTypeName, known => known.EventType);

    /// <summary>All events of the streams that still have a body, in the order of the timeline.</summary>
    /// <param name="until">Sequence of the last that counts.</param>
    public async Task<IReadOnlyList<StoredEvent>> OfStreamsAsync(Guid[] streams, CancellationToken token, long until = long.MaxValue)
    {
        await using var command = source.CreateCommand(
            "select id, stream_id, version, seq_id, type, data from chaincoop.mt_events where stream_id = any($1) and seq_id <= $2 and data <> '{}' order by seq_id");
        command.Parameters.Add(new() { Value = streams });
        command.Parameters.Add(new() { Value = until });
        List<StoredEvent> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var type = reader.GetString(4);
            found.Add(new StoredEvent(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt64(2), reader.GetInt64(3), type, serializer.FromJson(types[type], reader, 5)));
        }

        return found;
    }

    public async Task<IReadOnlyList<(object Data, long Sequence)>> PageAsync(long after, long last, CancellationToken token)
    {
        // What is empty was destroyed at the end of its term; the last event of its stream says so.
        await using var command = source.CreateCommand(
            "select seq_id, type, data from chaincoop.mt_events where seq_id > $1 and seq_id <= $2 and data <> '{}' order by seq_id limit $3");
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = last });
        command.Parameters.Add(new() { Value = PageSize });
        List<(object, long)> page = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            page.Add((serializer.FromJson(types[reader.GetString(1)], reader, 2), reader.GetInt64(0)));
        return page;
    }
}

/// <param name="Version">Its place in its stream.</param>
/// <param name="Sequence">Its place in the timeline.</param>
/// <param name="Type">Its alias.</param>
internal sealed record StoredEvent(Guid Id, Guid Stream, long Version, long Sequence, string Type, object Data);

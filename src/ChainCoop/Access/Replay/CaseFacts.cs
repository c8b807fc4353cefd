using ChainCoop.Platform;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Access.Replay;

/// <summary>
/// The events that say who could see a case: its own stream, the streams of what gave access to one of its rooms, and the
/// mandates of one organisation. The tables only say where they are.
/// </summary>
internal sealed class CaseFacts(StoredEvents stored, NpgsqlDataSource source)
{
    /// <summary>Empty but for the mandates when there is no such case: the same questions are asked.</summary>
    /// <param name="until">Sequence of the last event that counts.</param>
    public async Task<IReadOnlyCollection<RecordedFact>> LoadAsync(CaseId id, Oin organisation, long until, CancellationToken token)
    {
        var own = await stored.OfStreamsAsync([id.Value], token, until);
        var resources = own.Select(@event => @event.Data).SelectMany(GrantRules.Of).Select(change => change.Resource).Append(id.Value).Distinct().ToArray();
        var others = await stored.OfStreamsAsync(await StreamsAsync(resources, organisation, token), token, until);
        return [.. own.Concat(others).DistinctBy(@event => @event.Sequence).OrderBy(@event => @event.Sequence).Select(RecordedFact.Of)];
    }

    private async Task<Guid[]> StreamsAsync(Guid[] resources, Oin organisation, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select stream from access.grant_streams where resource = any($1) union select mandate from access.mandates where organisation = $2");
        command.Parameters.Add(new() { Value = resources });
        command.Parameters.Add(new() { Value = organisation.Value });
        List<Guid> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(reader.GetGuid(0));
        return [.. found];
    }
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Cases;

/// <summary>What another module has to know of a case to link something to it.</summary>
/// <param name="Version">Of its stream: a case that moves on before the commit, by a closure for instance, is not linked to.</param>
public sealed record LinkableCase(CaseId Id, CaseStatus Status, long Version)
{
    /// <summary>Tells the case, so that its members hear of it.</summary>
    public OtherStream Link(SignalId signal, ActorRef by, DateTimeOffset now) => new(Id.Value, Version, [new SignalLinkedToCase(Id, signal, by, now)]);

    /// <summary>Tells the case that a signal is linked to it no longer.</summary>
    public OtherStream Reopen(SignalId signal, ActorRef by, DateTimeOffset now) => new(Id.Value, Version, [new LinkedSignalReopened(Id, signal, by, now)]);

    /// <summary>Tells the case that a signal in it was retracted.</summary>
    /// <param name="by">Null: who it was is not for its members to see.</param>
    public OtherStream Retract(SignalId signal, ActorRef? by, DateTimeOffset now) => new(Id.Value, Version, [new LinkedSignalRetracted(Id, signal, by, now)]);
}

public static class CaseLinks
{
    /// <summary>Null when there is no such case. Whether the caller may see it is not asked here.</summary>
    public static async Task<LinkableCase?> FindAsync(CaseId id, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "select c.data ->> 'status', s.version from chaincoop.mt_doc_case c join chaincoop.mt_streams s on s.id = c.id where c.id = $1");
        command.Parameters.Add(new() { Value = id.Value });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? new LinkableCase(id, Kebab.Parse<CaseStatus>(reader.GetString(0)), reader.GetInt64(1)) : null;
    }

    /// <summary>The cases that grew from a signal or that it is linked to, and of which something is left.</summary>
    public static async Task<IReadOnlyList<LinkableCase>> OfSignalAsync(SignalId id, NpgsqlCommand asking)
    {
        await using var command = asking;
        command.CommandText =
            """
            select c.id, c.data ->> 'status', s.version from chaincoop.mt_doc_case c join chaincoop.mt_streams s on s.id = c.id
            where (c.data -> 'from' = to_jsonb($1) or c.data -> 'linkedSignals' @> to_jsonb($1)) and not coalesce((c.data ->> 'destroyed')::boolean, false)
            order by c.id
            """;
        command.Parameters.Add(new() { Value = id.ToString() });
        List<LinkableCase> found = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) found.Add(new LinkableCase(CaseId.From(reader.GetGuid(0)), Kebab.Parse<CaseStatus>(reader.GetString(1)), reader.GetInt64(2)));
        return found;
    }

    /// <summary>Held by the database as well: of two requests at once, one hears that a case grew already.</summary>
    public const string OneCasePerSignal = "mt_doc_case_uidx_from";

    /// <summary>Whether a case grew from the signal, however it began.</summary>
    public static async Task<bool> GrewFromAsync(SignalId id, NpgsqlCommand asking)
    {
        await using var command = asking;
        command.CommandText = "select exists (select 1 from chaincoop.mt_doc_case where data -> 'from' = to_jsonb($1))";
        command.Parameters.Add(new() { Value = id.ToString() });
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}

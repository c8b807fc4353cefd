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

    /// <summary>Held by the database as well: of two requests at once, one hears that a case grew already.</summary>
    public const string OneCasePerSignal = "mt_doc_case_uidx_from";

    /// <summary>Whether a case grew from the signal, however it began.</summary>
    public static async Task<bool> GrewFromAsync(SignalId id, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select exists (select 1 from chaincoop.mt_doc_case where data -> 'from' = to_jsonb($1))");
        command.Parameters.Add(new() { Value = id.ToString() });
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}

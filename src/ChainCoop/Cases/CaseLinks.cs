using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Cases;

/// <summary>What another module may ask before it links something to a case.</summary>
public static class CaseLinks
{
    /// <summary>Null when there is no such case. Whether the caller may see it is not asked here.</summary>
    public static async Task<CaseStatus?> StatusOfAsync(CaseId id, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select data ->> 'status' from chaincoop.mt_doc_case where id = $1");
        command.Parameters.Add(new() { Value = id.Value });
        return await command.ExecuteScalarAsync() is string status ? Kebab.Parse<CaseStatus>(status) : null;
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

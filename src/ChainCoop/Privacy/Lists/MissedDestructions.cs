using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Lists;

/// <summary>Lists that are approved and not closed. Their erasures are looked for on their own.</summary>
internal static class MissedDestructions
{
    public static async Task<IReadOnlyList<CloseDestructionList>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select id from chaincoop.mt_doc_destructionlist where data ->> 'status' = 'approved' and (data -> 'approval' ->> 'at')::timestamptz < $1");
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        List<CloseDestructionList> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(new(DestructionListId.From(reader.GetGuid(0))));
        return found;
    }
}

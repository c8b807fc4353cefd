using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Lists;

/// <summary>Erasures that are ordered and neither carried out nor held up, and lists that are approved and not closed.</summary>
internal static class MissedDestructions
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select true, id from chaincoop.mt_doc_erasure
            where data ->> 'status' = 'ordered' and not (data ->> 'held')::boolean and (data ->> 'orderedAt')::timestamptz < $1
            union all
            select false, id from chaincoop.mt_doc_destructionlist
            where data ->> 'status' = 'approved' and (data -> 'approval' ->> 'at')::timestamptz < $1
            order by 1 desc
            """);
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        List<IDueMessage> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            found.Add(reader.GetBoolean(0) ? new CarryOutErasure(ErasureId.From(reader.GetGuid(1))) : new CloseDestructionList(DestructionListId.From(reader.GetGuid(1))));
        return found;
    }
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Erasures;

/// <summary>Erasures that were ordered and not carried out, proposals nobody decided on, receipts whose term is over, and records that were destroyed and whose events have bodies.</summary>
internal static class MissedErasures
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            -- One that is held has its next try.
            select 'order', e.id from chaincoop.mt_doc_erasure e
            where e.data ->> 'status' = 'ordered' and not (e.data ->> 'held')::boolean and (e.data ->> 'orderedAt')::timestamptz <= $1
            union all
            -- Whether their term is over is not for the database to say.
            select 'proposal', e.id from chaincoop.mt_doc_erasure e where e.data ->> 'status' = 'proposed' and (e.data ->> 'proposedAt')::timestamptz <= $1
            union all
            select 'receipts', e.id from chaincoop.mt_doc_erasure e
            where e.data ->> 'status' in ('ordered', 'carried-out') and not (e.data ->> 'overdue')::boolean and (e.data ->> 'receiptsDueAt')::timestamptz <= $1
              and jsonb_array_length(e.data -> 'receipts') < jsonb_array_length(e.data -> 'receivers')
            union all
            -- One that waits for its rooms has its next try.
            select 'bodies', d.record from privacy.destructions d
            where d.part = 'record'
              and exists (select from chaincoop.mt_events e where e.stream_id = d.record and e.version = 1 and e.data <> '{}')
              and not exists (select from privacy.retention r where r.ends_with = d.record and r.id <> d.record)
            """);
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        List<IDueMessage> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var id = reader.GetGuid(1);
            found.Add(reader.GetString(0) switch
            {
                "order" => new CarryOutErasure(ErasureId.From(id)),
                "proposal" => new ErasureProposalEnds(ErasureId.From(id)),
                "receipts" => new ErasureReceiptsDue(ErasureId.From(id)),
                _ => new EmptyBodies(RecordId.From(id)),
            });
        }
        return found;
    }
}

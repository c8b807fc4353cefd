using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Holds;

/// <summary>
/// The table of holds: written in the transaction of the event, and asked by whoever destroys or erases. Both take the same
/// locks before they write, so that a hold and an erasure of the same record never cross: one of them comes first.
/// </summary>
public static class LegalHolds
{
    public static void Fold(IDocumentOperations operations, object @event)
    {
        switch (@event)
        {
            case LegalHoldPlaced e:
                // The locks and the row are one statement; nothing is read that could have changed while it waited. Sorted by
                // the text of the id, like below, so that two who lock the same ids do not wait for each other.
                operations.QueueSqlCommand(
                    """
                    insert into privacy.holds (hold, target, target_kind, record, record_kind, municipality, organisation, reason, review_on)
                    select ?, ?, ?, ?, ?, ?, ?, ?, ? from (
                        select count(pg_advisory_xact_lock(hashtextextended(id, 0))) from (
                            select distinct id::text from unnest(?::uuid[]) id order by 1) sorted) locked
                    """,
                    e.HoldId.Value, TargetOf(e), e.Subject is null ? Kebab.Of(e.RecordKind) : "subject", e.Record.Value, Kebab.Of(e.RecordKind),
                    e.Municipality.Value, e.Owner.Value, e.Reason.Value, e.ReviewOn, new[] { TargetOf(e), e.Record.Value });
                break;
            case LegalHoldReviewed e:
                operations.QueueSqlCommand("update privacy.holds set review_on = ? where hold = ?", e.ReviewOn, e.HoldId.Value);
                break;
            case LegalHoldEnded e:
                operations.QueueSqlCommand("update privacy.holds set ended_at = ? where hold = ?", e.At.ToUniversalTime(), e.HoldId.Value);
                break;
        }
    }

    /// <summary>
    /// The record, and the case that it ends with: a hold on a case is also on its tracks. With the ids of the persons whose
    /// data goes, these are the targets to ask about.
    /// </summary>
    public static async Task<IReadOnlySet<Guid>> TargetsOfAsync(NpgsqlDataSource source, Guid record, CancellationToken token)
    {
        // The read model may be late; then the case itself says which rooms it has.
        await using var command = source.CreateCommand(
            """
            select $1 union select ends_with from privacy.retention where id = $1
            union
            select id from chaincoop.mt_doc_case
            where not exists (select from privacy.retention where id = $1) and $1::text in (data ->> 'victimTrack', data ->> 'securityTrack')
            """);
        command.Parameters.Add(new() { Value = record });
        return await ReadAsync(command, token);
    }

    /// <summary>Which of them are held. For a decision; whoever then destroys asks again with <see cref="LockAndFindAsync"/>.</summary>
    /// <param name="targets">Records, and persons in them.</param>
    public static async Task<IReadOnlySet<Guid>> FindAsync(NpgsqlDataSource source, IReadOnlyCollection<Guid> targets, CancellationToken token)
    {
        await using var command = source.CreateCommand("select distinct target from privacy.holds where target = any($1) and ended_at is null");
        command.Parameters.Add(new() { Value = targets.ToArray() });
        return await ReadAsync(command, token);
    }

    /// <summary>Waits for holds that are being placed, keeps new ones off until the end of the transaction, and tells which targets are held.</summary>
    /// <param name="connection">In an open transaction, read committed: the answer has to see what was committed while it waited.</param>
    /// <param name="targets">As from <see cref="TargetsOfAsync"/>, and the persons whose data goes.</param>
    public static async Task<IReadOnlySet<Guid>> LockAndFindAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> targets, CancellationToken token)
    {
        await using (var locks = new NpgsqlCommand(
            """
            select count(pg_advisory_xact_lock(hashtextextended(id, 0))) from (
                select distinct id::text from unnest($1::uuid[]) id order by 1) sorted
            """,
            connection))
        {
            locks.Parameters.Add(new() { Value = targets.ToArray() });
            await locks.ExecuteScalarAsync(token);
        }

        await using var command = new NpgsqlCommand("select distinct target from privacy.holds where target = any($1) and ended_at is null", connection);
        command.Parameters.Add(new() { Value = targets.ToArray() });
        return await ReadAsync(command, token);
    }

    private static Guid TargetOf(LegalHoldPlaced e) => e.Subject?.Value ?? e.Record.Value;

    private static async Task<IReadOnlySet<Guid>> ReadAsync(NpgsqlCommand command, CancellationToken token)
    {
        HashSet<Guid> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(reader.GetGuid(0));
        return found;
    }
}

using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Lists;

/// <summary>
/// A list was approved, or one of its erasures was carried out or held up: it may have been the last one. Each of those
/// commits before its message comes, so that the last message finds all of it done; nothing waits.
/// </summary>
public sealed record CloseDestructionList(DestructionListId ListId) : IDueMessage;

public static class CloseDestructionListHandler
{
    public static async Task Handle(CloseDestructionList due, IDocumentSession session, NpgsqlDataSource source, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<DestructionList>(due.ListId.Value, token);
        if (stream.Aggregate is not { Status: DestructionListStatus.Approved } list) return;
        var erasures = await ErasuresAsync(source, list.Id, token);
        if (Decide(list, erasures, await PositionAsync(source, erasures, token) ?? list.Position, clock.GetUtcNow()) is not { } closed) return;
        stream.AppendOne(closed);
        ListedRecords.Fold(session, closed);
    }

    /// <param name="erasures">All that the list started.</param>
    /// <returns>Null while one of them is under way.</returns>
    internal static DestructionListCarriedOut? Decide(DestructionList list, IReadOnlyList<ListErasure> erasures, long position, DateTimeOffset now)
    {
        if (list is not { Status: DestructionListStatus.Approved, Approval: { } approval }) return null;
        if (erasures.Any(erasure => erasure is { Held: false, Status: ErasureStatus.Ordered })) return null;
        var destroyed = erasures.Where(erasure => erasure.Status == ErasureStatus.CarriedOut).Select(erasure => erasure.Record).ToHashSet();
        var held = approval.Held.Count + erasures.Count(erasure => erasure.Held);
        return new DestructionListCarriedOut(
            list.Id, list.Municipality, list.Kind, list.Rules,
            [
                .. list.Items.Where(item => destroyed.Contains(item.Record)).GroupBy(item => item.Class)
                    .OrderBy(group => group.Key.Value, StringComparer.Ordinal).Select(group => new ClassCount(group.Key, group.Count())),
            ],
            list.Items.Count - destroyed.Count - held, held, approval.By, approval.Standing, position, now);
    }

    private static async Task<IReadOnlyList<ListErasure>> ErasuresAsync(NpgsqlDataSource source, DestructionListId list, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select id, (data ->> 'record')::uuid, data ->> 'status', (data ->> 'held')::boolean from chaincoop.mt_doc_erasure where data ->> 'list' = $1");
        command.Parameters.Add(new() { Value = list.ToString() });
        List<ListErasure> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            found.Add(new(ErasureId.From(reader.GetGuid(0)), RecordId.From(reader.GetGuid(1)), Kebab.Parse<ErasureStatus>(reader.GetString(2)), reader.GetBoolean(3)));
        return found;
    }

    /// <summary>Of the last event that says of a record that it was destroyed; null: there is none.</summary>
    private static async Task<long?> PositionAsync(NpgsqlDataSource source, IReadOnlyList<ListErasure> erasures, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select max(seq_id) from chaincoop.mt_events where stream_id = any($1) and data ->> 'erasureId' = any($2)");
        command.Parameters.Add(new() { Value = erasures.Select(erasure => erasure.Record.Value).ToArray() });
        command.Parameters.Add(new() { Value = erasures.Select(erasure => erasure.Id.ToString()).ToArray() });
        return await command.ExecuteScalarAsync(token) as long?;
    }
}

internal sealed record ListErasure(ErasureId Id, RecordId Record, ErasureStatus Status, bool Held);

using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Lists;

/// <summary>A record that is to be destroyed, as it is at the moment of the approval.</summary>
/// <param name="Erasure">The id that its erasure gets, if there is one.</param>
/// <param name="Content">Null: it is due no longer, or nothing of it is left.</param>
public sealed record ListTarget(RecordId Record, ErasureId Erasure, RecordContent? Content, bool Held, IReadOnlyList<Oin> Receivers);

internal static class ListTargets
{
    public static async Task<IReadOnlyList<ListTarget>> FindAsync(
        DestructionList list, DateTimeOffset now, IDocumentStore store, NpgsqlDataSource source, CancellationToken token)
    {
        var due = await DueRecords.StillDueAsync(source, list, now, token);
        await using var session = store.QuerySession();
        List<ListTarget> targets = [];
        foreach (var record in list.ToDestroy)
        {
            var content = due.Contains(record) ? await ContentAsync(list.Kind, record, session, token) : null;
            targets.Add(content is null
                ? new ListTarget(record, ErasureId.New(), null, false, [])
                : new ListTarget(
                    record, ErasureId.New(), content, await HoldsOn.AnyAsync(source, SubjectOf(list.Kind, content), content, token),
                    await ErasureTarget.ReceiversAsync(record, list.Owner, source.CreateCommand(), token)));
        }
        return targets;
    }

    /// <summary>Which of its records a legal hold is on now.</summary>
    public static async Task<IReadOnlySet<RecordId>> HeldAsync(DestructionList list, IDocumentStore store, NpgsqlDataSource source, CancellationToken token)
    {
        await using var session = store.QuerySession();
        HashSet<RecordId> held = [];
        foreach (var item in list.Items)
        {
            if (await ContentAsync(list.Kind, item.Record, session, token) is { } content && await HoldsOn.AnyAsync(source, SubjectOf(list.Kind, content), content, token))
                held.Add(item.Record);
        }
        return held;
    }

    /// <summary>Whose data goes: of a contact who sent the signal, else everybody's.</summary>
    public static SubjectId? SubjectOf(ListKind kind, RecordContent content) => kind == ListKind.Contact ? content.Reporter : null;

    /// <summary>Null when there is nothing to destroy.</summary>
    private static async Task<RecordContent?> ContentAsync(ListKind kind, RecordId record, IQuerySession session, CancellationToken token) =>
        await RecordContents.FindAsync(ListRules.ResourceOf(kind), record, session, token) is { Destroyed: false } content
        && (kind != ListKind.Contact || content.Reporter is not null)
            ? content
            : null;
}

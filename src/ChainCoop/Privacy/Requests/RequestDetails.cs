using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Requests;

/// <summary>
/// Owners give notes and redacted texts for a request: copies of what a record has of a person. They go when it goes. No fact
/// may say which they are, so it is written beside the facts, in their transaction.
/// </summary>
internal static class RequestDetails
{
    public static void Write(IDocumentOperations operations, IReadOnlyList<DecidedItem> items, IReadOnlyList<PayloadRef> details, Secrets secrets)
    {
        if (items.Count == 0) return;
        operations.QueueSqlCommand(
            "insert into privacy.request_details (hash, payload) select * from unnest(?::bytea[], ?::uuid[])",
            items.Select(item => HashOf(item.Record.Id, item.SubjectId.Value, secrets)).ToArray(), details.Select(detail => detail.Id.Value).ToArray());
    }

    /// <summary>With the key that each is under.</summary>
    public static async Task<IReadOnlyList<(Guid Id, Guid Key)>> OfAsync(
        NpgsqlConnection connection, Guid record, IReadOnlyCollection<Guid> subjects, Secrets secrets, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            "select p.id, p.key_id from privacy.request_details d join vault.payloads p on p.id = d.payload where d.hash = any($1)", connection);
        command.Parameters.Add(new() { Value = subjects.Select(subject => HashOf(record, subject, secrets)).ToArray() });
        List<(Guid, Guid)> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return found;
    }

    private static byte[] HashOf(Guid record, Guid subject, Secrets secrets) => secrets.Hash("request-detail", $"{record}|{subject}");
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Sharing;

/// <summary>The disclosures of one record that are in force, and what becomes of them when the record is retracted.</summary>
public sealed class DisclosedFrom
{
    private readonly RecordId record;
    private readonly IReadOnlyList<Disclosure> disclosures;

    private DisclosedFrom(RecordId record, IReadOnlyList<Disclosure> disclosures) => (this.record, this.disclosures) = (record, disclosures);

    public static DisclosedFrom Nothing { get; } = new(default, []);

    public static async Task<DisclosedFrom> FindAsync(RecordId record, IDocumentStore store, CancellationToken token)
    {
        await using var session = store.QuerySession();
        return new DisclosedFrom(record, await session.QueryAsync<Disclosure>("where data ->> 'status' = 'in-force' and data -> 'record' = to_jsonb(?::text) order by id", token, record.ToString()));
    }

    /// <summary>Each lapses, and its receiver is asked for a receipt.</summary>
    /// <param name="by">Null: who it was is not for the receivers to see.</param>
    public IReadOnlyList<(OtherStream Of, Access.Timer Receipt)> Lapse(ActorRef? by, DateTimeOffset now) =>
    [
        .. disclosures.Select(disclosure => (disclosure.Id, disclosure.Version, Event: disclosure.Ended(DisclosureEnding.Lapsed, DisclosureEndReasons.RecordRetracted, null, by, now)))
            .Select(lapsed => (new OtherStream(lapsed.Id.Value, lapsed.Version, [lapsed.Event]), new Access.Timer(new DisclosureReceiptDue(lapsed.Id), lapsed.Event.ReceiptDueAt))),
    ];

    /// <summary>Nobody disclosed from the record since.</summary>
    public async Task<bool> IsAllAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            "select id from chaincoop.mt_doc_disclosure where data ->> 'status' = 'in-force' and data -> 'record' = to_jsonb($1::text) order by id", connection);
        command.Parameters.Add(new() { Value = record.ToString() });
        List<Guid> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(reader.GetGuid(0));
        return found.SequenceEqual(disclosures.Select(disclosure => disclosure.Id.Value));
    }
}

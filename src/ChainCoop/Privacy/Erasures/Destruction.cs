using ChainCoop.Access;
using ChainCoop.Privacy.Links;
using ChainCoop.Shared;
using ChainCoop.Signals.Matching;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Erasures;

/// <summary>
/// One row of the two journals of what was destroyed, in the key database and in the main one. It has all that is needed to
/// destroy it again where a backup brought it back.
/// </summary>
/// <param name="Subjects">Whose keys: a person, pieces of prose.</param>
/// <param name="Redactions">As JSON, of the event in the stream of the record.</param>
internal sealed record Destruction(
    Guid Erasure, ResourceKind Kind, Guid Record, ErasurePart Part, Guid? Subject, MunicipalityCode Municipality,
    Guid[] Subjects, Guid[] Keys, Guid[] Payloads, string Redactions, DateTimeOffset At)
{
    public const string Columns = "erasure, kind, record, part, subject, municipality, subjects, keys, payloads, redactions, at";

    public static Destruction Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), Kebab.Parse<ResourceKind>(reader.GetString(1)), reader.GetGuid(2), Kebab.Parse<ErasurePart>(reader.GetString(3)),
        reader.IsDBNull(4) ? null : reader.GetGuid(4), new(reader.GetString(5)), reader.GetFieldValue<Guid[]>(6), reader.GetFieldValue<Guid[]>(7),
        reader.GetFieldValue<Guid[]>(8), reader.GetString(9), reader.GetFieldValue<DateTimeOffset>(10));

    /// <summary>Part of the transaction that deletes the ciphertexts, by their keys too: what was under way comes after all.</summary>
    public void DeleteWith(IDocumentOperations operations)
    {
        operations.QueueSqlCommand(
            """
            with gone as (delete from vault.payloads where id = any(?) or key_id = any(?) returning id)
            insert into privacy.destroyed_payloads (payload, erasure) select id, ? from gone on conflict do nothing
            """,
            Payloads, Keys, Erasure);

        operations.QueueSqlCommand("delete from privacy.request_details where payload = any(?)", Payloads);
        if (Kind == ResourceKind.Signal) MatchKeys.Forget(operations, Subjects);

        // Not deleted: a late repetition must not bring the person back. It hears that the key was used for something else.
        operations.QueueSqlCommand("update access.idempotency set fingerprint = '', answer = null, location = null where resource = ?", Record);
        operations.QueueSqlCommand(
            $"insert into privacy.destructions ({Columns}) values (?, ?, ?, ?, nullif(?, '00000000-0000-0000-0000-000000000000'::uuid), ?, ?, ?, ?, ?::jsonb, ?) on conflict do nothing",
            Values());
        if (Kind == ResourceKind.SubjectLink) LinkHashes.Forget(operations, SubjectLinkId.From(Record));
        if (Part == ErasurePart.Record && Kind == ResourceKind.Signal) operations.QueueSqlCommand("delete from signals.external_references where signal = ?", Record);
        if (Part == ErasurePart.Record && Kind == ResourceKind.Case) operations.QueueSqlCommand("delete from cases.item_references where case_id = ?", Record);
    }

    public object[] Values() =>
        [Erasure, Kebab.Of(Kind), Record, Kebab.Of(Part), Subject ?? Guid.Empty, Municipality.Value, Subjects, Keys, Payloads, Redactions, At.ToUniversalTime()];
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Erasures;

/// <summary>A record that is to be erased from, as the one who decides has to know it.</summary>
/// <param name="Held">A legal hold stands in the way.</param>
/// <param name="Receivers">Organisations that have or had access to it, but its owner.</param>
public sealed record ErasureTarget(RecordContent Content, MunicipalityCode Municipality, bool Held, IReadOnlyList<Oin> Receivers)
{
    /// <summary>The person was erased from it before: texts alone can still be.</summary>
    public bool IsErased { get; init; }

    /// <summary>Null when there is none, or the caller does not answer for it.</summary>
    /// <param name="subject">Null: the whole record.</param>
    public static async Task<ErasureTarget?> FindAsync(
        ResourceKind kind, RecordId record, SubjectId? subject, Entry entry, IDocumentStore store, NpgsqlDataSource source, CancellationToken token)
    {
        if (await entry.AnswersFor(kind, record.Value) is not { } municipality) return null;
        await using var session = store.QuerySession();
        if (await RecordContents.FindAsync(kind, record, session, token) is not { } content) return null;
        return new ErasureTarget(
            content, municipality, await HoldsOn.AnyAsync(source, subject, content, token), await ReceiversAsync(record, entry.By.Organisation, source.CreateCommand(), token))
        {
            IsErased = subject is { } person && await IsErasedAsync(record, person, source, token),
        };
    }

    internal static async Task<bool> IsErasedAsync(RecordId record, SubjectId person, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select exists (select from privacy.destructions where record = $1 and subject = $2)");
        command.Parameters.Add(new() { Value = record.Value });
        command.Parameters.Add(new() { Value = person.Value });
        return await command.ExecuteScalarAsync(token) is true;
    }

    public static async Task<IReadOnlyList<Oin>> ReceiversAsync(RecordId record, Oin owner, NpgsqlCommand asking, CancellationToken token)
    {
        await using var command = asking;
        // Who was asked for information about a signal has a question that may name persons of it.
        command.CommandText =
            """
            select organisation from access.grants
            where organisation <> $2
              and (resource = $1 or kind = 'enrichment-request' and resource in (select resource from access.grant_streams where stream = $1))
            union -- and who was shown a person of a signal because both sides of a match consented
            select side.organisation from (
                select m.data -> 'holder' ->> 'organisation' as organisation, m.data -> 'asker' ->> 'signalId' as shown, m.data from chaincoop.mt_doc_match m
                union all
                select m.data -> 'asker' ->> 'organisation', m.data -> 'holder' ->> 'signalId', m.data from chaincoop.mt_doc_match m) side
            where side.shown = $1::text and side.organisation <> $2 and jsonb_array_length(side.data -> 'consents') = 2
            order by organisation
            """;
        command.Parameters.Add(new() { Value = record.Value });
        command.Parameters.Add(new() { Value = owner.Value });
        List<Oin> receivers = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) receivers.Add(new Oin(reader.GetString(0)));
        return receivers;
    }
}

/// <summary>How an erasure begins and becomes final, wherever it comes from.</summary>
public static class ErasureStart
{
    /// <summary>Days in which receivers confirm that they destroyed what they had (art. 19 AVG names no term: policy of the district).</summary>
    public const int ReceiptDays = 14;

    /// <summary>One erasure of a record at a time: what the next one redacts has to be what the one before left.</summary>
    public const string OnePerRecord = "mt_doc_erasure_uidx_record";

    /// <summary>Redacted prose waits for a second person.</summary>
    public static Decision Of(ErasureProposed proposed, IReadOnlyList<Oin> receivers, DateTimeOffset now)
    {
        var isFinal = proposed.Redactions.Count == 0;
        return new Decision
        {
            Starts = [isFinal ? StreamOf(proposed, receivers, now) : new NewStream(typeof(Erasure), proposed.ErasureId.Value, [proposed])],
            Timers = isFinal ? TimersOf(proposed.ErasureId, receivers, now) : [new Access.Timer(new ErasureProposalEnds(proposed.ErasureId), ErasureTerms.LapsesAt(now))],
            Answer = new ErasureStanding(proposed.ErasureId, isFinal ? ErasureStatus.Ordered : ErasureStatus.Proposed),
            Location = $"/erasures/{proposed.ErasureId}",
            Race = new Race(OnePerRecord, Problems.ErasureOpen),
            Premises = Unshared(proposed.Record, proposed.RecordVersion, Problems.PreconditionFailed, proposed.Owner, receivers),
        };
    }

    /// <summary>
    /// The record is as it was seen, and nobody received it since: who discloses holds its stream, too, so that one of the two
    /// comes first. Who received it a moment before is asked to destroy, and who would a moment later does not.
    /// </summary>
    /// <param name="changed">What the caller hears when the record has moved on.</param>
    public static IReadOnlyList<Premise> Unshared(RecordId record, long version, Problem changed, Oin owner, IReadOnlyList<Oin> receivers) =>
    [
        new(record.Value, version, changed) { Alone = true },
        new(record.Value, version, Problems.ChangedMeanwhile)
        {
            Alone = true,
            StillSo = async (connection, token) => (await ErasureTarget.ReceiversAsync(record, owner, connection.CreateCommand(), token)).SequenceEqual(receivers),
        },
    ];

    /// <summary>One that is final as soon as it begins.</summary>
    public static NewStream StreamOf(ErasureProposed proposed, IReadOnlyList<Oin> receivers, DateTimeOffset now) =>
        new(typeof(Erasure), proposed.ErasureId.Value, [proposed, Order(proposed, receivers, proposed.By, now)]);

    public static ErasureOrdered Order(ErasureProposed proposed, IReadOnlyList<Oin> receivers, ActorRef? by, DateTimeOffset now) =>
        new(proposed.ErasureId, receivers, DueAt(now), proposed.Owner, proposed.Municipality, proposed.Room, by, now);

    public static DateTimeOffset DueAt(DateTimeOffset now) => DutchTime.EndOf(DutchTime.DayOf(now).AddDays(ReceiptDays)).ToUniversalTime();

    public static IReadOnlyList<Access.Timer> TimersOf(ErasureId id, IReadOnlyList<Oin> receivers, DateTimeOffset now) =>
    [
        new Access.Timer(new CarryOutErasure(id), now),
        .. receivers.Count > 0 ? [new Access.Timer(new ErasureReceiptsDue(id), DueAt(now))] : Array.Empty<Access.Timer>(),
    ];
}

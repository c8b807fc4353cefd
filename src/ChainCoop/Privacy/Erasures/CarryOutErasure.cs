using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy.Links;
using ChainCoop.Privacy.Lists;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using Wolverine;

namespace ChainCoop.Privacy.Erasures;

/// <summary>An erasure is final: keys, then ciphertexts. It asks the state, and may come again at any point.</summary>
public sealed record CarryOutErasure(ErasureId ErasureId) : IDueMessage;

/// <summary>
/// Two transactions, the key database first: from then on nobody reads what is to go, whatever happens to this process. The
/// second one deletes the ciphertexts and tells the stream of the record; killed in between, the message comes again, finds
/// the keys destroyed and does the rest.
/// </summary>
public static class CarryOutErasureHandler
{
    /// <summary>How often it is tried again under a legal hold.</summary>
    private static readonly TimeSpan HoldPause = TimeSpan.FromDays(1);

    private static readonly TimeSpan ForTerms = TimeSpan.FromSeconds(2);
    private static readonly KeepReason NotDue = new("no-longer-due");

    public static async Task<OutgoingMessages> Handle(
        CarryOutErasure due, IDocumentSession session, NpgsqlDataSource source, KeyDataSource keys, Secrets secrets, TimeProvider clock, CancellationToken token)
    {
        OutgoingMessages later = [];
        if (await session.LoadAsync<Erasure>(due.ErasureId, token) is not { Status: ErasureStatus.Ordered } ordered) return later;

        // Until the end of the transaction nothing is added to either: what is decided here holds when the keys are gone, and
        // the second transaction does not fail because somebody was faster.
        await session.BeginTransactionAsync(token);
        await LockStreamsAsync(session.Connection!, [due.ErasureId.Value, ordered.Record.Value], token);
        var stream = await session.Events.FetchForWriting<Erasure>(due.ErasureId.Value, token);
        if (stream.Aggregate is not { Status: ErasureStatus.Ordered } erasure) return later;
        var now = clock.GetUtcNow();
        var content = await RecordContents.FindAsync(erasure.Kind, erasure.Record, session, token)
            ?? throw new InvalidOperationException("The record of an erasure is missing.");

        // A hold is placed before this, or finds nothing left to hold: also when it was placed after the keys were destroyed
        // and before what is left was done.
        var isHeld = await HoldsOn.LockAsync(session.Connection!, source, HoldsOn.WhoseDataGoes(erasure.Subject, erasure.Redactions.Count > 0), content, token);
        var hasBegun = await DestroyKeys.HasRunAsync(keys, erasure.Id.Value, token);
        if (isHeld && !hasBegun)
        {
            if (!erasure.Held)
            {
                stream.AppendOne(new ErasureHeld(erasure.Id, now));
                if (erasure.List is { } heldUp) later.Add(new CloseDestructionList(heldUp));
            }

            later.Schedule(due, now + HoldPause);
            return later;
        }

        // Its list was approved a while ago: a hold, or a server that was down, may have lasted until the record was reopened.
        if (erasure.List is { } of && !hasBegun && !content.Destroyed)
        {
            switch (await DueRecords.IsDueAsync(session.Connection!, erasure, now, token))
            {
                case null:
                    later.Schedule(due, now + ForTerms);
                    return later;
                case false:
                    stream.AppendOne(new ErasureDropped(erasure.Id, NotDue, erasure.Room, now));
                    later.Add(new CloseDestructionList(of));
                    return later;
            }
        }

        var destruction = await DestroyKeys.RunAsync(keys, await PlanAsync(erasure, content, session.Connection!, keys, secrets, now, token), token);
        destruction.DeleteWith(session);
        // Destroyed as a whole since this was asked for: that is the last fact of the record, the only one that keeps its body.
        if (!content.Destroyed) session.Events.Append(erasure.Record.Value, content.Version + 1, FactOf(destruction, now));
        stream.AppendOne(new ErasureCarriedOut(erasure.Id, destruction.Keys.Length, destruction.Payloads.Length, now));
        if (erasure.Part == ErasurePart.Record) later.Add(new EmptyBodies(erasure.Record));
        foreach (var link in await LinksThatGo.OrderAsync(session, session.Connection!, destruction, secrets, now, token)) later.Add(new CarryOutErasure(link));
        if (erasure.List is { } list) later.Add(new CloseDestructionList(list));
        return later;
    }

    /// <summary>What the stream of the record says of it; also when a restored backup has to be told again.</summary>
    internal static IFact FactOf(Destruction done, DateTimeOffset now)
    {
        var (record, erasure) = (RecordId.From(done.Record), ErasureId.From(done.Erasure));
        SubjectId? subject = done.Subject is { } one ? SubjectId.From(one) : null;
        var redactions = JsonSerializer.Deserialize<List<Redaction>>(done.Redactions, Json.Http)!;
        return (done.Kind, done.Part) switch
        {
            (ResourceKind.Signal, ErasurePart.Record) => new SignalDestroyed(record, done.Municipality, erasure, now),
            (ResourceKind.Case, ErasurePart.Record) => new CaseDestroyed(record, done.Municipality, erasure, now),
            (ResourceKind.VictimTrack, ErasurePart.Record) => new VictimTrackDestroyed(record, done.Municipality, erasure, now),
            (ResourceKind.SecurityTrack, ErasurePart.Record) => new SecurityTrackDestroyed(record, done.Municipality, erasure, now),
            (ResourceKind.SubjectRequest, ErasurePart.Record) => new SubjectRequestDestroyed(record, done.Municipality, erasure, now),
            (ResourceKind.SubjectLink, ErasurePart.Record) => new SubjectLinkDestroyed(record, done.Municipality, erasure, now),
            (ResourceKind.Signal, var part) => new SignalContentErased(record, part, subject, redactions, erasure, now),
            (ResourceKind.Case, var part) => new CaseContentErased(record, part, subject, redactions, erasure, now),
            (ResourceKind.VictimTrack, var part) => new VictimContentErased(record, part, subject, redactions, erasure, now),
            (ResourceKind.SecurityTrack, var part) => new SecurityContentErased(record, part, subject, redactions, erasure, now),
            _ => throw new InvalidOperationException("There is no content of this kind."),
        };
    }

    private static async Task<Destruction> PlanAsync(
        Erasure erasure, RecordContent content, NpgsqlConnection connection, KeyDataSource keys, Secrets secrets, DateTimeOffset now, CancellationToken token)
    {
        var payloads = await PayloadsAsync(connection, erasure, token);
        IReadOnlyList<Guid> persons = erasure.Part == ErasurePart.Record
            ? [.. content.Subjects.Select(person => person.Value)]
            : erasure.Subject is { } one ? [one.Value] : [];
        var copies = await RequestDetails.OfAsync(connection, erasure.Record.Value, persons, secrets, token);
        var subjects = await DestroyKeys.SubjectsOfAsync(keys, [.. payloads.Concat(copies).Select(payload => payload.Key).Distinct()], token);
        var going = Going(erasure, content, [.. payloads.Select(payload => new StoredPayload(payload.Id, subjects.TryGetValue(payload.Key, out var subject) ? subject : null))]);
        return new Destruction(
            erasure.Id.Value, erasure.Kind, erasure.Record.Value, erasure.Part, erasure.Subject?.Value, erasure.Municipality,
            [.. persons.Union(going.Select(payload => payload.Subject).OfType<Guid>()).Union(copies.Where(copy => subjects.ContainsKey(copy.Key)).Select(copy => subjects[copy.Key]))],
            [], [.. going.Select(payload => payload.Id).Union(copies.Select(copy => copy.Id))],
            JsonSerializer.Serialize(erasure.Redactions, Json.Http), now);
    }

    /// <summary>
    /// Of the whole record all. Of one person what is keyed to that person; on request also the prose that was redacted, and
    /// prose that later prose took the place of: nobody reads it any more, so that nobody can say whom it names.
    /// </summary>
    internal static IReadOnlyList<StoredPayload> Going(Erasure erasure, RecordContent content, IReadOnlyList<StoredPayload> payloads)
    {
        if (erasure.Part == ErasurePart.Record) return payloads;
        var originals = erasure.Redactions.Select(redaction => redaction.Original.Id.Value).ToHashSet();
        var staying = content.Prose.Values.Select(prose => prose.Id.Value).Concat(erasure.Redactions.Select(redaction => redaction.Replacement.Id.Value))
            .Except(originals).ToHashSet();
        var persons = content.Subjects.Select(person => person.Value).ToHashSet();
        return
        [
            .. payloads.Where(payload => payload.Subject is { } subject && (persons.Contains(subject)
                ? subject == erasure.Subject?.Value
                : erasure.List is null && !staying.Contains(payload.Id))),
        ];
    }

    /// <summary>In one order, so that two of them never wait for each other.</summary>
    internal static async Task LockStreamsAsync(NpgsqlConnection connection, Guid[] streams, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select id from chaincoop.mt_streams where id = any($1) order by id for update", connection);
        command.Parameters.Add(new() { Value = streams });
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>
    /// What tells why something is kept or was done with somebody else goes with the record alone: the notes of legal holds in force, of
    /// disclosures and grounds about another person, and of a look in an emergency that nobody reviewed yet.
    /// </summary>
    private static async Task<List<(Guid Id, Guid Key)>> PayloadsAsync(NpgsqlConnection connection, Erasure erasure, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            """
            select p.id, p.key_id from vault.payloads p
            where p.record_id = $1 and ($2 or not exists (
                select from privacy.holds h join chaincoop.mt_doc_legalhold d on d.id = h.hold
                where h.record = $1 and h.ended_at is null
                  and (d.data -> 'note' ->> 'id' = p.id::text
                    or d.data -> 'reviews' @> jsonb_build_array(jsonb_build_object('note', jsonb_build_object('id', p.id::text)))))
              and not exists (
                select from chaincoop.mt_doc_disclosure d
                where d.data ->> 'record' = $3 and d.data ->> 'subject' <> $4
                  and p.id::text in (d.data -> 'interest' ->> 'id', d.data -> 'conditions' ->> 'id', d.data -> 'end' -> 'note' ->> 'id'))
              and not exists (
                select from chaincoop.mt_doc_legalbasis b
                where b.data ->> 'record' = $3 and b.data ->> 'subject' <> $4 and p.id::text in (b.data -> 'evidence' ->> 'id', b.data -> 'withdrawal' -> 'note' ->> 'id'))
              and not exists (
                select from chaincoop.mt_doc_emergencyuse u where u.data ->> 'record' = $3 and u.data ->> 'review' is null and p.id::text = u.data -> 'note' ->> 'id'))
            """, connection);
        command.Parameters.Add(new() { Value = erasure.Record.Value });
        command.Parameters.Add(new() { Value = erasure.Part == ErasurePart.Record });
        command.Parameters.Add(new() { Value = erasure.Record.ToString() });
        command.Parameters.Add(new() { Value = erasure.Subject?.ToString() ?? "" });
        List<(Guid, Guid)> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return found;
    }
}

/// <param name="Subject">Whose key it is under: a person's, or its own. Null: the key is gone.</param>
internal sealed record StoredPayload(Guid Id, Guid? Subject);

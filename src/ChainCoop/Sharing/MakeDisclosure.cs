using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;
using Wolverine.Runtime;

namespace ChainCoop.Sharing;

/// <summary>Discloses some of one record to an organisation: what art. 20 Wpg asks to be laid down, of every disclosure.</summary>
/// <param name="Fields">What of the record; which fields a kind of record has is in the code list.</param>
/// <param name="LegalBasis">The ground: a basis of this kind has to be recorded for the record, and in force.</param>
/// <param name="Purpose">For what; an agreement between both organisations has to cover it.</param>
/// <param name="Interest">The weighty interest that it serves.</param>
/// <param name="Conditions">Under which the receiver has it. That it is not passed on is always one of them.</param>
/// <param name="ExpiresAt">Until then the receiver may read it.</param>
/// <param name="SubjectId">Only this person in the record, and then only fields of persons; absent: all of them.</param>
public sealed record MakeDisclosure(
    Oin Receiver,
    [property: MinLength(1), MaxLength(50)] IReadOnlyList<DisclosableField> Fields,
    LegalBasisKind LegalBasis,
    Purpose Purpose,
    [property: MinLength(1), MaxLength(10_000)] string Interest,
    [property: MinLength(1), MaxLength(10_000)] string Conditions,
    DateTimeOffset ExpiresAt,
    SignalId? SignalId = null,
    CaseId? CaseId = null,
    VictimTrackId? VictimTrackId = null,
    SecurityTrackId? SecurityTrackId = null,
    SubjectId? SubjectId = null) : IChecked
{
    internal (ResourceKind Kind, RecordId Id)? Record => NamedRecord.Of(SignalId, CaseId, VictimTrackId, SecurityTrackId);

    public void Check(Faults faults)
    {
        NamedRecord.Check(faults, SignalId, CaseId, VictimTrackId, SecurityTrackId);
        faults.Require(faults.Has("/expiresAt") || ExpiresAt > faults.Now && ExpiresAt.Year < 2200, "/expiresAt", "Must be in the future, and before the year 2200.");
        faults.Require(Interest is null || Interest.Trim().Length > 0, "/interest", "Must not be blank.");
        faults.Require(Conditions is null || Conditions.Trim().Length > 0, "/conditions", "Must not be blank.");
        var fields = Fields ?? [];
        faults.Require(fields.Distinct().Count() == fields.Count, "/fields", "Each field may be given once.");
        if (Record is not { } record) return;
        faults.Require(
            faults.Has("/purpose") || RoomAccess.PurposesOf(RecordContents.RoomOf(record.Kind)).Contains(Purpose.Value), "/purpose",
            "A record of this kind is read for no such purpose.");
        for (var i = 0; i < fields.Count; i++)
        {
            faults.Require(
                faults.Has($"/fields/{i}") || DisclosableFields.Has(record.Kind, fields[i], SubjectId is not null), $"/fields/{i}",
                SubjectId is null ? "This kind of record has no such field to disclose." : "This kind of record has no such field of one person.");
        }
    }
}

public sealed record DisclosureStanding(DisclosureId Id, DisclosureStatus Status, DateTimeOffset ExpiresAt);

public static class MakeDisclosureEndpoint
{
    /// <summary>One disclosure from a record to an organisation at a time, so that what it may read has one ground and one end.</summary>
    public const string OnePerReceiver = "mt_doc_disclosure_uidx_receiver";

    public static readonly AccessRule Rule =
        AccessRule.Of("disclosure.make", ResourceKind.Disclosure, Room.General, [], SharingAccess.Everybody, SharingAccess.Purposes);

    /// <summary>
    /// Discloses fields of a signal, case or track. Under an agreement in force and on a basis in force; nothing that somebody
    /// disputes, of nobody who objects, nothing that the caller does not see, and nothing that the police sent but by the police.
    /// </summary>
    [WolverinePost("/disclosures"), Scope("sharing.write"), Idempotent(Required = true)]
    [ProducesResponseType<DisclosureStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(MakeDisclosure command, Gate gate, IDocumentStore store, NpgsqlDataSource source, IWolverineRuntime runtime, CancellationToken token)
    {
        var (kind, id) = command.Record!.Value;
        var share = SharingAccess.ShareFrom(kind);
        return gate.Create<DisclosureStanding>(Rule, async entry =>
        {
            var matter = await SharedMatter.FindAsync(share, id, entry, store, source, token);
            if (SharedMatter.Refuses(matter) is { } refusal) return refusal;

            matter = matter! with { PersonIsErased = command.SubjectId is { } person && await ErasureTarget.IsErasedAsync(id, person, source, token) };
            if (!await DisclosureEndsHandler.RecordMissedAsync(id, command.Receiver, source, runtime, entry.Now, token)) return Problems.ChangedMeanwhile;

            await using var session = store.QuerySession();
            var agreements = await session.QueryAsync<Agreement>(
                "where data ->> 'status' = 'in-force' and data -> 'parties' @> to_jsonb(array[?, ?]::text[])", token, entry.By.Organisation.Value, command.Receiver.Value);
            var bases = await session.QueryAsync<LegalBasis>("where data ->> 'status' = 'in-force' and data -> 'record' = to_jsonb(?::text)", token, id.ToString());
            var (purpose, retention) = RecordContents.TermsOf(kind);
            var interest = await entry.SealNote(command.Interest, purpose, retention, "disclosure_made", id);
            var conditions = await entry.SealNote(command.Conditions, purpose, retention, "disclosure_made", id);
            return Decide(DisclosureId.New(), command, matter, agreements, bases, interest!, conditions!, entry.By, entry.Now);
        });
    }

    /// <param name="matter">Of which the caller may share.</param>
    /// <param name="agreements">Those in force between the two, whatever their purpose and period.</param>
    /// <param name="bases">Those in force of the record, whoever recorded them.</param>
    public static Decision Decide(
        DisclosureId id, MakeDisclosure command, SharedMatter matter, IReadOnlyList<Agreement> agreements, IReadOnlyList<LegalBasis> bases,
        PayloadRef interest, PayloadRef conditions, ActorRef by, DateTimeOffset now)
    {
        var (sharer, content) = (by.Organisation, matter.Content);
        List<Fault> faults = [];
        if (command.Receiver == sharer) faults.Add(new Fault("/receiver", "An organisation does not disclose to itself."));
        if (command.SubjectId is { } person && !content.Subjects.Contains(person)) faults.Add(new Fault("/subjectId", "There is no such person in the record."));
        if (faults.Count > 0) return Problems.InvalidInput(faults);

        if (content.Retracted) return Problems.Retracted;
        if (matter.ErasureIsOpen) return Problems.ErasureOpen;
        if (matter.PersonIsErased) return Problems.SubjectErased;
        if (command.SubjectId is { } asked ? matter.Objecting.Contains(asked) : matter.Objecting.Count > 0) return Problems.SubjectObjects;
        var source = content.Source ?? sharer;
        if (source != sharer && DisclosureRules.RegimeOf(source) != DataRegime.Avg) return Problems.PassingOnNotAllowed;
        if (!command.Fields.All(field => DisclosableFields.IsSeenBy(matter.Verdict.Grants, field))) return Problems.WiderThanOwn;
        var marks = DisclosableFields.MarksOf(content.Kind, command.Fields);
        if (content.Contested.Any(fact => marks.Contains(fact.Fact) && (command.SubjectId is null || fact.Subject == command.SubjectId))) return Problems.FactContested;
        if (agreements.FirstOrDefault(agreement => agreement.Covers(sharer, command.Receiver, command.Purpose, now, command.ExpiresAt)) is not { } agreement)
            return Problems.NoAgreement;
        if (bases.FirstOrDefault(basis => basis.Carries(command.LegalBasis, sharer, command.SubjectId, command.Purpose, now, command.ExpiresAt)) is not { } basis)
            return Problems.NoLegalBasis;

        var made = new DisclosureMade(
            id, content.Kind, content.Id, command.SubjectId, RecordContents.RoomOf(content.Kind), matter.Municipality, command.Receiver, command.Fields,
            command.LegalBasis, basis.Id, agreement.Id, command.Purpose, interest, conditions, DisclosureRules.RegimeOf(source), FurtherUseBanned: true,
            command.ExpiresAt, by, now, matter.Owner?.Organisation == sharer ? null : matter.Owner);
        return new Decision
        {
            Starts = [new NewStream(typeof(Disclosure), id.Value, [made])],
            Premises =
            [
                matter.Unhindered, new(agreement.Id.Value, agreement.Version, Problems.ChangedMeanwhile),
                new(basis.Id.Value, basis.Version, Problems.ChangedMeanwhile),
            ],
            Timers = [new Access.Timer(new DisclosureEnds(id), command.ExpiresAt)],
            Race = new Race(OnePerReceiver, Problems.DisclosedAlready),
            Answer = new DisclosureStanding(id, DisclosureStatus.InForce, command.ExpiresAt),
            Location = $"/disclosures/{id}",
            Subjects = command.SubjectId is { } one ? [one] : content.Subjects,
            Given = Recipient.Of(command.Receiver, command.LegalBasis),
        };
    }
}

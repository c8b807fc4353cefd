using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Holds;

/// <summary>Keeps a record, or one person in it, from destruction and erasure.</summary>
/// <param name="Record">A record that the own organisation answers for.</param>
/// <param name="SubjectId">
/// Only this person in the record, as the record names the person; not with a case, whose persons are in its tracks. Absent:
/// all of the record; with a case also its tracks.
/// </param>
/// <param name="ReviewOn">Last day on which somebody has to look whether the reason still exists, a day in the Netherlands after today.</param>
public sealed record PlaceLegalHold(
    RecordName Record,
    HoldReason Reason,
    DateOnly ReviewOn,
    SubjectId? SubjectId = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(faults.Has("/reviewOn") || ReviewDays.MayBe(ReviewOn, faults.Now), "/reviewOn", ReviewDays.Form);
        faults.Require(
            Record is null || faults.Has("/record/kind") || SubjectId is null || Record.Kind != RecordNameKind.Case, "/subjectId", "The persons of a case are in its tracks: name the track.");
    }
}

/// <param name="ReviewOn">Last day of the review.</param>
public sealed record LegalHoldStanding(LegalHoldId Id, HoldStatus Status, DateOnly ReviewOn);

public static class PlaceLegalHoldEndpoint
{
    /// <summary>Places a legal hold on a record, or on one person in it, that the own organisation answers for.</summary>
    [WolverinePost("/legal-holds"), Scope("privacy.write"), Idempotent(Required = true)]
    [ProducesResponseType<LegalHoldStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(PlaceLegalHold command, Gate gate, IDocumentStore store, CancellationToken token) =>
        gate.Create<LegalHoldStanding>(HoldRules.Place, async entry =>
        {
            if (await HoldMatter.FindAsync(command, entry, store, token) is not { } matter) return Decide(LegalHoldId.New(), command, null, null, entry.By, entry.Now);
            var note = await entry.SealNote(command.Note, command.Record, "legal_hold_placed");
            return Decide(LegalHoldId.New(), command, matter, note, entry.By, entry.Now);
        });

    /// <param name="matter">The record; null when there is none or nothing of it is left, or the caller does not answer for it.</param>
    public static Decision Decide(LegalHoldId id, PlaceLegalHold command, HoldMatter? matter, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (matter is null)
            return Problems.InvalidInput([new Fault("/record/id", "There is no such record, or your organisation does not answer for it.")]);
        if (!matter.HasSubject)
            return Problems.InvalidInput([new Fault("/subjectId", "There is no such person in the record.")]);

        var placed = new LegalHoldPlaced(
            id, command.Record.Kind, command.Record.Id, command.SubjectId, matter.Municipality, by.Organisation, command.Reason, note, command.ReviewOn, by, now);
        return new Decision
        {
            Starts = [new NewStream(typeof(LegalHold), id.Value, [placed])],
            Timers = [new Access.Timer(new LegalHoldReviewEnds(id, command.ReviewOn), DutchTime.EndOf(command.ReviewOn))],
            Answer = new LegalHoldStanding(id, HoldStatus.InForce, command.ReviewOn),
            Location = $"/legal-holds/{id}",
            Subjects = command.SubjectId is { } subject ? [subject] : [],
        };
    }
}

/// <summary>What a hold is to be placed on, as the caller answers for it.</summary>
/// <param name="HasSubject">The person is in it, or none was named.</param>
public sealed record HoldMatter(MunicipalityCode Municipality, bool HasSubject)
{
    /// <summary>Of a destroyed record nothing is left to keep, and nothing would destroy the note any more.</summary>
    public static async Task<HoldMatter?> FindAsync(PlaceLegalHold command, Entry entry, IDocumentStore store, CancellationToken token)
    {
        if (await entry.AnswersFor(command.Record.Resource, command.Record.Id.Value) is not { } municipality) return null;
        await using var session = store.QuerySession();
        return await RecordContents.FindAsync(command.Record.Resource, command.Record.Id, session, token) is { Destroyed: false } content
            ? new HoldMatter(municipality, command.SubjectId is not { } subject || content.Subjects.Contains(subject))
            : null;
    }
}

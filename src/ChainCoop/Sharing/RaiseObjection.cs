using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <summary>A person objects to the sharing of what a record has of them.</summary>
/// <param name="Record">That the caller's organisation answers for.</param>
/// <param name="SubjectId">The person, by the id in that record.</param>
public sealed record RaiseObjection(RecordName Record, SubjectId SubjectId) : IChecked
{
    public void Check(Faults faults) =>
        faults.Require(
            Record is not { Kind: RecordNameKind.SubjectRequest or RecordNameKind.SubjectLink } || faults.Has("/record/kind"), "/record/kind", "Nothing is disclosed of it.");
}

public sealed record ObjectionStanding(ObjectionId Id, ObjectionStatus Status);

public static class RaiseObjectionEndpoint
{
    /// <summary>One that holds, of a person in a record at a time.</summary>
    public const string OnePerPerson = "mt_doc_objection_uidx_person";

    public static readonly AccessRule Rule = SharingAccess.OfObjections("objection.raise");

    private static readonly Problem Raised = Problems.StateForbids("objected", ["decision"], "That this person objects is recorded already, and open or granted.");

    /// <summary>
    /// Records that a person objects. From this answer on, until it is refused, nothing of them is disclosed from the record; nor is the record
    /// as a whole, which has their data too. Other persons in it can be disclosed one by one.
    /// </summary>
    [WolverinePost("/objections"), Scope("privacy.write"), Idempotent(Required = true)]
    [ProducesResponseType<ObjectionStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(RaiseObjection command, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token) =>
        gate.Create<ObjectionStanding>(Rule, async entry =>
            Decide(ObjectionId.New(), command, await ErasureTarget.FindAsync(command.Record.Resource, command.Record.Id, command.SubjectId, entry, store, source, token), entry.By, entry.Now));

    /// <param name="target">Null when there is no such record, or the caller does not answer for it.</param>
    public static Decision Decide(ObjectionId id, RaiseObjection command, ErasureTarget? target, ActorRef by, DateTimeOffset now)
    {
        if (target is null || target.Content.Destroyed)
            return Problems.InvalidInput([new Fault("/record/id", "There is no such record, or your organisation does not answer for it.")]);
        var content = target.Content;
        if (!content.Subjects.Contains(command.SubjectId)) return Problems.InvalidInput([new Fault("/subjectId", "There is no such person in the record.")]);
        if (target.IsErased) return Problems.SubjectErased;
        return new Decision
        {
            Starts =
            [
                new NewStream(
                    typeof(Objection), id.Value,
                    [new ObjectionRaised(id, content.Kind, content.Id, command.SubjectId, by.Organisation, target.Municipality, RecordContents.RoomOf(content.Kind), by, now)]),
            ],
            // Who discloses holds the record's stream, too: he came before, and a granted objection ends it, or comes after and sees this.
            Premises = [new Premise(content.Id.Value, content.Version, Problems.ChangedMeanwhile) { Alone = true }],
            Race = new Race(OnePerPerson, Raised),
            Answer = new ObjectionStanding(id, ObjectionStatus.Open),
            Location = $"/objections/{id}",
            Subjects = [command.SubjectId],
        };
    }
}

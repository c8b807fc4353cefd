using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Erasures;

/// <summary>What a record has of one person goes, for good.</summary>
/// <param name="Record">A record that the caller's organisation answers for.</param>
/// <param name="RecordVersion">
/// Of the record as it was read: the number in its ETag. A text that came meanwhile was asked about by nobody (412).
/// </param>
/// <param name="SubjectId">The person, by the id in that record; absent: texts name somebody who has no id in it, as in a case.</param>
/// <param name="Prose">
/// Every text of the record that may name several persons, by its place in the record's GET answer (RFC 6901): with the
/// redacted text that takes its place, or without one where it does not name this person. With a redacted text a second
/// person has to approve.
/// </param>
public sealed record ProposeErasure(
    RecordName Record,
    [property: Range(1, long.MaxValue)] long RecordVersion,
    ErasureGround Ground,
    SubjectId? SubjectId = null,
    [property: MaxLength(200)] IReadOnlyList<ProseDecision>? Prose = null) : IChecked
{
    public void Check(Faults faults)
    {
        var twice = Prose?.Where(prose => prose?.At is not null).GroupBy(prose => prose.At, StringComparer.Ordinal).Any(group => group.Count() > 1) ?? false;
        faults.Require(!twice, "/prose", "Must not name a place twice.");
        faults.Require(SubjectId is not null || (Prose?.Any(prose => prose?.Text is not null) ?? false), "/subjectId", "Is required unless a text is redacted.");
        faults.Require(Ground != ErasureGrounds.TermOver, "/ground", "A term that is over goes by a destruction list.");
        faults.Require(
            Record is not { Kind: RecordNameKind.SubjectRequest or RecordNameKind.SubjectLink } || faults.Has("/record/kind"), "/record/kind", "Goes as a whole, by a destruction list.");
    }
}

/// <param name="At">Such as <c>/observation</c> or <c>/assessment/0/note</c>.</param>
/// <param name="Text">The redacted text; absent: the text does not name the person.</param>
public sealed record ProseDecision([property: MinLength(1), MaxLength(100)] string At, [property: MinLength(1), MaxLength(10_000)] string? Text = null);

public sealed record ErasureStanding(ErasureId Id, ErasureStatus Status);

public static class ErasureGrounds
{
    public static readonly ErasureGround TermOver = new("term-over");
}

public static class ProposeErasureEndpoint
{
    public static readonly AccessRule Rule = PrivacyRules.Shared("erasure.propose", ResourceKind.Erasure, [], Role.PrivacyOfficer);

    /// <summary>Has what a record holds of one person erased. Without redacted prose it is final at once.</summary>
    [WolverinePost("/erasures"), Scope("privacy.write"), Idempotent(Required = true)]
    [ProducesResponseType<ErasureStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(ProposeErasure command, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token) =>
        gate.Create<ErasureStanding>(Rule, async entry =>
        {
            var target = await ErasureTarget.FindAsync(command.Record.Resource, command.Record.Id, HoldsOn.WhoseDataGoes(command.SubjectId, command.Prose?.Any(prose => prose.Text is not null) ?? false), entry, store, source, token);
            if (target is null) return Decide(ErasureId.New(), command, null, [], entry.By, entry.Now);
            var redactions = await SealAsync(command, target.Content, entry);
            return Decide(ErasureId.New(), command, target, redactions, entry.By, entry.Now);
        });

    /// <param name="target">Null when there is no such record, or the caller does not answer for it.</param>
    public static Decision Decide(
        ErasureId id, ProposeErasure command, ErasureTarget? target, IReadOnlyList<Redaction> redactions, ActorRef by, DateTimeOffset now)
    {
        if (target is null || target.Content.Destroyed)
            return Problems.InvalidInput([new Fault("/record/id", "There is no such record, or your organisation does not answer for it.")]);
        if (target.Content.Version != command.RecordVersion) return Problems.PreconditionFailed;
        var faults = new Faults();
        faults.Require(command.SubjectId is not { } person || target.Content.Subjects.Contains(person), "/subjectId", "There is no such person in the record.");
        var given = command.Prose ?? [];
        for (var i = 0; i < given.Count; i++)
            faults.Require(target.Content.Prose.ContainsKey(given[i].At), $"/prose/{i}/at", "There is no such text in the record.");
        foreach (var missing in target.Content.Prose.Keys.Except(given.Select(prose => prose.At)).Order(StringComparer.Ordinal))
            faults.Add("/prose", $"Say of {missing} whether it names the person.");
        if (faults.All.Count > 0) return Problems.InvalidInput(faults.All);
        if (target.Held) return Problems.UnderHold;
        if (target.IsErased && redactions.Count == 0) return Problems.SubjectErased;

        var proposed = new ErasureProposed(
            id, target.Content.Kind, target.Content.Id, target.Content.Version, PartOf(command.SubjectId, target.Content), command.SubjectId, redactions, command.Ground,
            null, by.Organisation, target.Municipality, RecordContents.RoomOf(target.Content.Kind), by, now);
        return ErasureStart.Of(proposed, target.Receivers, now) with { Subjects = command.SubjectId is { } subject ? [subject] : [] };
    }

    private static ErasurePart PartOf(SubjectId? subject, RecordContent content) =>
        subject is null ? ErasurePart.Prose : subject == content.Reporter ? ErasurePart.Contact : ErasurePart.Subject;

    /// <summary>Keyed to nothing else, and kept with the record.</summary>
    private static async Task<IReadOnlyList<Redaction>> SealAsync(ProposeErasure command, RecordContent content, Entry entry)
    {
        List<(PayloadRef Original, string Text)> redacted =
            [.. (command.Prose ?? []).Where(prose => prose.Text is not null && content.Prose.ContainsKey(prose.At)).Select(prose => (content.Prose[prose.At], prose.Text!))];
        var (purpose, retention) = RecordContents.TermsOf(content.Kind);
        var refs = await entry.Seal(
            [.. redacted.Select(prose => new Unsealed(KeyScope.OfProse(purpose, retention), RecordContents.ErasedAliasOf(content.Kind), new Prose(prose.Text)) { Record = content.Id.Value })]);
        return [.. redacted.Select((prose, i) => new Redaction(prose.Original, refs[i]))];
    }
}

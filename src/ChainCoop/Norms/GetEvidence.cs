using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Norms;

/// <param name="ValidUntil">First day on which it counts no longer; absent: no limit.</param>
/// <param name="ReviewDue">First day on which it has to be looked at again; absent: as the framework says.</param>
/// <param name="WithdrawnAt">Absent unless it was withdrawn.</param>
public sealed record EvidenceView(
    EvidenceId Id,
    MunicipalityCode Municipality,
    NormElement Element,
    EvidenceKind Kind,
    ExternalReference DocumentReference,
    DecidingBody Body,
    DateOnly DecidedOn,
    DateOnly? ValidUntil,
    DateOnly? ReviewDue,
    DateTimeOffset RecordedAt,
    DateTimeOffset? WithdrawnAt,
    EvidenceWithdrawalReason? WithdrawnFor)
{
    internal static EvidenceView Of(Evidence evidence) => new(
        evidence.Id, evidence.Municipality, evidence.Element, evidence.Kind, evidence.Document, evidence.Body, evidence.DecidedOn, evidence.ValidUntil, evidence.ReviewDue,
        evidence.RecordedAt, evidence.WithdrawnAt, evidence.WithdrawnFor);
}

public static class GetEvidenceEndpoint
{
    /// <summary>Reads one piece of evidence of the own organisation.</summary>
    [WolverineGet("/municipalities/{code}/evidence/{evidenceId}"), Scope("municipalities.read")]
    [ProducesResponseType<EvidenceView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(string code, EvidenceId evidenceId, Gate gate) =>
        gate.Show<Evidence>(
            evidenceId.Value,
            NormAccess.Read,
            (evidence, _) => Task.FromResult(evidence.Municipality.Value == code ? new Shown(EvidenceView.Of(evidence)) : Shown.Refused(Problems.NotFound)),
            evidence => evidence.Version);
}

/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListEvidence(string? Cursor = null, [property: Range(1, 200)] int Limit = 50);

public static class ListEvidenceEndpoint
{
    /// <summary>Lists the evidence of a municipality that the own organisation holds, withdrawn or not, the newest first.</summary>
    [WolverineGet("/municipalities/{code}/evidence"), Scope("municipalities.read")]
    [ProducesResponseType<Page<EvidenceView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string code, [Query] ListEvidence query, Gate gate, Secrets secrets, NpgsqlDataSource source) =>
        HeldPages.AnswerAsync<Evidence, EvidenceView>(
            NormAccess.List, HeldPages.Evidence, new MunicipalityCode(code), query.Cursor, query.Limit, EvidenceView.Of, gate, secrets, source,
            scope => scope.Municipalities.Contains(code) ? null : Problems.NotFound, Matter.Of(code));
}

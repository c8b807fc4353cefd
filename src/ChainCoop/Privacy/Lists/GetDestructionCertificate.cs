using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

/// <summary>What was destroyed, by which rules and on whose word. It names no record and no person whom data was about.</summary>
/// <param name="Id">Of the list.</param>
/// <param name="Rules">The version of the rules of retention.</param>
/// <param name="Kept">How many records of the list were kept.</param>
/// <param name="Held">How many were kept by a legal hold. Those that it stopped after the approval go when it ends, if they are due then.</param>
/// <param name="ApprovedBy">Absent: the standing approval says it.</param>
/// <param name="Position">Place in the timeline: sequence of the last event that says of one of the records that it was destroyed.</param>
public sealed record DestructionCertificateView(
    DestructionListId Id,
    MunicipalityCode Municipality,
    ListKind Kind,
    RetentionRulesVersion Rules,
    IReadOnlyList<ClassCount> Destroyed,
    int Kept,
    int Held,
    ActorRef? ApprovedBy,
    StandingApprovalId? StandingApproval,
    long Position,
    DateTimeOffset At);

public static class GetDestructionCertificateEndpoint
{
    /// <summary>Reads the certificate of a list. There is none until the list is carried out.</summary>
    [WolverineGet("/destruction-certificates/{listId}"), Scope("privacy.read")]
    [ProducesResponseType<DestructionCertificateView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(DestructionListId listId, Gate gate) =>
        gate.Show<DestructionList>(
            listId.Value,
            ListRules.ReadCertificate,
            (list, _) => Task.FromResult(list is { Certificate: { } certificate, Approval: { } approval }
                ? new Shown(new DestructionCertificateView(
                    list.Id, list.Municipality, list.Kind, list.Rules, certificate.Destroyed, certificate.Kept, certificate.Held,
                    approval.By, approval.Standing, certificate.Position, certificate.At))
                : Shown.Refused(Problems.NotFound)),
            list => list.Version);
}

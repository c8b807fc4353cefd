using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Handovers;

/// <summary>Asks another municipality to take over the case.</summary>
/// <param name="StaysIn">The rooms in which the own organisation stays as a member, where it leads now. Absent: none.</param>
public sealed record RequestHandover(
    MunicipalityCode Municipality,
    HandoverReason Reason,
    [property: MaxLength(3)] IReadOnlyList<Room>? StaysIn = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) =>
        faults.Require(StaysIn is null || StaysIn.Distinct().Count() == StaysIn.Count, "/staysIn", "Must not name a room twice.");
}

public static class RequestHandoverEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.request-handover", [GrantRole.Lead], CaseAccess.Hosts);

    /// <summary>
    /// Asks another municipality to take over a case, for its responsible municipality alone. Until the other accepts nothing changes but
    /// that it may read the request. A case has one open hand-over at a time, and is not closed meanwhile.
    /// </summary>
    [WolverinePost("/cases/{caseId}/handovers"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<HandoverStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, RequestHandover command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) => Decide(
            HandoverId.New(), command, current, await entry.SealNote(command.Note, CaseData.Purpose, CaseData.Retention, "handover_requested"), entry.By, entry.Now));

    public static Decision Decide(HandoverId id, RequestHandover command, Case current, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        // Others may lead rooms of the case, too; the controller alone hands it over.
        if (by.Organisation != HandoverRules.OrganisationOf(current.Municipality)) return Problems.Forbidden;
        if (current.Status == CaseStatus.Closed) return CaseProtocol.Closed(current);
        if (current.OpenHandover is not null) return CaseProtocol.Forbids(current, "Another municipality was asked already, and did not answer yet.");
        if (command.Municipality == current.Municipality) return Problems.InvalidInput([new Fault("/municipality", "The case is of this municipality.")]);

        var requested = new HandoverRequested(
            current.Id, id, current.Epoch + 1, current.Municipality, command.Municipality, HandoverRules.OrganisationOf(command.Municipality),
            command.Reason, command.StaysIn ?? [], note, by, now);
        return Decision.Of(requested) with { Answer = new HandoverStanding(id, requested.Epoch, current.Municipality, null) };
    }
}

internal static class HandoverRules
{
    public static Oin OrganisationOf(MunicipalityCode municipality) => OrganisationRegister.Current.Find(municipality)!.Oin;
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Organisations;

/// <param name="From">First day.</param>
/// <param name="Until">First day on which it holds no longer; absent: until it is ended.</param>
public sealed record MandateView(
    MandateId Id, Oin Organisation, OfficerId Officer, Role Role, IReadOnlyList<MunicipalityCode> Municipalities, DateOnly From, DateOnly? Until);

public static class GetMandateEndpoint
{
    /// <summary>Reads one mandate of the own organisation.</summary>
    [WolverineGet("/mandates/{mandateId}"), Scope("organisations.read"), ShowsPast]
    [ProducesResponseType<MandateView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(MandateId mandateId, Gate gate) =>
        gate.Show<Mandate>(mandateId.Value, OrganisationRules.Read, (mandate, _) => Task.FromResult(new Shown(View(mandate))), mandate => mandate.Version);

    private static MandateView View(Mandate mandate) =>
        new(mandate.Id, mandate.Organisation, mandate.Officer, mandate.Role, mandate.Municipalities, mandate.From, mandate.Until);
}

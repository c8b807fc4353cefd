using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Organisations;

/// <summary>An organisation of the chain: a municipality or a partner.</summary>
/// <param name="Id">Its OIN.</param>
/// <param name="Municipality">The municipality that it is; absent for a partner.</param>
/// <param name="From">First day; absent: no limit.</param>
/// <param name="Until">First day on which it takes part no longer; absent: no limit.</param>
public sealed record OrganisationView(
    Oin Id, Oin Oin, OrganisationKind Kind, string Name, string NameNl, MunicipalityCode? Municipality, DateOnly? From, DateOnly? Until);

public static class GetOrganisationsEndpoint
{
    /// <summary>Lists the organisations of the district, all on one page.</summary>
    [WolverineGet("/organisations"), Scope("organisations.read")]
    [ProducesResponseType<Page<OrganisationView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(Gate gate) =>
        gate.Ask(OrganisationRules.ReadOrganisation, _ => Task.FromResult(new Shown(
            new Page<OrganisationView>([.. OrganisationRegister.Current.Organisations.Select(View)]))));

    internal static OrganisationView View(Organisation organisation) => new(
        organisation.Oin, organisation.Oin, organisation.Kind, organisation.Name, organisation.NameNl, organisation.Municipality,
        organisation.From, organisation.Until);
}

public static class GetOrganisationEndpoint
{
    /// <summary>Reads one organisation.</summary>
    [WolverineGet("/organisations/{oin}"), Scope("organisations.read")]
    [ProducesResponseType<OrganisationView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string oin, Gate gate) =>
        gate.Ask(OrganisationRules.ReadOrganisation, _ => Task.FromResult(OrganisationRegister.Current.Find(new Oin(oin)) is { } found
            ? new Shown(GetOrganisationsEndpoint.View(found))
            : Shown.Refused(Problems.NotFound)), OrganisationRegister.Current.Find(new Oin(oin)) is { } named ? new Matter(named.Id.Value) : null);
}

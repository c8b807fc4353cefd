using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Organisations;

/// <summary>A municipality (gemeente) of the district.</summary>
/// <param name="Id">Its code.</param>
/// <param name="Oin">The municipality as an organisation.</param>
/// <param name="From">First day of the code; absent: no limit.</param>
/// <param name="Until">First day without the code; absent: no limit.</param>
/// <param name="Predecessors">The codes that were merged into this one.</param>
public sealed record MunicipalityView(
    MunicipalityCode Id, MunicipalityCode Code, string Name, Oin Oin, DateOnly? From, DateOnly? Until, IReadOnlyList<string> Predecessors);

public static class GetMunicipalitiesEndpoint
{
    /// <summary>Lists the municipalities of the district, all on one page.</summary>
    [WolverineGet("/municipalities"), Scope("municipalities.read")]
    [ProducesResponseType<Page<MunicipalityView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(Gate gate) =>
        gate.Ask(OrganisationRules.ReadMunicipality, _ => Task.FromResult(new Shown(
            new Page<MunicipalityView>([.. OrganisationRegister.Current.Municipalities.Select(View)]))));

    internal static MunicipalityView View(Municipality municipality) => new(
        municipality.Code, municipality.Code, municipality.Name, municipality.Oin, municipality.From, municipality.Until,
        [.. municipality.Predecessors.Select(code => code.Value)]);
}

public static class GetMunicipalityEndpoint
{
    /// <summary>Reads one municipality.</summary>
    [WolverineGet("/municipalities/{code}"), Scope("municipalities.read")]
    [ProducesResponseType<MunicipalityView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string code, Gate gate) =>
        gate.Ask(OrganisationRules.ReadMunicipality, _ => Task.FromResult(OrganisationRegister.Current.Find(new MunicipalityCode(code)) is { } found
            ? new Shown(GetMunicipalitiesEndpoint.View(found))
            : Shown.Refused(Problems.NotFound)),
            OrganisationRegister.Current.Find(new MunicipalityCode(code)) is { } named ? new Matter(Municipality: named.Code) : null);
}

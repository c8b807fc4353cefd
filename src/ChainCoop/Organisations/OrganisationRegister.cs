using System.Collections.Frozen;
using ChainCoop.Shared;

namespace ChainCoop.Organisations;

/// <summary>
/// Who takes part in the district, as public reference data (<c>organisations.data.json</c>): the municipalities and the
/// chain partners. Read-only; the timeline learns of it through <see cref="Seed"/>. Names are here and never in events.
/// </summary>
public sealed class OrganisationRegister
{
    private readonly FrozenDictionary<Oin, Organisation> byOin;
    private readonly FrozenDictionary<MunicipalityCode, Municipality> byCode;

    private OrganisationRegister(IReadOnlyList<Municipality> municipalities, IReadOnlyList<Organisation> organisations)
    {
        Municipalities = municipalities;
        Organisations = organisations;
        byCode = municipalities.ToDictionary(municipality => municipality.Code).ToFrozenDictionary();
        byOin = organisations.ToDictionary(organisation => organisation.Oin).ToFrozenDictionary();
    }

    /// <summary>The register that this program was built with.</summary>
    public static OrganisationRegister Current { get; } = From(EmbeddedData.Read<List<SourceList>>("organisations.data.json"));

    public IReadOnlyList<Municipality> Municipalities { get; }

    /// <summary>The municipalities and the chain partners.</summary>
    public IReadOnlyList<Organisation> Organisations { get; }

    public Organisation? Find(Oin oin) => byOin.GetValueOrDefault(oin);

    public Municipality? Find(MunicipalityCode code) => byCode.GetValueOrDefault(code);

    internal static OrganisationRegister From(IReadOnlyList<SourceList> lists)
    {
        var organisations = lists.Single(list => list.Name == Oin.List).Items;
        var oins = organisations.Where(item => item.Municipality is not null)
            .ToDictionary(item => item.Municipality!, item => new Oin(item.Code), StringComparer.Ordinal);
        var municipalities = lists.Single(list => list.Name == MunicipalityCode.List).Items
            .ToDictionary(item => item.Code, item => new Municipality(
                new(item.Code), item.Name, oins[item.Code], item.From, item.Until,
                [.. item.Predecessors.Select(code => new MunicipalityCode(code))]), StringComparer.Ordinal);

        return new OrganisationRegister([.. municipalities.Values], [.. organisations.Select(ToOrganisation)]);

        // A municipality as an organisation lives as long as the municipality.
        Organisation ToOrganisation(SourceItem item)
        {
            var municipality = item.Municipality is { } code ? municipalities[code] : null;
            return new Organisation(
                new(item.Code), new(item.Kind!), item.Name, item.NameNl, municipality?.Code,
                municipality?.From ?? item.From, municipality?.Until ?? item.Until);
        }
    }

    /// <summary>A code list (<see cref="CodeList"/>) with what only this register reads.</summary>
    internal sealed record SourceList(string Name, IReadOnlyList<SourceItem> Items);

    internal sealed record SourceItem(string Code, string Name, string NameNl)
    {
        public DateOnly? From { get; init; }
        public DateOnly? Until { get; init; }
        public IReadOnlyList<string> Predecessors { get; init; } = [];
        public string? Kind { get; init; }
        public string? Municipality { get; init; }
    }
}

/// <summary>A municipality (gemeente) of the district.</summary>
/// <param name="Oin">The municipality as an organisation of the chain.</param>
/// <param name="From">First day of the code; null: no limit.</param>
/// <param name="Until">First day without the code, after a merger; null: no limit.</param>
/// <param name="Predecessors">The codes that were merged into this one.</param>
public sealed record Municipality(
    MunicipalityCode Code, string Name, Oin Oin, DateOnly? From, DateOnly? Until, IReadOnlyList<MunicipalityCode> Predecessors);

/// <summary>An organisation of the chain: a municipality or a chain partner (ketenpartner).</summary>
/// <param name="Municipality">The municipality that this organisation is; null for a partner.</param>
/// <param name="From">First day; null: no limit.</param>
/// <param name="Until">First day on which it takes part no longer; null: no limit.</param>
public sealed record Organisation(
    Oin Oin, OrganisationKind Kind, string Name, string NameNl, MunicipalityCode? Municipality, DateOnly? From, DateOnly? Until)
{
    public OrganisationId Id => OrganisationId.Of(Oin);
}

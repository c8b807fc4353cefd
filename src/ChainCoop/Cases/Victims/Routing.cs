using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>What the rules say of a person.</summary>
/// <inheritdoc cref="VictimRouteProposed"/>
public sealed record RoutingProposal(VictimRoute? Proposed, IReadOnlyList<RoutingRule> Applied, IReadOnlyList<RoutingRule> Open);

/// <summary>
/// Routing of victims as versioned data (<c>routing.data.json</c>): the first rule that applies proposes. A rule that would apply
/// if an unknown fact were known is named as open: unknown is never taken for no.
/// </summary>
public static class Routing
{
    private static readonly RoutingData Data = EmbeddedData.Read<RoutingData>("routing.data.json");

    public static RoutingRulesVersion Version { get; } = new(Data.Version);

    public static RoutingProposal Propose(RoutingFacts facts)
    {
        var applied = Data.Rules.Where(rule => rule.Weigh(facts) == true).ToList();
        var open = Data.Rules.Where(rule => rule.Weigh(facts) is null);
        return new RoutingProposal(
            applied.Count > 0 ? new VictimRoute(applied[0].Route) : null, [.. applied.Select(rule => new RoutingRule(rule.Rule))], [.. open.Select(rule => new RoutingRule(rule.Rule))]);
    }

    /// <summary>Whether the organisation may place on this route: on some, one kind of organisation alone may.</summary>
    public static bool MayPlace(VictimRoute route, Oin organisation) =>
        Data.PlacedBy.All(rule => rule.Route != route.Value || OrganisationRegister.Current.Find(organisation)?.Kind.Value == rule.Kind);

    /// <summary>Whether a stay in this kind of shelter has a term, about that of the reflection period.</summary>
    public static bool HasTerm(VictimRoute route) => Data.WithTerm.Contains(route.Value);

    private sealed record RoutingData(string Version, IReadOnlyList<PlacingRule> PlacedBy, IReadOnlyList<string> WithTerm, IReadOnlyList<RuleData> Rules);

    private sealed record PlacingRule(string Route, string Kind, string SourceNl);

    /// <summary>Absent: whatever the fact is.</summary>
    private sealed record RuleData(
        string Rule,
        string Route,
        IReadOnlyList<string>? Age = null,
        IReadOnlyList<string>? Nationality = null,
        IReadOnlyList<string>? Residence = null,
        IReadOnlyList<string>? Complexity = null)
    {
        /// <summary>Null: it depends on a fact that is unknown.</summary>
        public bool? Weigh(RoutingFacts facts)
        {
            bool?[] conditions =
            [
                Holds(Age, facts.AgeGroup.Value, AgeGroup.Unknown.Value), Holds(Nationality, facts.Nationality.Value, NationalityGroup.Unknown.Value),
                Holds(Residence, facts.Residence.Value, ResidenceStatus.Unknown.Value), Holds(Complexity, facts.Complexity.Value, Shared.Complexity.Unknown.Value),
            ];
            return conditions.Contains(false) ? false : conditions.Contains(null) ? null : true;
        }

        private static bool? Holds(IReadOnlyList<string>? values, string value, string unknown) =>
            values is null || values.Contains(value) ? true : value == unknown ? null : false;
    }
}

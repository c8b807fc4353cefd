using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.AVictim;

namespace ChainCoop.Tests.Cases;

/// <summary>The table that a care coordinator can read: who goes where, by which rule, and what is still to be found out.</summary>
public class routing_of_victims
{
    [Theory]
    //           age        nationality  residence            complexity     proposed                   because of                       may change by
    [InlineData("adult", "foreign", "reflection-period", "not-complex", "cosm", "reflection-to-cosm", "")]
    [InlineData("adult", "eu", "reflection-period", "not-complex", "cosm", "reflection-to-cosm", "")]
    [InlineData("adult", "foreign", "b8-permit", "not-complex", "regular-shelter", "permit-to-regular-shelter", "")]
    [InlineData("adult", "dutch", "lawful-otherwise", "not-complex", "regular-shelter", "dutch-to-regular-shelter", "")]
    [InlineData("adult", "dutch", "unknown", "not-complex", "regular-shelter", "dutch-to-regular-shelter", "permit-to-regular-shelter")]
    [InlineData("adult", "foreign", "reflection-period", "complex", "omm", "complex-to-omm reflection-to-cosm", "")]
    [InlineData("adult", "dutch", "none", "complex", "omm", "complex-to-omm dutch-to-regular-shelter", "")]
    [InlineData("adult", "foreign", "reflection-period", "unknown", "cosm", "reflection-to-cosm", "complex-to-omm")]
    [InlineData("adult", "unknown", "reflection-period", "not-complex", "", "", "reflection-to-cosm dutch-to-regular-shelter")]
    [InlineData("adult", "foreign", "none", "not-complex", "", "", "")]
    [InlineData("minor", "foreign", "none", "not-complex", "nidos", "foreign-minor-to-nidos minor-to-child-protection", "")]
    [InlineData("minor", "foreign", "reflection-period", "complex", "nidos", "foreign-minor-to-nidos minor-to-child-protection", "")]
    [InlineData("minor", "dutch", "lawful-otherwise", "complex", "child-protection-board", "minor-to-child-protection", "")]
    [InlineData("minor", "unknown", "unknown", "unknown", "child-protection-board", "minor-to-child-protection", "foreign-minor-to-nidos")]
    [InlineData("unknown", "dutch", "lawful-otherwise", "not-complex", "", "", "minor-to-child-protection dutch-to-regular-shelter")]
    public void goes_by_the_rules(string age, string nationality, string residence, string complexity, string proposed, string applied, string open)
    {
        var proposal = Routing.Propose(new(new(age), new(nationality), new(residence), new(complexity)));

        (proposal.Proposed?.Value ?? "").ShouldBe(proposed);
        string.Join(' ', proposal.Applied).ShouldBe(applied);
        string.Join(' ', proposal.Open).ShouldBe(open);
    }

    /// <summary>Whatever the facts: an unknown one never sends anybody where a known one would not, and every rule that counts is explained.</summary>
    [Fact]
    public void is_explained_for_every_combination_of_facts()
    {
        foreach (var facts in
            from age in Codes("age-groups")
            from nationality in Codes("nationality-groups")
            from residence in Codes("residence-statuses")
            from complexity in Codes("complexities")
            select new RoutingFacts(new(age), new(nationality), new(residence), new(complexity)))
        {
            var (proposed, applied, open) = Routing.Propose(facts);
            (proposed is null).ShouldBe(applied.Count == 0);
            applied.Intersect(open).ShouldBeEmpty();
            applied.Concat(open).ShouldAllBe(rule => CodeLists.Contains(RoutingRule.List, rule.Value));
            if (proposed is { } route) CodeLists.Contains(VictimRoute.List, route.Value).ShouldBeTrue();
            if (facts.AgeGroup != new AgeGroup("adult")) proposed.ShouldNotBe(Cosm);
            if (facts.AgeGroup == new AgeGroup("minor")) proposed.ShouldNotBeNull();
        }
    }

    [Fact]
    public void says_on_what_each_rule_rests() =>
        CodeLists.Find(RoutingRule.List)!.Items.ShouldAllBe(rule => rule.Source != null);

    [Fact]
    public void leaves_placing_in_cosm_to_comensha()
    {
        Routing.MayPlace(Cosm, CoMensha.Organisation).ShouldBeTrue();
        Routing.MayPlace(Cosm, Coordinator.Organisation).ShouldBeFalse();
        Routing.MayPlace(Regular, Coordinator.Organisation).ShouldBeTrue();
    }

    private static readonly RouteProposalId Id = RouteProposalId.New();
    private static readonly ProposeRoute Asked = new(Person, new("adult"), new("foreign"), new("reflection-period"), new("not-complex"));

    private static readonly VictimRouteProposed Proposed = new(
        Track, Id, Person, new(new("adult"), new("foreign"), new("reflection-period"), new("not-complex")), new("1"), Cosm, [new("reflection-to-cosm")], [], Coordinator, At);

    [Fact]
    public void is_recorded_with_the_facts_and_the_version_of_the_rules()
    {
        var decision = ProposeRouteEndpoint.Decide(Id, Asked, With().State, Coordinator, At);
        decision.Events.ShouldHaveSingleItem().ShouldBeOfType<VictimRouteProposed>().ShouldSatisfyAllConditions(
            e => (e.Proposed, e.Facts, e.Rules).ShouldBe((Cosm, Proposed.Facts, Routing.Version)),
            e => e.Applied.ShouldBe(Proposed.Applied),
            e => e.Open.ShouldBeEmpty());
        With(HasLeft).When(track => ProposeRouteEndpoint.Decide(Id, Asked, track, Coordinator, At)).ThenOnly();
    }

    [Fact]
    public void is_decided_by_a_human_once()
    {
        var decided = new VictimRouteDecided(Track, Id, Cosm, null, Sealed, Coordinator, At);
        With(Proposed).When(track => DecideRouteEndpoint.Decide(Id, new DecideRoute(Cosm), track, Sealed, Coordinator, At)).Then(decided);
        With(Proposed, decided).When(track => DecideRouteEndpoint.Decide(Id, new DecideRoute(Cosm), track, null, Coordinator, At)).ThenOnly();
        With().When(track => DecideRouteEndpoint.Decide(Id, new DecideRoute(Cosm), track, null, Coordinator, At)).ThenRefused("not-found");
        With(Proposed, HasLeft).When(track => DecideRouteEndpoint.Decide(Id, new DecideRoute(Cosm), track, null, Coordinator, At)).ThenOnly();
    }

    [Fact]
    public void needs_a_reason_where_the_human_decides_otherwise_and_only_then()
    {
        With(Proposed).When(Deciding(new(Regular))).ThenRefused("invalid-input");
        With(Proposed).When(Deciding(new(Cosm, new("safety")))).ThenRefused("invalid-input");
        With(Proposed).When(Deciding(new(Regular, new("safety")))).Then(new VictimRouteDecided(Track, Id, Regular, new("safety"), null, Coordinator, At));
        With(Proposed with { Proposed = null }).When(Deciding(new(Regular))).ThenRefused("invalid-input");
        With(Proposed with { Proposed = null }).When(Deciding(new(Regular, new("facts-unknown")))).Then(new VictimRouteDecided(Track, Id, Regular, new("facts-unknown"), null, Coordinator, At));
    }

    private static Func<VictimTrack, ChainCoop.Access.Decision> Deciding(DecideRoute command) => track => DecideRouteEndpoint.Decide(Id, command, track, null, Coordinator, At);

    private static IEnumerable<string> Codes(string list) => CodeLists.Find(list)!.Items.Select(item => item.Code);
}

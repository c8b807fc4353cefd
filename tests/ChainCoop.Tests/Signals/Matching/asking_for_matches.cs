using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using ChainCoop.Signals.Matching;

namespace ChainCoop.Tests.Signals.Matching;

public class asking_for_matches
{
    private static readonly Oin Nijmegen = new("00000099000000268000");
    private static readonly Oin Tiel = new("00000099000000281000");
    private static readonly ActorRef Anna = new(Nijmegen, new("anna"));
    private static readonly ActorRef Bart = new(Tiel, new("bart"));
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly MatchRequestId Id = MatchRequestId.New();
    private static readonly MatchSide Own = new(Nijmegen, new("0268"), SignalId.New(), SubjectId.New());
    private static readonly MatchSide Other = new(Tiel, new("0281"), SignalId.New(), SubjectId.New());
    private static readonly MatchAgreement Agreed = new(AgreementId.New(), 3, [Nijmegen, Tiel], new(2026, 11, 1), new(2026, 12, 1));
    private static readonly SearchMatches Command = new(Agreed.Id, Own.SignalId, Own.SubjectId);
    private static readonly MatchTerms Terms = MatchTerms.On(new(2026, 11, 2));

    [Fact]
    public void a_hit_is_a_match_of_two_sides_that_both_hear_of()
    {
        var decision = Decide(found: Found(Other));

        var requested = decision.Starts[0].Events.ShouldHaveSingleItem().ShouldBeOfType<MatchRequested>();
        (requested.Number, requested.Hits, requested.By).ShouldBe((1, 1, Anna));
        var match = decision.Starts[1].Events.ShouldHaveSingleItem().ShouldBeOfType<MatchFound>();
        decision.Starts[1].Id.ShouldBe(match.MatchId.Value);
        GrantRules.Of(match).Select(grant => (grant.Organisation, grant.Kind, grant.Role, grant.Municipality.Value)).ShouldBe(
            [(Nijmegen, ResourceKind.Match, GrantRole.Owner, "0268"), (Tiel, ResourceKind.Match, GrantRole.Owner, "0281")]);
        FeedRules.Of(match)!.Type.ShouldBe("nl.chaincoop.matches.found.v1");
        decision.Answer.ShouldBeOfType<MatchAnswer>().ShouldSatisfyAllConditions(answer => answer.Hit.ShouldBeTrue(), answer => answer.Matches.ShouldBe([new MatchItem(match.MatchId)]));
        decision.Premises.Select(premise => (premise.Stream, premise.Version)).ShouldBe([(Agreed.Id.Value, 3L)]);
    }

    [Fact]
    public void no_hit_is_on_record_too()
    {
        var decision = Decide();
        decision.Starts.ShouldHaveSingleItem().Events.ShouldHaveSingleItem().ShouldBeOfType<MatchRequested>().Hits.ShouldBe(0);
        decision.Answer.ShouldBeOfType<MatchAnswer>().ShouldSatisfyAllConditions(answer => answer.Hit.ShouldBeFalse(), answer => answer.Matches.ShouldBeEmpty());
    }

    [Fact]
    public void a_match_that_is_known_is_not_begun_again()
    {
        var known = Match.IdOf(Agreed.Id, Own.SubjectId, Other.SubjectId);
        var decision = Decide(found: Found(Other) with { Known = new HashSet<MatchId> { known } });
        decision.Starts.Count.ShouldBe(1);
        decision.Answer.ShouldBeOfType<MatchAnswer>().Matches.ShouldBe([new MatchItem(known)]);
        Match.IdOf(Agreed.Id, Other.SubjectId, Own.SubjectId).ShouldBe(known);
    }

    [Fact]
    public void needs_an_agreement_in_force_of_which_the_organisation_is_a_party()
    {
        Refusal(null).ShouldBe("no-matching-agreement");
        Refusal(Agreed with { Parties = [Tiel] }).ShouldBe("no-matching-agreement");
        Refusal(Agreed with { From = new(2026, 11, 3) }).ShouldBe("no-matching-agreement");
        Refusal(Agreed with { Until = new(2026, 11, 2) }).ShouldBe("no-matching-agreement");
    }

    [Fact]
    public void ends_for_the_day_with_the_quota()
    {
        Decide(new AskedToday(Terms.QuotaPerDay - 1, 0)).Refusal.ShouldBeNull();
        var refusal = Decide(new AskedToday(Terms.QuotaPerDay, 0)).Refusal!;
        (refusal.Code, refusal.Status).ShouldBe(("match-quota-used", 429));
        refusal.RetryAfter.ShouldBe(14 * 3600); // until midnight in the Netherlands
    }

    [Fact]
    public void is_an_alarm_to_all_parties_once_it_is_often_in_vain_or_to_the_limit()
    {
        Alarm(new AskedToday(5, Terms.AlarmAfterMisses - 2)).ShouldBeNull();
        var alarm = Alarm(new AskedToday(12, Terms.AlarmAfterMisses - 1))!;
        (alarm.Asked, alarm.Misses, alarm.By).ShouldBe((13, Terms.AlarmAfterMisses, Anna));
        Alarm(new AskedToday(12, Terms.AlarmAfterMisses)).ShouldBeNull();
        Alarm(new AskedToday(12, Terms.AlarmAfterMisses - 1), Found(Other)).ShouldBeNull();
        Alarm(new AskedToday(Terms.QuotaPerDay - 1, 0), Found(Other)).ShouldNotBeNull();

        GrantRules.Of(alarm).Select(grant => (grant.Organisation, grant.Kind, grant.Role)).ShouldBe(
            [(Nijmegen, ResourceKind.MatchRequest, GrantRole.Party), (Tiel, ResourceKind.MatchRequest, GrantRole.Party)]);
        FeedRules.Of(alarm)!.Type.ShouldBe("nl.chaincoop.match-requests.alarmed.v1");
    }

    /// <summary>Many officers may not ask together what one may not alone.</summary>
    [Fact]
    public void ends_for_the_whole_organisation_with_the_quota_of_the_agreement()
    {
        var terms = MatchTerms.On(new(2026, 11, 30));
        var (quota, misses) = (terms.QuotaPerAgreement!.Value, terms.AlarmAfterMissesPerAgreement!.Value);
        quota.ShouldBeGreaterThan(terms.QuotaPerDay);
        On(new(0, 0, quota - 1), Found(Other)).Refusal.ShouldBeNull();
        On(new(0, 0, quota)).Refusal!.Code.ShouldBe("match-quota-used");

        AlarmOn(new(3, 1, quota - 2)).ShouldBeNull();
        AlarmOn(new(3, 1, quota - 1), Found(Other))!.AskedByAll.ShouldBe(quota);
        AlarmOn(new(3, 1, misses + 5, misses - 1))!.AskedByAll.ShouldBe(misses + 6);
        AlarmOn(new(3, 1, misses + 5, misses - 1), Found(Other)).ShouldBeNull();
        AlarmOn(new(12, terms.AlarmAfterMisses - 1, misses - 9, 4))!.AskedByAll.ShouldBeNull("it is about the officer");

        Decision On(AskedToday asked, FoundMatches? found = null) => SearchMatchesEndpoint.Decide(
            Id, Command, Own, Agreed, asked, found ?? new FoundMatches([], new HashSet<MatchId>(), true, true), Anna, new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));
        MatchProbingAlarmed? AlarmOn(AskedToday asked, FoundMatches? found = null) => On(asked, found).Starts[0].Events.OfType<MatchProbingAlarmed>().SingleOrDefault();
    }

    [Fact]
    public void identity_opens_with_the_second_basis()
    {
        var basis = new MatchBasis(LegalBasisId.New(), 1);
        var match = Given(Found()).State;

        var first = Consent(match, basis, Anna);
        first.Events.ShouldHaveSingleItem().ShouldBe(new MatchIdentityConsented(match.Id, Nijmegen, basis.Id, Anna, Monday));
        first.Answer.ShouldBe(new MatchStanding(match.Id, Open: false));
        first.Given.ShouldBe(Recipient.Of(Tiel, new LegalBasisKind("public-task")));

        var half = match.Apply((MatchIdentityConsented)first.Events[0]);
        Consent(half, basis, Anna).Events.ShouldBeEmpty();
        Consent(half, new(LegalBasisId.New(), 1), Bart).Answer.ShouldBe(new MatchStanding(match.Id, Open: true));
        Consent(half, null, Bart).Refusal!.Code.ShouldBe("no-basis-for-identity");
        ConsentToIdentityEndpoint.Decide(half, null, basis, new("public-task"), Bart, Monday).Refusal!.Code.ShouldBe("no-matching-agreement");
    }

    [Fact]
    public void each_side_has_its_own()
    {
        var match = Given(Found()).State;
        match.SideOf(Nijmegen).ShouldBe(Own);
        match.OtherThan(Nijmegen).ShouldBe(Other);
        match.SideOf(Tiel).ShouldBe(Other);
    }

    private static DeciderSpec.Spec<Match> Given(MatchFound found) => DeciderSpec.Given<Match>(found);

    private static MatchFound Found() => new(Match.IdOf(Agreed.Id, Own.SubjectId, Other.SubjectId), Agreed.Id, Id, Own, Other, Anna, Monday);

    private static Decision Consent(Match match, MatchBasis? basis, ActorRef by) => ConsentToIdentityEndpoint.Decide(match, Agreed, basis, new("public-task"), by, Monday);

    private static FoundMatches Found(params MatchSide[] holders) => new(holders, new HashSet<MatchId>(), Matchable: true, Complete: true);

    private static MatchProbingAlarmed? Alarm(AskedToday asked, FoundMatches? found = null) => Decide(asked, found).Starts[0].Events.OfType<MatchProbingAlarmed>().SingleOrDefault();

    private static string? Refusal(MatchAgreement? agreement) => SearchMatchesEndpoint.Decide(Id, Command, Own, agreement, new(0, 0), Found(Other), Anna, Monday).Refusal?.Code;

    private static Decision Decide(AskedToday? asked = null, FoundMatches? found = null) =>
        SearchMatchesEndpoint.Decide(Id, Command, Own, Agreed, asked ?? new(0, 0), found ?? new FoundMatches([], new HashSet<MatchId>(), true, true), Anna, Monday);
}

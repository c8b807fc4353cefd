using ChainCoop.Access;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.AVictim;

namespace ChainCoop.Tests.Cases;

public class shelter_of_a_victim
{
    private static readonly PlacementId Place = PlacementId.New();
    private static readonly VictimPlaced Placed = new(Track, Place, Person, Sealed, CoMensha, At);

    [Fact]
    public void begins_with_a_request_and_there_is_one_at_a_time()
    {
        With().When(Requesting).Then(Requested);
        With(Requested).When(Requesting).ThenOnly("offered", "waiting-list", "withdrawn");
        With(Requested, Moved(ShelterState.Withdrawn)).When(Requesting).Then(Requested);
        With(HasLeft).When(Requesting).ThenOnly();

        static Decision Requesting(VictimTrack track) => RequestShelterEndpoint.Decide(Request, new RequestShelter(Person, Cosm, Because), track, null, Coordinator, At);
    }

    [Theory]
    [InlineData("offered placed transfer placed outflow aftercare ended")]
    [InlineData("waiting-list offered placed outflow ended")]
    [InlineData("offered requested offered waiting-list withdrawn")]
    [InlineData("offered placed transfer outflow aftercare ended")]
    public void goes_this_way(string path)
    {
        var state = ShelterState.Requested;
        foreach (var word in path.Split(' '))
        {
            var next = Kebab.Parse<ShelterState>(word);
            ShelterProtocol.Next(state).ShouldContain(next, $"{state}");
            state = next;
        }

        ShelterProtocol.Next(state).ShouldBeEmpty();
    }

    [Fact]
    public void takes_only_steps_that_follow_from_its_state()
    {
        With(Requested).When(Taking(ShelterState.Offered)).Then(Moved(ShelterState.Offered));
        With(Requested).When(Taking(ShelterState.Outflow)).ThenOnly("offered", "waiting-list", "withdrawn");
        With().When(Taking(ShelterState.Offered)).ThenRefused("not-found");
    }

    [Fact]
    public void in_cosm_is_given_by_comensha_alone()
    {
        With(Requested, Moved(ShelterState.Offered)).When(Placing(Coordinator)).ThenRefused("placed-by-another");
        With(Requested, Moved(ShelterState.Offered)).When(Placing(CoMensha)).Then(
            Placed, new VictimShelterMoved(Track, Request, ShelterState.Placed, ShelterReason.PlaceFound, null, Place, new(2026, 6, 9), null, null, CoMensha, At));
        With(Requested with { Shelter = Regular }, Moved(ShelterState.Offered)).When(Placing(Coordinator)).Then(
            Placed with { By = Coordinator }, new VictimShelterMoved(Track, Request, ShelterState.Placed, ShelterReason.PlaceFound, null, Place, null, null, null, Coordinator, At));
    }

    /// <summary>Nobody gets around it by not asking first, or by a transfer.</summary>
    [Fact]
    public void in_cosm_is_given_by_comensha_alone_also_without_a_request_and_after_a_transfer()
    {
        var proposal = new VictimRouteProposed(Track, RouteProposalId.New(), Person, new(new("adult"), new("foreign"), new("reflection-period"), new("unknown")), new("1"), Cosm, [], [], Coordinator, At);
        var decided = new VictimRouteDecided(Track, proposal.RouteProposalId, Cosm, null, null, Coordinator, At);
        With(proposal).When(Placing(Coordinator)).Then(Placed with { By = Coordinator });
        With(proposal, decided).When(Placing(Coordinator)).ThenRefused("placed-by-another");
        With(proposal, decided).When(Placing(CoMensha)).Then(Placed);
        With(Requested with { Shelter = Regular }, Moved(ShelterState.Offered), Moved(ShelterState.Placed), Moved(ShelterState.Transfer, Cosm)).When(Placing(Coordinator)).ThenRefused("placed-by-another");
        With(Requested, Moved(ShelterState.Offered), Moved(ShelterState.Placed), Moved(ShelterState.Transfer, Regular)).When(Placing(Coordinator))
            .Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void is_found_only_for_who_was_offered_it()
    {
        With(Requested).When(Placing(CoMensha)).ThenOnly("offered", "waiting-list", "withdrawn");
        With(Requested, Moved(ShelterState.Offered), Placed, Moved(ShelterState.Placed)).When(Placing(CoMensha)).ThenOnly("transfer", "outflow");
        With(HasLeft).When(Placing(CoMensha)).ThenOnly();
    }

    [Theory]
    [InlineData(ShelterState.Transfer)]
    [InlineData(ShelterState.Outflow)]
    public void ends_its_address_when_the_person_goes(ShelterState step)
    {
        var there = With(Requested, Moved(ShelterState.Offered), Placed, Moved(ShelterState.Placed, reportDueOn: new(2026, 6, 9)));
        there.State.Placements.ShouldHaveSingleItem().Address.ShouldBe(Sealed);
        there.When(Taking(step)).Then(Moved(step, reportMetOn: new(2026, 6, 9)));
        With(Requested, Moved(ShelterState.Offered), Placed, Moved(ShelterState.Placed), Moved(step)).State.Placements.ShouldBeEmpty();
    }

    [Fact]
    public void goes_on_in_aftercare()
    {
        var id = AftercareId.New();
        var arranged = new VictimAftercareArranged(Track, id, Person, new("housing"), null, Coordinator, At);
        With().When(Arranging).Then(arranged);
        With(Requested, Moved(ShelterState.Offered), Moved(ShelterState.Placed)).When(Arranging).ThenOnly("transfer", "outflow");
        With(Requested, Moved(ShelterState.Offered), Moved(ShelterState.Placed), Moved(ShelterState.Outflow)).When(Arranging)
            .Then(arranged, Moved(ShelterState.Aftercare) with { Reason = ShelterReason.AftercareArranged });
        With(HasLeft).When(Arranging).ThenOnly();

        Decision Arranging(VictimTrack track) => ArrangeAftercareEndpoint.Decide(id, new ArrangeAftercare(Person, new("housing")), track, null, Coordinator, At);
    }

    [Fact]
    public void beyond_its_term_is_reported_weekly()
    {
        DateOnly due = new(2026, 6, 9), next = new(2026, 6, 16);
        object[] there = [Requested, Moved(ShelterState.Offered), Placed, Moved(ShelterState.Placed, reportDueOn: due)];
        var reported = new VictimOverstayReported(Track, Request, new("medical"), due, next, null, Coordinator, On(2));

        With(there).When(Reporting(On(1))).ThenOnly("transfer", "outflow");
        With(there).When(Reporting(On(2))).Then(reported);
        With([.. there, reported]).When(Reporting(On(3))).ThenOnly("transfer", "outflow");
        With([.. there, reported]).When(Reporting(On(9))).Then(reported with { ReportMetOn = next, ReportDueOn = next.AddDays(7), At = On(9) });
        With(there).When(Reporting(On(20))).Then(reported with { ReportDueOn = new(2026, 6, 27), At = On(20) });
        With(Requested).When(Reporting(On(2))).ThenOnly("offered", "waiting-list", "withdrawn");
        With().When(Reporting(On(2))).ThenRefused("not-found");

        static DateTimeOffset On(int day) => new(2026, 6, day, 9, 0, 0, TimeSpan.Zero);

        static Func<VictimTrack, Decision> Reporting(DateTimeOffset now) => track => ReportOverstayEndpoint.Decide(Request, new ReportOverstay(new("medical")), track, null, Coordinator, now);
    }

    [Fact]
    public void has_the_term_of_the_reflection_period_where_there_is_one()
    {
        ShelterTerms.FirstReportOn(Cosm, new(2026, 3, 2), null).ShouldBe(new DateOnly(2026, 6, 9));
        ShelterTerms.FirstReportOn(Cosm, new(2026, 3, 2), new(2026, 4, 1)).ShouldBe(new DateOnly(2026, 4, 8));
        ShelterTerms.FirstReportOn(Regular, new(2026, 3, 2), null).ShouldBeNull();
    }

    private static Func<VictimTrack, Decision> Taking(ShelterState step) => track => TakeShelterStepEndpoint.Decide(Request, new TakeShelterStep(step, Because), track, null, Coordinator, At);

    private static Func<VictimTrack, Decision> Placing(ActorRef by) => track => PlaceVictimEndpoint.Decide(Place, Person, track, Sealed, by, At);
}

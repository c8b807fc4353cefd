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
        var given = With(Requested, Moved(ShelterState.Offered)).When(Placing(CoMensha)).Decision;
        var report = given.Events.OfType<VictimShelterMoved>().Single().Report.ShouldNotBeNull();
        given.Events.ShouldBe([Placed, new VictimShelterMoved(Track, Request, ShelterState.Placed, ShelterReason.PlaceFound, null, Place, report, null, null, CoMensha, At)]);
        (report with { Id = Report.Id }).ShouldBe(Report);
        given.Timers.ShouldBe([new ChainCoop.Access.Timer(new VictimDeadlineDue(Track, report.Id), report.DueAt)]);
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
        var there = With(Requested, Moved(ShelterState.Offered), Placed, Moved(ShelterState.Placed, report: Report));
        there.State.Placements.ShouldHaveSingleItem().Address.ShouldBe(Sealed);
        there.When(Taking(step)).Then(Moved(step, reportMet: Report.Id));
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
        object[] there = [Requested, Moved(ShelterState.Offered), Placed, Moved(ShelterState.Placed, report: Report)];
        With(there).When(Reporting(On(2))).ThenOnly("transfer", "outflow");
        var first = Reported(With(there), On(3));
        (first.ReportMet, first.Next.From, first.Next.DueAt).ShouldBe((Report.Id, Report.DueAt.AddSeconds(-1), Report.DueAt.AddDays(7)));

        // Once a week: the next is of the week after.
        With([.. there, first]).When(Reporting(On(9))).ThenOnly("transfer", "outflow");
        var second = Reported(With([.. there, first]), On(10));
        (second.ReportMet, second.Next.DueAt).ShouldBe((first.Next.Id, first.Next.DueAt.AddDays(7)));
        new[] { Report.Id, first.Next.Id, second.Next.Id }.ShouldBeUnique();

        // Who is late is asked for the week that begins now, and not for those in between.
        Reported(With(there), On(25)).Next.From.ShouldBe(On(25));
        With(there).State.Deadlines.ShouldHaveSingleItem().DueAt.ShouldBe(Report.DueAt);
        With([.. there, Moved(ShelterState.Outflow, reportMet: Report.Id)]).State.Deadlines.ShouldBeEmpty();
        With(Requested).When(Reporting(On(3))).ThenOnly("offered", "waiting-list", "withdrawn");
        With().When(Reporting(On(3))).ThenRefused("not-found");

        static DateTimeOffset On(int day) => new(2026, 6, day, 9, 0, 0, TimeSpan.Zero);

        static VictimOverstayReported Reported(ChainCoop.Tests.DeciderSpec.Spec<VictimTrack> spec, DateTimeOffset now) =>
            spec.When(Reporting(now)).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<VictimOverstayReported>();

        static Func<VictimTrack, Decision> Reporting(DateTimeOffset now) => track => ReportOverstayEndpoint.Decide(Request, new ReportOverstay(new("medical")), track, null, Coordinator, now);
    }

    [Fact]
    public void that_nobody_reports_on_is_seen_by_everybody_in_the_room()
    {
        var there = With(Requested, Moved(ShelterState.Offered), Placed, Moved(ShelterState.Placed, report: Report)).State;
        VictimDeadlineDueHandler.Decide(new(Track, Report.Id), there, Report.DueAt).ShouldBe([new VictimDeadlineMissed(Track, Report.Id, Report.DueAt, Report.DueAt)]);
    }

    [Fact]
    public void has_the_term_of_the_reflection_period_where_one_runs()
    {
        var request = With(Requested).State.ShelterRequests[0];
        var over = new DateTimeOffset(2026, 4, 1, 22, 0, 0, TimeSpan.Zero);
        ShelterTerms.FirstReport(request, over, At).ShouldNotBeNull().From.ShouldBe(over.AddSeconds(-1));
        ShelterTerms.FirstReport(request, null, At).ShouldNotBeNull().From.ShouldBe(Report.From);
        ShelterTerms.FirstReport(request with { Shelter = Regular }, over, At).ShouldBeNull();
    }

    private static Func<VictimTrack, Decision> Taking(ShelterState step) => track => TakeShelterStepEndpoint.Decide(Request, new TakeShelterStep(step, Because), track, null, Coordinator, At);

    private static Func<VictimTrack, Decision> Placing(ActorRef by) => track => PlaceVictimEndpoint.Decide(Place, Person, track, Sealed, by, At);
}

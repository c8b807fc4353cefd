using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Organisations;

public class mandates_of_officers
{
    private static readonly Oin Nijmegen = new("00000099000000268000");
    private static readonly Oin Tiel = new("00000099000000281000");
    private static readonly ActorRef Director = new(Nijmegen, new("director-1"));
    private static readonly OfficerId Officer = new("officer-1");
    private static readonly MunicipalityCode[] Both = [new("0268"), new("0281")];
    private static readonly MandateId Id = MandateId.New();

    // Half past midnight in the Netherlands: the third there, the second in UTC.
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 23, 30, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 3);

    private static readonly GiveMandate Command = new(Officer, Role.FocalPoint, Both, Today, Today.AddYears(1));
    private static readonly MandateGiven Given = new(Id, Nijmegen, Officer, Role.FocalPoint, Both, Today, Today.AddYears(1), Director, Now);

    [Fact]
    public void are_given_to_officers_of_the_own_organisation_for_municipalities_of_the_director()
    {
        var decision = Give(Command);

        decision.Starts.ShouldHaveSingleItem().Events.ShouldBe([Given]);
        decision.Starts[0].Id.ShouldBe(Id.Value);
        decision.Location.ShouldBe($"/mandates/{Id}");
        Give(Command with { Organisation = Nijmegen }).Starts.Count.ShouldBe(1);
    }

    [Fact]
    public void are_not_given_for_another_organisation() =>
        Give(Command with { Organisation = Tiel }).Refusal.ShouldBe(Problems.Forbidden);

    [Fact]
    public void are_not_given_to_oneself() =>
        Give(Command with { Officer = Director.Officer, Role = Role.Auditor }).Refusal.ShouldBe(Problems.Forbidden);

    [Fact]
    public void reach_no_further_than_those_of_the_director()
    {
        GiveMandateEndpoint.Decide(Id, Command, Director, [Both[0]], Now).Refusal.ShouldBe(Problems.BeyondMandate);
        GiveMandateEndpoint.Decide(Id, Command with { Municipalities = [Both[0]] }, Director, [Both[0]], Now).Refusal.ShouldBeNull();
        EndMandateEndpoint.Decide(Fold(Given), new EndMandate(), Director, [Both[1]], Now).Refusal.ShouldBe(Problems.BeyondMandate);
    }

    [Theory]
    [InlineData(Role.Auditor)]
    [InlineData(Role.PrivacyOfficer)]
    [InlineData(Role.RecordsManager)]
    [InlineData(Role.Operator)]
    public void for_roles_that_watch_over_others_come_from_the_operator(Role role)
    {
        Give(Command with { Role = role }).Refusal.ShouldBe(Problems.RoleGivenByOperator);
        OperatorMandates.Missing([], new Actor(Nijmegen, Officer, new HashSet<Role> { role }, new HashSet<string>()), Both, Now).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("2026-03-02")]
    [InlineData("2200-01-01")]
    [InlineData("9999-12-31")]
    public void are_not_given_or_ended_on_a_day_that_is_over_or_never_comes(string day)
    {
        var faults = new Faults { Now = Now };
        (Command with { From = Day(), Until = null }).Check(faults);
        new EndMandate(Day()).Check(faults);
        faults.All.Select(fault => fault.Pointer).ShouldBe(["/from", "/until"]);

        DateOnly Day() => DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void do_not_end_before_they_begin()
    {
        var later = Fold(Given with { From = Today.AddDays(7) });
        End(later, new EndMandate(Today.AddDays(6))).Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/until");
        End(later, new EndMandate()).Events.ShouldBe([new MandateEnded(Id, Today.AddDays(7), Director, Now)]);
    }

    [Fact]
    public void are_checked_for_a_period_and_for_a_municipality_named_twice()
    {
        var faults = new Faults { Now = Now };
        (Command with { Until = Today, Municipalities = [Both[0], Both[0]] }).Check(faults);
        faults.All.Select(fault => fault.Pointer).ShouldBe(["/municipalities", "/until"]);
    }

    [Fact]
    public void end_at_once_unless_a_day_is_named()
    {
        End(Fold(Given), new EndMandate()).Events.ShouldBe([new MandateEnded(Id, Today, Director, Now)]);
        End(Fold(Given), new EndMandate(Today.AddDays(7))).Events.ShouldBe([new MandateEnded(Id, Today.AddDays(7), Director, Now)]);
    }

    [Fact]
    public void are_never_made_longer_by_an_ending()
    {
        var ended = Fold(Given, new MandateEnded(Id, Today, Director, Now));

        ended.Until.ShouldBe(Today);
        var again = End(ended, new EndMandate(Today.AddYears(2)));
        again.Events.ShouldBeEmpty();
        again.Answer.ShouldBe(new MandateStanding(Id, Today));
    }

    [Fact]
    public void from_the_command_line_are_those_that_the_officer_does_not_have()
    {
        var actor = new Actor(Nijmegen, Officer, new HashSet<Role> { Role.ChainDirector, Role.FocalPoint }, new HashSet<string>());
        MandatedRole[] held = [new(Role.FocalPoint, Both[0]), new(Role.FocalPoint, Both[1]), new(Role.ChainDirector, Both[0])];

        var given = OperatorMandates.Missing(held, actor, Both, Now).ShouldHaveSingleItem();
        given.Role.ShouldBe(Role.ChainDirector);
        given.Municipalities.ShouldBe([Both[1]]);
        (given.From, given.Until, given.By).ShouldBe((Today, null, null));
        OperatorMandates.Missing([.. held, new(Role.ChainDirector, Both[1])], actor, Both, Now).ShouldBeEmpty();
    }

    [Fact]
    public void from_the_command_line_need_an_organisation_an_officer_and_a_role()
    {
        var faults = new Faults { Now = Now };
        MandateRequest.Read(new MandateInput(), OrganisationRegister.Current, faults).ShouldBeNull();
        faults.All.Select(fault => fault.Pointer).ShouldBe(["--org", "--officer", "--roles"]);
    }

    private static Decision Give(GiveMandate command) => GiveMandateEndpoint.Decide(Id, command, Director, Both, Now);

    private static Decision End(Mandate mandate, EndMandate command) => EndMandateEndpoint.Decide(mandate, command, Director, Both, Now);

    private static Mandate Fold(MandateGiven given, params MandateEnded[] endings) =>
        endings.Aggregate(Mandate.Create(given), (mandate, ending) => mandate.Apply(ending));
}

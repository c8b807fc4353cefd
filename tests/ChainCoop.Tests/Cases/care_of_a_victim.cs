using ChainCoop.Access;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using static ChainCoop.Tests.Cases.AVictim;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Cases;

public class care_of_a_victim
{
    private static readonly ReflectionPeriodId Period = ReflectionPeriodId.New();
    private static readonly DateTimeOffset Over = new(2026, 6, 2, 22, 0, 0, TimeSpan.Zero);

    private static readonly ReflectionPeriodBegun Begun = new(
        Track, Period, Person, new("regular"), new(2026, 3, 2),
        new(DeadlineId.From(Period.Value), new("reflection-period"), new(2026, 3, 1, 23, 0, 0, TimeSpan.Zero), Over, new("1")), Coordinator, At);

    private static readonly ComenshaRegistrationId Registration = ComenshaRegistrationId.New();
    private static readonly UsableBasis Basis = new(LegalBasisId.New(), new("vital-interest"), new Premise(Guid.NewGuid(), 1, Problems.ChangedMeanwhile));
    private static readonly VictimRegisteredWithComensha Registered = new(Track, Registration, Person, new("registration"), Basis.Id, Basis.Kind, Sealed, Coordinator, At);

    [Fact]
    public void begins_with_safety_and_what_is_needed_at_once()
    {
        var id = SafetyCheckId.New();
        IReadOnlyList<UrgentNeed> needs = [new("safe-place")];
        With().When(Checking).Then(new VictimSafetyChecked(Track, id, Person, new("acute-danger"), needs, Sealed, Coordinator, At));
        With(HasLeft).When(Checking).ThenOnly();
        CheckSafetyEndpoint.Decide(id, new CheckSafety(ParticipationId.New(), new("safe")), With().State, null, Coordinator, At).Refusal!.Faults.Select(fault => fault.Pointer).ShouldBe(["/participationId"]);

        Decision Checking(VictimTrack track) => CheckSafetyEndpoint.Decide(id, new CheckSafety(Person, new("acute-danger"), needs), track, Sealed, Coordinator, At);
    }

    [Theory]
    [InlineData("regular", "2026-03-02", "2026-06-03")]
    [InlineData("regular", "2026-11-30", "2027-03-01")]
    [InlineData("dublin", "2026-03-02", "2026-04-02")]
    public void gives_time_to_recover_until_the_day(string kind, string from, string until) =>
        DutchTime.DayOf(ShelterTerms.OfReflection(Period, new(kind), Day(from), At).DueAt).ShouldBe(Day(until));

    [Fact]
    public void gives_one_reflection_period_at_a_time_and_a_timer_ends_it()
    {
        var decision = BeginReflectionPeriodEndpoint.Decide(Period, new BeginReflectionPeriod(Person, new("regular")), With().State, Coordinator, At);
        decision.Events.ShouldBe([Begun]);
        decision.Timers.ShouldBe([new ChainCoop.Access.Timer(new VictimDeadlineDue(Track, DeadlineId.From(Period.Value)), Over)]);
        With(Begun).When(Beginning).ThenOnly("endings");
        With(Begun, Ended("renounced")).When(Beginning).Then(Begun);
        With(HasLeft).When(Beginning).ThenOnly();

        static Decision Beginning(VictimTrack track) => BeginReflectionPeriodEndpoint.Decide(Period, new BeginReflectionPeriod(Person, new("regular")), track, Coordinator, At);
    }

    [Theory]
    [InlineData("criminal-complaint")]
    [InlineData("left-unknown-destination")]
    [InlineData("renounced")]
    public void ends_a_reflection_period_by_what_happened(string reason)
    {
        With(Begun).When(Ending(reason, null)).Then(Ended(reason));
        With().When(Ending(reason, null)).ThenOnly("reflection-period");
        With(Begun, Ended(reason)).When(Ending(reason, null)).ThenOnly("reflection-period");
        With(Begun).When(Ending(reason, new(2026, 3, 1))).ThenRefused("invalid-input");
    }

    [Fact]
    public void lets_a_reflection_period_expire_when_its_day_comes_and_once()
    {
        var due = new VictimDeadlineDue(Track, DeadlineId.From(Period.Value));
        var expired = new ReflectionPeriodEnded(Track, Period, ReflectionPeriodEnd.Expired, new(2026, 6, 3), null, null, Over);
        VictimDeadlineDueHandler.Decide(due, With(Begun).State, Over.AddTicks(-1)).ShouldBeEmpty();
        VictimDeadlineDueHandler.Decide(due, With(Begun).State, Over).ShouldBe([expired]);
        VictimDeadlineDueHandler.Decide(due, With(Begun, expired).State, Over).ShouldBeEmpty();
        VictimDeadlineDueHandler.Decide(due, With(Begun, Ended("renounced")).State, Over).ShouldBeEmpty();
        VictimDeadlineDueHandler.Decide(due, null, Over).ShouldBeEmpty();

        // Later rules give it longer.
        var longer = new VictimDeadlineMoved(Track, DeadlineId.From(Period.Value), Over.AddDays(30), new("2"), At);
        With(Begun, longer).State.ReflectionPeriods.ShouldHaveSingleItem().Until.ShouldBe(new DateOnly(2026, 7, 3));
        VictimDeadlineDueHandler.Decide(due, With(Begun, longer).State, Over).ShouldBeEmpty();
    }

    [Fact]
    public void ends_a_reflection_period_of_who_made_a_complaint_and_has_another_role_since()
    {
        var next = ParticipationId.New();
        object[] changed = [Begun, HasLeft, new VictimParticipationStarted(Track, next, Subject, new("witness-complainant"), Sealed, null, Coordinator, At)];
        With(changed).When(Ending("criminal-complaint", null)).Then(Ended("criminal-complaint"));
        With(changed).When(track => BeginReflectionPeriodEndpoint.Decide(ReflectionPeriodId.New(), new(next, new("regular")), track, Coordinator, At)).ThenOnly("endings");
    }

    [Fact]
    public void registers_with_comensha_on_any_legal_basis_but_not_without()
    {
        var decision = RegisterWithComenshaEndpoint.Decide(Registration, new RegisterWithComensha(Person, new("registration"), Basis.Id), With().State, Basis, Sealed, Coordinator, At);
        decision.Events.ShouldBe([Registered]);
        decision.Premises.ShouldBe([Basis.HoldsStill]);
        With().When(Registering(null)).ThenRefused("no-basis-to-register");
        With(HasLeft).When(Registering(Basis)).ThenOnly();
        Given<VictimTrack>(InTheRoom[0], (VictimParticipationStarted)InTheRoom[1] with { Role = new("witness") }).When(Registering(Basis)).ThenRefused("invalid-input");

        static Func<VictimTrack, Decision> Registering(UsableBasis? basis) =>
            track => RegisterWithComenshaEndpoint.Decide(Registration, new RegisterWithComensha(Person, new("registration"), Basis.Id), track, basis, null, Coordinator, At);
    }

    [Fact]
    public void changes_what_a_registration_asks_for()
    {
        var changed = new ComenshaRegistrationChanged(Track, Registration, new("with-shelter"), Basis.Id, Basis.Kind, null, Coordinator, At);
        With(Registered).When(Changing(Basis)).Then(changed);
        With(Registered).When(Changing(null)).ThenRefused("no-basis-to-register");
        With().When(Changing(Basis)).ThenRefused("not-found");
        With(Registered, changed).State.ComenshaRegistrations.ShouldHaveSingleItem().Changes.Select(change => change.Type.Value).ShouldBe(["registration", "with-shelter"]);

        static Func<VictimTrack, Decision> Changing(UsableBasis? basis) =>
            track => ChangeComenshaRegistrationEndpoint.Decide(Registration, new ChangeComenshaRegistration(new("with-shelter")), track, basis, null, Coordinator, At);
    }

    [Fact]
    public void writes_every_code_in_the_terms_of_comensha()
    {
        foreach (var code in Codes("age-groups")) ComenshaCoding.Of(new AgeGroup(code)).ShouldNotBeEmpty();
        foreach (var code in Codes("nationality-groups")) ComenshaCoding.Of(new NationalityGroup(code)).ShouldNotBeEmpty();
        foreach (var code in Codes("residence-statuses")) ComenshaCoding.Of(new ResidenceStatus(code)).ShouldNotBeEmpty();
        foreach (var code in Codes("comensha-registration-types")) ComenshaCoding.Of(new ComenshaRegistrationType(code)).ShouldNotBeEmpty();
        ComenshaCoding.NamesThePerson(new("info-and-advice")).ShouldBeFalse();
        ComenshaCoding.Receiver.ShouldBe(CoMensha.Organisation);

        var export = GetComenshaExportEndpoint.View(With(Registered).State, With(Registered).State.ComenshaRegistrations[0], new("victim"), Basis.Kind, null);
        (export.Type, export.Role, export.AgeGroup, export.Nationality, export.Residence).ShouldBe(("Aanmelding", "Slachtoffer", "Onbekend", "Onbekend", "Onbekend"));
    }

    [Fact]
    public void is_gone_with_the_room() =>
        Fold<VictimTrack>([
            .. InTheRoom, Begun, Requested, Registered, new ChainCoop.Privacy.Erasures.VictimTrackDestroyed(RecordId.From(Track.Value), new("0268"), ErasureId.New(), At),
        ])!.ShouldSatisfyAllConditions(
            track => track.Destroyed.ShouldBeTrue(),
            track => (track.Participations.Count + track.ShelterRequests.Count + track.ComenshaRegistrations.Count + track.ReflectionPeriods.Count).ShouldBe(0),
            track => track.Refuses(Person).ShouldBe(Problems.Destroyed));

    private static DateOnly Day(string day) => DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);

    private static ReflectionPeriodEnded Ended(string reason) => new(Track, Period, new(reason), new(2026, 3, 2), null, Coordinator, At);

    private static Func<VictimTrack, Decision> Ending(string reason, DateOnly? on) => track => EndReflectionPeriodEndpoint.Decide(new(Person, new(reason), on), track, null, Coordinator, At);

    private static IEnumerable<string> Codes(string list) => CodeLists.Find(list)!.Items.Select(item => item.Code);
}

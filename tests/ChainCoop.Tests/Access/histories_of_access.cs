using ChainCoop.Access;
using ChainCoop.Access.Replay;
using ChainCoop.Audit;
using ChainCoop.Cases;
using ChainCoop.Organisations;
using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Access;

/// <summary>Grants and mandates at an instant, from events alone.</summary>
public class histories_of_access
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly Oin Police = new("00000099000100001000");
    private static readonly OfficerId Officer = new("officer-1");
    private static readonly ActorRef Lead = new(Municipality, new("lead-1"));
    private static readonly CaseId Case = CaseId.New();
    private static readonly VictimTrackId Victims = VictimTrackId.New();
    private static readonly AccessRule Read = AccessRule.Of("any.read", ResourceKind.Case, Room.General, [GrantRole.Lead, GrantRole.Member], [Role.Partner], "casework", "synchronisation");
    private static readonly Func<ActorRef, Pseudonym> NameOf = new Pseudonyms(new Secrets(KeyEncryptionKeys.OfNoUse(TimeProvider.System))).Of;
    private static readonly Actor Caller = new(Police, Officer, new HashSet<Role> { Role.Partner }, new HashSet<string>());

    [Fact]
    public void know_nothing_before_the_fact() =>
        Roles(History(Joined(At(10))), At(10).AddMicroseconds(-1)).ShouldBeEmpty();

    [Fact]
    public void know_a_fact_at_its_instant() => Roles(History(Joined(At(10))), At(10)).ShouldBe([GrantRole.Member]);

    /// <summary>Its own facts carry its instant: who ends a membership still had it when that was decided.</summary>
    [Fact]
    public void leave_out_of_a_decision_what_was_recorded_at_its_instant()
    {
        var history = History(Joined(At(10)), Left(At(20)), Given(Role.Partner, new(2026, 3, 1)));

        Decide(history, Moment.OfDecision(At(10))).Reasons.ShouldBe(["no-grant"]);
        Decide(history, Moment.OfDecision(At(20))).Effect.ShouldBe(Effect.Allow);
        Decide(history, Moment.At(At(20))).Reasons.ShouldBe(["no-grant"]);
    }

    [Fact]
    public void end_a_period_by_the_clock_whether_that_was_recorded_or_not()
    {
        var history = History(Joined(At(10), until: At(30)), Left(At(40), until: At(30)));

        Roles(history, At(30).AddMicroseconds(-1)).ShouldBe([GrantRole.Member]);
        Roles(history, At(30)).ShouldBeEmpty();
        history.GivenTo(Police, Case.Value, Moment.At(At(50))).Single().Until.ShouldBe(At(30));
    }

    [Fact]
    public void do_not_know_an_end_before_it_was_recorded() =>
        History(Joined(At(10)), Left(At(20))).GivenTo(Police, Case.Value, Moment.At(At(15))).Single().Until.ShouldBeNull();

    [Fact]
    public void begin_again_with_the_last_period()
    {
        var again = Joined(At(30), until: At(60));
        var history = History(Joined(At(10)), Left(At(20)), again);

        Roles(history, At(25)).ShouldBeEmpty();
        var held = history.GivenTo(Police, Case.Value, Moment.At(At(35))).Single();
        (held.From, held.Until, held.By).ShouldBe((At(30), At(60), again.EventId));
    }

    [Fact]
    public void keep_rooms_and_organisations_apart()
    {
        var history = History(Joined(At(10), room: Room.Care));

        history.GivenTo(Police, Victims.Value, Moment.At(At(10))).Single().Room.ShouldBe(Room.Care);
        history.GivenTo(Police, Case.Value, Moment.At(At(10))).ShouldBeEmpty();
        history.GivenTo(Municipality, Victims.Value, Moment.At(At(10))).ShouldBeEmpty();
    }

    /// <summary>A day in the Netherlands: the clock says 30 March, 23:00 UTC, when the 31st begins there.</summary>
    [Theory]
    [InlineData("2026-03-30T21:59:59Z", false)]
    [InlineData("2026-03-30T22:00:00Z", true)]
    [InlineData("2026-04-02T21:59:59Z", true)]
    [InlineData("2026-04-02T22:00:00Z", false)]
    public void hold_mandates_by_days(string clock, bool holds)
    {
        var history = History(Given(Role.Partner, new(2026, 3, 31), new(2026, 4, 3)));
        history.MandatesOf(Police, Officer, Moment.At(DateTimeOffset.Parse(clock, System.Globalization.CultureInfo.InvariantCulture))).Count.ShouldBe(holds ? 1 : 0);
    }

    [Fact]
    public void end_a_mandate_when_that_is_recorded_and_not_before()
    {
        var given = Given(Role.Partner, new(2026, 3, 1));
        var id = ((MandateGiven)given.Data).MandateId;
        var history = History(given, Fact(new MandateEnded(id, new(2026, 3, 2), Lead, At(30))));

        history.MandatesOf(Police, Officer, Moment.OfDecision(At(30))).ShouldBe([new MandatedRole(Role.Partner, Nijmegen)]);
        history.MandatesOf(Police, Officer, Moment.At(At(30))).ShouldBeEmpty();
        history.OfficersOf(Police, Moment.At(At(29))).ShouldBe([Officer]);
        history.OfficersOf(Police, Moment.At(At(30))).ShouldBeEmpty();
    }

    [Fact]
    public void give_a_mandate_to_the_organisation_that_gave_it()
    {
        var given = Given(Role.Partner, new(2026, 3, 1));
        var mandate = ((MandateGiven)given.Data).MandateId.Value;

        History(given).GivenTo(Police, mandate, Moment.At(At(0))).Single().Role.ShouldBe(GrantRole.Owner);
        History(given).GivenTo(Municipality, mandate, Moment.At(At(0))).ShouldBeEmpty();
    }

    [Fact]
    public void say_for_which_purposes_an_officer_could_do_what()
    {
        var history = History(Joined(At(10)), Given(Role.Partner, new(2026, 3, 1)));
        var room = Visibility.Of(history, Police, null, NameOf, (Room.General, ResourceKind.Case, Case.Value), Moment.At(At(11)));

        room.Grants.Single().Role.ShouldBe(GrantRole.Member);
        var actions = room.Officers.Single().Actions;
        var read = actions.Single(action => action.Action == "case.read");
        (read.Effect, read.Purposes.Contains("casework"), read.Purposes.Contains("oversight")).ShouldBe((Effect.Allow, true, false));
        var add = actions.Single(action => action.Action == "case.add-member");
        (add.Effect, add.Purposes.Count).ShouldBe((Effect.Forbid, 0));
        add.Reasons.ShouldBe(["role-not-allowed", "grant-not-sufficient"]);
    }

    [Fact]
    public void say_why_an_officer_without_a_mandate_saw_nothing() =>
        Visibility.Of(History(Joined(At(10))), Police, NameOf(new(Police, Officer)), NameOf, (Room.General, ResourceKind.Case, Case.Value), Moment.At(At(11)))
            .Officers.Single().Actions.ShouldAllBe(action => action.Effect == Effect.Hide && action.Reasons.Single() == "no-mandated-role-in-room");

    [Fact]
    public void find_an_officer_by_his_pseudonym_alone()
    {
        var history = History(Joined(At(10)), Given(Role.Partner, new(2026, 3, 1)));
        var name = NameOf(new(Police, Officer));
        In(name).Officers.Single().ShouldSatisfyAllConditions(found => found.Officer.ShouldBe(name), found => found.Roles.ShouldBe([new MandatedRole(Role.Partner, Nijmegen)]));
        In(null).Officers.Single().Officer.ShouldBe(name);
        In(NameOf(new(Municipality, Officer))).Officers.Single().Roles.ShouldBeEmpty();

        RoomVisibility In(Pseudonym? officer) => Visibility.Of(history, Police, officer, NameOf, (Room.General, ResourceKind.Case, Case.Value), Moment.At(At(11)));
    }

    [Fact]
    public void know_a_case_and_its_rooms_from_its_first_facts()
    {
        RecordedFact[] facts =
        [
            Fact(new CaseProposed(Case, Nijmegen, [new("labour")], null, null, Lead, At(0))),
            Fact(new MemberJoined(Case, Municipality, Room.Care, new("lead"), Victims, null, Nijmegen, true, At(0), null, Lead, At(0))),
        ];

        CaseRooms.Of(facts, Case, Moment.At(At(0).AddMicroseconds(-1))).ShouldBeNull();
        CaseRooms.Of(facts, CaseId.New(), Moment.At(At(0))).ShouldBeNull();
        CaseRooms.Of(facts, Case, Moment.At(At(0)))!.Rooms.ShouldBe([(Room.Care, ResourceKind.VictimTrack, Victims.Value)]);
    }

    [Fact]
    public void can_name_every_action_on_the_rooms_of_a_case() =>
        new[] { ResourceKind.Case, ResourceKind.VictimTrack, ResourceKind.SecurityTrack }.Select(kind => AccessRules.About(kind).Select(rule => rule.Name).ToList())
            .ShouldAllBe(names => names.Count > 4 && names.Any(name => name.EndsWith(".read", StringComparison.Ordinal)));

    private static AccessHistory History(params IReadOnlyList<RecordedFact> facts) => new(facts);

    private static Verdict Decide(AccessHistory history, Moment moment) => history.Decide(Read, Caller, Case.Value, null, moment);

    private static IEnumerable<GrantRole> Roles(AccessHistory history, DateTimeOffset instant) =>
        history.GivenTo(Police, Case.Value, Moment.At(instant)).Where(grant => grant.HoldsAt(instant)).Select(grant => grant.Role);

    private static DateTimeOffset At(int minutes) => Start.AddMinutes(minutes);

    private static RecordedFact Joined(DateTimeOffset at, DateTimeOffset? until = null, Room room = Room.General) =>
        Fact(new MemberJoined(Case, Police, room, new("member"), room == Room.Care ? Victims : null, null, Nijmegen, false, at, until, Lead, at));

    private static RecordedFact Left(DateTimeOffset at, DateTimeOffset? until = null) =>
        Fact(new MemberLeft(Case, Police, Room.General, new("member"), null, null, Nijmegen, until ?? at, until is null ? Lead : null, at));

    private static RecordedFact Given(Role role, DateOnly from, DateOnly? until = null) =>
        Fact(new MandateGiven(MandateId.New(), Police, Officer, role, [Nijmegen], from, until, null, Start.AddDays(-1)));

    private static RecordedFact Fact(object data) => new(NewId.Ordered(), data);
}

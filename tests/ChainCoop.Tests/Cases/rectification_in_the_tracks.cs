using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

/// <summary>The same in both rooms, which share no event: each test says it of the one and of the other.</summary>
public class rectification_in_the_tracks
{
    private static readonly ParticipationId Somebody = ParticipationId.New();
    private static readonly SubjectId Person = SubjectId.New();
    private static readonly ContestId Contest = ContestId.New();
    private static readonly CorrectionReason Incomplete = new("incomplete");
    private static readonly ContestReason Shown = new("shown-incorrect");
    private static readonly PayloadRef Before = Payload('a');
    private static readonly PayloadRef Now = Payload('b');
    private static readonly PayloadRef Says = Payload('c');

    private static readonly VictimFactContested VictimSays = new(VictimRoom, Somebody, Contest, ParticipationFact.Identifiers, Says, Anna, Monday);
    private static readonly SecurityFactContested SuspectSays = new(SecurityRoom, Somebody, Contest, ParticipationFact.Role, Says, Anna, Monday);
    private static readonly VictimContestDecided VictimHeard = new(VictimRoom, Somebody, Contest, ContestDecision.Upheld, Shown, null, Bram, Monday);
    private static readonly SecurityContestDecided SuspectHeard = new(SecurityRoom, Somebody, Contest, ContestDecision.Rejected, Shown, null, Bram, Monday);
    private static readonly VictimParticipationCorrected Victim = new(VictimRoom, Somebody, Incomplete, new("victim"), Now, null, null, Bram, Monday);
    private static readonly SecurityParticipationCorrected Suspect = new(SecurityRoom, Somebody, Incomplete, new("facilitator"), null, Now, null, Bram, Monday);

    private static DeciderSpec<VictimTrack> Care => new(
        FoldVictims, new VictimTrackOpened(VictimRoom, Anna, Monday),
        new VictimParticipationStarted(VictimRoom, Somebody, Person, new("possible-victim"), Before, Before, Anna, Monday));

    private static DeciderSpec<SecurityTrack> Security => new(
        Fold, new SecurityTrackOpened(SecurityRoom, Anna, Monday),
        new SecurityParticipationStarted(SecurityRoom, Somebody, Person, new("suspect"), Before, Before, Anna, Monday));

    [Fact]
    public void a_correction_is_added_to_what_happened()
    {
        var care = Care.When(Correct(new CorrectVictimParticipation(Incomplete, new("victim"), new(FamilyName: "Voorbeeld")), Now, null)).Then(Victim);
        care.Decision.Answer.ShouldBe(new ParticipationReceipt(Somebody, Person));
        care.Decision.Subjects.ShouldBe([Person]);
        Security.When(Correct(new CorrectSecurityParticipation(Incomplete, new("facilitator"), Note: "Lets the building."), null, Now)).Then(Suspect);
    }

    [Fact]
    public void a_correction_changes_what_holds_and_keeps_what_it_replaced_within_reach()
    {
        Care.Given(Victim).State.Participations.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            now => (now.Role, now.Identifiers, now.Note).ShouldBe((new SubjectRole("victim"), Now, Before)),
            now => now.Superseded.ShouldBe([new(Person, Before)]));
        Security.Given(Suspect).State.Participations.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            now => (now.Role, now.Identifiers, now.Note).ShouldBe((new SubjectRole("facilitator"), Before, Now)),
            now => now.Superseded.ShouldBe([new(Person, Before)]));
    }

    [Fact]
    public void no_payload_is_lost_from_sight_however_often_something_is_corrected()
    {
        var care = Care.Given(Victim with { Note = Payload('1') }, VictimSays, VictimHeard with { Note = Says }, Victim with { Identifiers = Payload('2'), Note = Payload('3') });
        var person = care.State.Participations.ShouldHaveSingleItem();

        person.Superseded.Select(replaced => replaced.Payload.Commitment.Value[0]).ShouldBe(['a', 'a', 'b', '1']);
        person.Superseded.ShouldAllBe(replaced => replaced.SubjectId == Person);
        person.Contests.ShouldHaveSingleItem().ShouldSatisfyAllConditions(contest => contest.Statement.ShouldBe(Says), contest => contest.Note.ShouldBe(Says));
        Security.Given(Suspect, Suspect with { Note = Payload('4') }).State.Participations[0].Superseded.Select(replaced => replaced.Payload).ShouldBe([Before, Now]);
    }

    [Fact]
    public void a_role_of_the_other_room_is_none_for_a_correction_either()
    {
        foreach (var role in new[] { "suspect", "facilitator" }) FaultsIn(new CorrectVictimParticipation(Incomplete, new(role))).ShouldBe(["/role"]);
        foreach (var role in new[] { "victim", "possible-victim" }) FaultsIn(new CorrectSecurityParticipation(Incomplete, new(role))).ShouldBe(["/role"]);
    }

    [Fact]
    public void a_correction_corrects_something()
    {
        FaultsIn(new CorrectVictimParticipation(Incomplete)).ShouldBe([""]);
        FaultsIn(new CorrectSecurityParticipation(Incomplete, Identifiers: new())).ShouldBe(["/identifiers"]);
    }

    [Fact]
    public void a_contest_records_what_the_person_says_and_marks_the_fact()
    {
        var care = Care.When(track => ContestVictimFactEndpoint.Decide(Contest, Somebody, new(ParticipationFact.Identifiers, "No."), track, Says, Anna, Monday)).Then(VictimSays);
        care.Decision.Answer.ShouldBe(new ContestStanding(Contest, ContestStatus.Open));
        Security.When(track => ContestSecurityFactEndpoint.Decide(Contest, Somebody, new(ParticipationFact.Role, "No."), track, Says, Anna, Monday)).Then(SuspectSays);

        Care.Given(VictimSays).State.Participations[0].Contests.Marked().ShouldBe([ParticipationFact.Identifiers]);
        Security.Given(SuspectSays).State.Participations[0].Contests.Marked().ShouldBe([ParticipationFact.Role]);
    }

    [Fact]
    public void somebody_else_than_who_lodged_a_contest_decides_it_once()
    {
        Care.Given(VictimSays).When(DecideCare(Bram)).Then(VictimHeard).Decision.Answer.ShouldBe(new ContestStanding(Contest, ContestStatus.Upheld));
        Care.Given(VictimSays).When(DecideCare(Anna)).ThenRefused(Problems.SecondPersonRequired);
        Care.Given(VictimSays, VictimHeard).When(DecideCare(Bram)).ThenStateForbids("upheld");
        Care.Given(VictimSays, VictimHeard).State.Participations[0].Contests.Marked().ShouldBeNull();

        Security.Given(SuspectSays).When(DecideSecurity(Bram)).Then(SuspectHeard);
        Security.Given(SuspectSays).When(DecideSecurity(Anna)).ThenRefused(Problems.SecondPersonRequired);
        Security.Given(SuspectSays, SuspectHeard).When(DecideSecurity(Bram)).ThenStateForbids("rejected");
    }

    [Fact]
    public void a_correction_upholds_the_open_contest_that_it_names()
    {
        Care.Given(VictimSays).When(Correct(new CorrectVictimParticipation(Incomplete, new("victim"), new(FamilyName: "Voorbeeld"), ContestId: Contest), Now, null))
            .Then(Victim with { ContestId = Contest }, VictimHeard with { Reason = new("corrected") });
        Security.Given(SuspectSays).When(Correct(new CorrectSecurityParticipation(Incomplete, new("facilitator"), Note: "Lets it.", ContestId: Contest), null, Now))
            .Then(Suspect with { ContestId = Contest }, SuspectHeard with { Decision = ContestDecision.Upheld, Reason = new("corrected") });
    }

    [Fact]
    public void a_correction_names_a_contest_about_what_it_corrects()
    {
        var other = Problems.InvalidInput([new Fault("/contestId", "The contest is about a fact that is not corrected here.")]);
        var unknown = Problems.InvalidInput([new Fault("/contestId", "There is no such contest of this person.")]);

        Pointer(Care.Given(VictimSays).When(Correct(new CorrectVictimParticipation(Incomplete, new("victim"), ContestId: Contest), null, null)).Decision).ShouldBe(other.Faults);
        Pointer(Care.When(Correct(new CorrectVictimParticipation(Incomplete, new("victim"), ContestId: Contest), null, null)).Decision).ShouldBe(unknown.Faults);
        Security.Given(SuspectSays, SuspectHeard).When(Correct(new CorrectSecurityParticipation(Incomplete, new("facilitator"), ContestId: Contest), null, null))
            .ThenStateForbids("rejected");
    }

    [Fact]
    public void nobody_is_corrected_or_heard_who_is_not_in_the_room()
    {
        var nobody = ParticipationId.New();

        Care.When(track => CorrectVictimParticipationEndpoint.Decide(nobody, new(Incomplete, new("victim")), track, null, null, Bram, Monday)).ThenRefused(Problems.NotFound);
        Care.When(track => ContestVictimFactEndpoint.Decide(Contest, nobody, new(ParticipationFact.Role, "No."), track, Says, Bram, Monday)).ThenRefused(Problems.NotFound);
        Care.When(DecideCare(Bram)).ThenRefused(Problems.NotFound);
        Security.When(track => CorrectSecurityParticipationEndpoint.Decide(nobody, new(Incomplete, new("suspect")), track, null, null, Bram, Monday)).ThenRefused(Problems.NotFound);
        Security.When(track => ContestSecurityFactEndpoint.Decide(Contest, nobody, new(ParticipationFact.Role, "No."), track, Says, Bram, Monday)).ThenRefused(Problems.NotFound);
        Security.When(DecideSecurity(Bram)).ThenRefused(Problems.NotFound);
    }

    [Fact]
    public void nothing_is_added_to_a_room_that_was_destroyed()
    {
        var care = Care.Given(VictimSays, new VictimTrackDestroyed(RecordId.From(VictimRoom.Value), Municipality, ErasureId.New(), Monday));
        care.When(Correct(new CorrectVictimParticipation(Incomplete, new("victim")), null, null)).ThenRefused(Problems.Destroyed);
        care.When(track => ContestVictimFactEndpoint.Decide(Contest, Somebody, new(ParticipationFact.Role, "No."), track, Says, Bram, Monday)).ThenRefused(Problems.Destroyed);
        care.When(DecideCare(Bram)).ThenRefused(Problems.Destroyed);

        var security = Security.Given(SuspectSays, new SecurityTrackDestroyed(RecordId.From(SecurityRoom.Value), Municipality, ErasureId.New(), Monday));
        security.When(Correct(new CorrectSecurityParticipation(Incomplete, new("suspect")), null, null)).ThenRefused(Problems.Destroyed);
        security.When(track => ContestSecurityFactEndpoint.Decide(Contest, Somebody, new(ParticipationFact.Role, "No."), track, Says, Bram, Monday)).ThenRefused(Problems.Destroyed);
        security.When(DecideSecurity(Bram)).ThenRefused(Problems.Destroyed);
    }

    private static Func<VictimTrack, Decision> Correct(CorrectVictimParticipation command, PayloadRef? identifiers, PayloadRef? note) =>
        track => CorrectVictimParticipationEndpoint.Decide(Somebody, command, track, identifiers, note, Bram, Monday);

    private static Func<SecurityTrack, Decision> Correct(CorrectSecurityParticipation command, PayloadRef? identifiers, PayloadRef? note) =>
        track => CorrectSecurityParticipationEndpoint.Decide(Somebody, command, track, identifiers, note, Bram, Monday);

    private static Func<VictimTrack, Decision> DecideCare(ActorRef by) =>
        track => DecideVictimContestEndpoint.Decide(Somebody, Contest, new(ContestDecision.Upheld, Shown), track, null, by, Monday);

    private static Func<SecurityTrack, Decision> DecideSecurity(ActorRef by) =>
        track => DecideSecurityContestEndpoint.Decide(Somebody, Contest, new(ContestDecision.Rejected, Shown), track, null, by, Monday);

    private static IReadOnlyList<Fault> Pointer(Decision decision) => decision.Refusal.ShouldNotBeNull().Faults;

    private static IEnumerable<string> FaultsIn(IChecked command)
    {
        var faults = new Faults { Now = Monday };
        command.Check(faults);
        return faults.All.Select(fault => fault.Pointer);
    }

    private static VictimTrack FoldVictims(VictimTrack? state, object e) =>
        e is VictimTrackOpened opened ? VictimTrack.Create(opened) : (VictimTrack)((dynamic)state!).Apply((dynamic)e);

    private static PayloadRef Payload(char digit) => new(PayloadId.New(), new(new string(digit, 64)));
}

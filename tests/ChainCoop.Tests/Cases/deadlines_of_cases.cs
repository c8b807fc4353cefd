using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using ChainCoop.Tests.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class deadlines_of_cases
{
    private static readonly TaskId Task = TaskId.New();
    private static readonly TaskAssigned Assigned = new(Id, Task, new("inspection"), Police, new(2026, 3, 6), null, Anna, Monday);
    private static readonly DeadlineId Deadline = DeadlineId.From(Task.Value);
    private static readonly DateTimeOffset EndOfFriday = new(2026, 3, 6, 23, 0, 0, TimeSpan.Zero);
    private static readonly CaseDeadlineMissed Missed = new(Id, Deadline, EndOfFriday, EndOfFriday.AddSeconds(1));

    [Fact]
    public void of_a_task_are_asked_for_when_its_day_ends() =>
        ACase.Given(Joined(Police)).When(current => AssignTaskEndpoint.Decide(Task, new(new("inspection"), Police, new(2026, 3, 6)), current, null, Anna, Monday))
            .Decision.Timers.ShouldBe([new(new CaseDeadlineDue(Id, Deadline), EndOfFriday)]);

    [Fact]
    public void are_missed_when_the_task_is_not_done() => WhenDue(Missed.At, Assigned).ShouldBe([Missed]);

    [Fact]
    public void are_not_missed_before_their_moment() => WhenDue(EndOfFriday.AddSeconds(-1), Assigned).ShouldBeEmpty();

    [Fact]
    public void are_missed_once() => WhenDue(Missed.At, Assigned, Missed).ShouldBeEmpty();

    [Fact]
    public void are_met_by_the_task() => WhenDue(Missed.At, Assigned, new TaskCompleted(Id, Task, null, Constable, Monday)).ShouldBeEmpty();

    [Fact]
    public void end_with_the_case() => WhenDue(Missed.At, Assigned, ProposedByAnna, ClosedByBram).ShouldBeEmpty();

    [Fact]
    public void are_none_where_the_stream_has_gone() => CaseDeadlineDueHandler.Decide(new(Id, Deadline), null, Missed.At).ShouldBeEmpty();

    [Fact]
    public void of_a_day_that_somebody_set_stay_whatever_the_rules() =>
        MoveCaseDeadlineHandler.Decide(new(Id, Deadline), Folded(Assigned), Later, Monday.AddDays(2)).ShouldBeNull();

    [Fact]
    public void in_the_rooms_are_missed_and_moved_as_well()
    {
        var begun = DeadlineRules.Current.Begin(Deadline, new("bibob-advice"), Monday, Monday);
        var dueAt = begun.DueAt.AddDays(7);
        var victims = VictimTrack.Create(new(VictimRoom, Anna, Monday)) with { Deadlines = OpenDeadlines.With([], begun) };
        var security = SecurityTrack.Create(new(SecurityRoom, Anna, Monday)) with { Deadlines = OpenDeadlines.With([], begun) };

        VictimDeadlineDueHandler.Decide(new(VictimRoom, Deadline), victims, begun.DueAt).ShouldBe([new VictimDeadlineMissed(VictimRoom, Deadline, begun.DueAt, begun.DueAt)]);
        SecurityDeadlineDueHandler.Decide(new(SecurityRoom, Deadline), security, begun.DueAt)
            .ShouldBe([new SecurityDeadlineMissed(SecurityRoom, Deadline, begun.DueAt, begun.DueAt)]);

        var now = Monday.AddDays(2);
        MoveVictimDeadlineHandler.Decide(new(VictimRoom, Deadline), victims, Later, now).ShouldBe(new VictimDeadlineMoved(VictimRoom, Deadline, dueAt, new("2"), now));
        MoveSecurityDeadlineHandler.Decide(new(SecurityRoom, Deadline), security, Later, now).ShouldBe(new SecurityDeadlineMoved(SecurityRoom, Deadline, dueAt, new("2"), now));
        victims.Apply(new VictimDeadlineMissed(VictimRoom, Deadline, begun.DueAt, begun.DueAt)).Apply(new VictimDeadlineMoved(VictimRoom, Deadline, dueAt, new("2"), now))
            .Deadlines.ShouldHaveSingleItem().ShouldBe(new OpenDeadline(Deadline, begun.Kind, Monday, dueAt, new DeadlineRulesVersion("2"), Missed: false));
        security.Apply(new SecurityDeadlineMissed(SecurityRoom, Deadline, begun.DueAt, begun.DueAt)).Deadlines.ShouldHaveSingleItem().Missed.ShouldBeTrue();
    }

    /// <summary>From Tuesday on an advice has a week more.</summary>
    private static DeadlineRules Later => new([DeadlineRules.Current.Versions[0], ADeadlineVersion.Of("2", new(2026, 3, 3), ("bibob-advice", 9))]);

    private static IReadOnlyList<object> WhenDue(DateTimeOffset now, params object[] more) => CaseDeadlineDueHandler.Decide(new(Id, Deadline), Folded(more), now);

    private static Case Folded(params object[] more) => ((IReadOnlyList<object>)[.. Started, Joined(Police), .. more]).Aggregate((Case?)null, Fold)!;
}

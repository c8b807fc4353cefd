using ChainCoop.Shared;

namespace ChainCoop.Tests.Shared;

public class rules_of_deadlines
{
    private static readonly DeadlineId Id = DeadlineId.New();
    private static readonly DateTimeOffset Monday = At("2026-03-02T09:00+01:00");

    [Theory]
    [InlineData("reflection-period", "2026-03-02T09:00+01:00", "2026-06-03T00:00+02:00")] // three months, over the change of the clock
    [InlineData("reflection-period", "2026-11-30T09:00+01:00", "2027-03-01T00:00+01:00")] // February has no 30th: its last day ends
    [InlineData("reflection-period-dublin", "2026-10-01T09:00+02:00", "2026-11-01T00:00+01:00")] // 31 October ends, in winter time
    [InlineData("shelter-overstay", "2026-03-28T12:00+01:00", "2026-04-05T00:00+02:00")]
    [InlineData("objection", "2026-03-02T09:00+01:00", "2026-04-14T00:00+02:00")] // six weeks: Monday 13 April ends
    [InlineData("objection", "2026-02-23T09:00+01:00", "2026-04-08T00:00+02:00")] // Easter Monday: the Tuesday after it ends
    [InlineData("objection", "2026-03-06T09:00+01:00", "2026-04-18T00:00+02:00")]
    [InlineData("objection", "2026-03-07T09:00+01:00", "2026-04-21T00:00+02:00")] // a Saturday: Monday ends
    [InlineData("bibob-advice", "2026-03-07T09:00+01:00", "2026-05-03T00:00+02:00")] // not put off: only terms for citizens are
    [InlineData("veilig-thuis-safety-assessment", "2026-03-06T09:00+01:00", "2026-03-14T00:00+01:00")]
    public void count_in_the_calendar_of_the_netherlands(string kind, string from, string due) =>
        DeadlineRules.Current.Versions[0].DueAt(new(kind), At(from)).ShouldBe(At(due).ToUniversalTime());

    [Fact]
    public void are_on_their_code_lists()
    {
        CodeLists.Find("deadline-rules")!.Items.Select(item => item.Code).ShouldBe(DeadlineRules.Current.Versions.Select(version => version.Version.Value));
        foreach (var version in DeadlineRules.Current.Versions)
            CodeLists.Find("deadline-kinds")!.Items.Select(item => item.Code).ShouldBe(version.Rules.Select(rule => rule.Kind.Value).Concat(["task", "barrier-intervention", "emergency-review"]), ignoreOrder: true);
    }

    [Fact]
    public void hold_from_their_day_on()
    {
        var second = ADeadlineVersion.Of("2", new(2026, 3, 29), ("enrichment", 7));
        var rules = new DeadlineRules([second, DeadlineRules.Current.Versions[0]]);

        rules.At(At("2026-03-28T23:59+01:00")).Version.Value.ShouldBe("1");
        rules.At(At("2026-03-29T00:00+01:00")).Version.Value.ShouldBe("2");
        rules.At(At("2020-01-01T00:00+01:00")).Version.Value.ShouldBe("1");
        rules.SourceOf(new("2"), new("enrichment")).ShouldNotBeNull();
        rules.SourceOf(new("3"), new("enrichment")).ShouldBeNull();
    }

    [Fact]
    public void pass_once()
    {
        var open = Open(Monday.AddDays(1));

        open.Passed(Id, Monday).ShouldBeNull();
        open.Passed(Id, Monday.AddDays(1)).ShouldNotBeNull();
        open.Missed(Id).Passed(Id, Monday.AddDays(2)).ShouldBeNull();
        open.Without(Id).Passed(Id, Monday.AddDays(2)).ShouldBeNull();
        open.Passed(DeadlineId.New(), Monday.AddDays(2)).ShouldBeNull();
    }

    [Fact]
    public void move_what_is_open_and_was_computed_on_others()
    {
        var rules = new DeadlineRules([DeadlineRules.Current.Versions[0], ADeadlineVersion.Of("2", new(2026, 3, 4), ("enrichment", 7))]);
        var begun = rules.Begin(Id, new("enrichment"), Monday, Monday);
        var open = OpenDeadlines.With([], begun);

        open.Outdated(Id, rules, Monday).ShouldBeNull();
        var outdated = open.Outdated(Id, rules, Monday.AddDays(2)).ShouldNotBeNull();
        outdated.DueAt.ShouldBe(At("2026-03-12T00:00+01:00").ToUniversalTime());
        var moved = open.Missed(Id).Moved(Id, outdated.DueAt, outdated.Rules);
        moved.ShouldHaveSingleItem().Missed.ShouldBeFalse();
        moved.Outdated(Id, rules, Monday.AddDays(2)).ShouldBeNull();

        Open(Monday.AddDays(1)).Outdated(Id, rules, Monday.AddDays(2)).ShouldBeNull("somebody set the day");
    }

    private static IReadOnlyList<OpenDeadline> Open(DateTimeOffset dueAt) => OpenDeadlines.With([], new Deadline(Id, new("task"), Monday, dueAt, null));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

using ChainCoop.Demo;

namespace ChainCoop.Tests.Demo;

public class demo_cases
{
    private const string Municipality = "00000099000000268000";
    private const string Kmar = "00000099000100006000";
    private const string Police = "00000099000100001000";
    private const string Care = "00000099000100008000";

    private static readonly CaseAnswer Proposed = new("proposed", new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), [], [], "v", "s");

    [Fact]
    public void are_accepted_staffed_and_given_tasks()
    {
        var steps = DemoCases.Remaining(Municipality, [Kmar], Proposed);

        steps.ShouldAllBe(step => step.By == Municipality);
        steps.Select(step => step.Resource).ShouldBe(
            ["screenings", "members", "members", "members", "members", "members", "members", "tasks", "tasks"]);
        steps.Select(step => step.Body).OfType<MemberBody>().Select(member => (member.Organisation, member.Room)).ShouldBe(
            [(Kmar, "general"), (Kmar, "security"), (Police, "general"), (Police, "security"), (Care, "general"), (Care, "care")]);
        steps.Select(step => step.Body).OfType<TaskBody>().ShouldAllBe(task => task.DueOn == new DateOnly(2026, 5, 1));
        steps.Select(step => step.Name).ShouldBeUnique();
    }

    [Fact]
    public void go_on_where_the_server_is()
    {
        var cutOff = Proposed with
        {
            Status = "open",
            Members = [new(Municipality, "general"), new(Kmar, "general"), new(Kmar, "security"), new(Police, "general")],
            Tasks = [new("safety-check")],
        };

        DemoCases.Remaining(Municipality, [Kmar], cutOff).Select(step => step.Name).ShouldBe(
            [$"security-{Police}", $"general-{Care}", $"care-{Care}", "task-request-information"]);
    }

    [Fact]
    public void have_one_victim_in_the_care_room()
    {
        DemoCases.Remaining(Municipality, Identities.Of(1), new VictimTrackAnswer([])).Count.ShouldBe(1);
        DemoCases.Remaining(Municipality, Identities.Of(1), new VictimTrackAnswer([new("victim")])).ShouldBeEmpty();
    }

    [Fact]
    public void have_a_measure_in_one_of_three()
    {
        Enumerable.Range(1, 9).Count(person => DemoCases.Remaining(Municipality, person, new SecurityTrackAnswer([])).Count == 1).ShouldBe(3);
        DemoCases.Remaining(Municipality, 3, new SecurityTrackAnswer([new("warning-letter")])).ShouldBeEmpty();
    }

    [Fact]
    public void say_only_what_the_code_lists_know()
    {
        var bodies = DemoCases.Remaining(Municipality, [], Proposed)
            .Concat(DemoCases.Remaining(Municipality, Identities.Of(1), new VictimTrackAnswer([])))
            .Concat(DemoCases.Remaining(Municipality, 3, new SecurityTrackAnswer([])))
            .Select(step => step.Body).ToList();

        bodies.OfType<ScreeningBody>().SelectMany(body => body.Criteria).ShouldBeOn("screening-criteria");
        bodies.OfType<MemberBody>().Select(body => body.Role).ShouldBeOn("member-roles");
        bodies.OfType<MemberBody>().Select(body => body.Organisation).ShouldBeOn("organisations");
        bodies.OfType<TaskBody>().Select(body => body.Kind).ShouldBeOn("task-kinds");
        bodies.OfType<ParticipationBody>().Select(body => body.Role).ShouldBeOn("subject-roles");
        bodies.OfType<MeasureBody>().Select(body => body.Kind).ShouldBeOn("measure-kinds");
    }
}

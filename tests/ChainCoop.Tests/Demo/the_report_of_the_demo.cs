using ChainCoop.Demo;
using Spectre.Console;

namespace ChainCoop.Tests.Demo;

public class the_report_of_the_demo
{
    private static readonly DemoReport Agreed = new(
        [new("P", "Police", 10, 10)],
        [new("Nijmegen", new(10, 10, 2, 12), new(1, 1, 0, 1))],
        [new("Police", "general", 30, 30), new("Police", "security", 3, 3)],
        Events: 50, FeedFaults: [], Added: 10, Commands: 40, Elapsed: TimeSpan.FromSeconds(2));

    [Fact]
    public void has_no_difference_when_all_agree() => Agreed.Differences().ShouldBeEmpty();

    [Fact]
    public void names_every_difference()
    {
        var wrong = Agreed with
        {
            Lists = [new("P", "Police", 10, 9)],
            Municipalities = [new("Nijmegen", new(10, 9, 2, 12), new(1, 1, 0, 2))],
            Feeds = [new("Police", "general", 30, 29)],
            FeedFaults = ["the first bad row"],
        };

        wrong.Differences().ShouldBe(
        [
            "List P: 10 in the file, 9 on the server.",
            "Nijmegen: 10 signals planned, 9 on the server.",
            "Nijmegen: 11 signals listed, 12 in the overview.",
            "Nijmegen: 1 cases listed, 2 in the overview.",
            "Feed general of Police: 30 by the timeline, 29 on the server.",
            "Feed check: the first bad row",
        ]);
    }

    [Fact]
    public void says_how_fast_it_was_and_whether_all_agrees()
    {
        var text = Text(Agreed);

        text.ShouldContain("Commands         40, 20 per second");
        text.ShouldContain("Everything agrees.");
    }

    [Fact]
    public void says_when_there_was_nothing_to_add() => Text(Agreed with { Added = 0 }).ShouldContain("0, all were there already");

    private static string Text(DemoReport report)
    {
        using var text = new StringWriter();
        report.WriteTo(AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) }));
        return text.ToString();
    }
}

using Spectre.Console;

namespace ChainCoop.Benchmarks;

/// <summary>One table at the end; lines are also printed as they come.</summary>
internal sealed class Report
{
    private readonly List<(string What, string Measured, string Baseline, string Goal)> lines = [];

    public void Add(string what, string measured, string baseline, string goal)
    {
        lines.Add((what, measured, baseline, goal));
        AnsiConsole.WriteLine($"{what}: {measured}  [{baseline}]");
    }

    public void Print()
    {
        var table = new Table().AddColumns("what", "measured", "baseline in the same run", "goal").Border(TableBorder.Markdown);
        foreach (var (what, measured, baseline, goal) in lines)
            table.AddRow(Markup.Escape(what), Markup.Escape(measured), Markup.Escape(baseline), Markup.Escape(goal));
        AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(table);
    }
}

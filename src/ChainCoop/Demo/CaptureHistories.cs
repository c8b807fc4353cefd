using System.Collections.Immutable;
using System.Globalization;
using ChainCoop.Shared;

namespace ChainCoop.Demo;

/// <summary>
/// How many people are on which combination of lists (capture histories, as in multiple-systems estimation). The table
/// that the demo plays back is the public one of the Netherlands 2010–2015: see <c>docs/demo-data.md</c>.
/// </summary>
/// <param name="Lists">The lists, by the column names of the file.</param>
/// <param name="Header">The line with the names of the lists and of the column of counts.</param>
internal sealed record CaptureHistories(ImmutableArray<string> Lists, ImmutableArray<CaptureHistory> Rows, string Header)
{
    /// <summary>The table of the Netherlands 2010–2015, part of the program.</summary>
    public static CaptureHistories Netherlands()
    {
        using var file = new StreamReader(EmbeddedData.Read("netherlands-capture-histories.data.csv"));
        return Parse(file.ReadToEnd());
    }

    /// <summary>
    /// Reads a header of list names that ends with a column of counts, then one row per combination: 0 or 1 per list and
    /// the number of people. Nothing else passes: a table that is nearly right would give figures that are nearly right.
    /// </summary>
    /// <exception cref="FormatException">All that is wrong, a line each, with the number of the line.</exception>
    public static CaptureHistories Parse(string csv)
    {
        var lines = csv.ReplaceLineEndings("\n").Split('\n');
        if (lines[^1].Length == 0) lines = lines[..^1];
        var faults = new List<string>();
        var lists = lines.Length == 0 ? Nothing("the header is missing") : HeaderOf(lines[0], Fault);
        if (faults.Count > 0) throw new FormatException(string.Join('\n', faults));

        var rows = new List<CaptureHistory>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 2; number <= lines.Length; number++)
        {
            if (RowOf(lines[number - 1], lists, fault => Fault(number, fault)) is not { } row) continue;
            if (!seen.Add(string.Join(',', row.Lists))) Fault(number, "this combination of lists was on an earlier line");
            rows.Add(row);
        }

        if (lines.Length < 2) Fault(2, "there is no row");
        if (rows.Sum(row => (long)row.People) > Identities.Most) faults.Add($"There are more than {Identities.Most} people.");
        return faults.Count == 0 ? new CaptureHistories(lists, [.. rows], lines[0]) : throw new FormatException(string.Join('\n', faults));

        void Fault(int line, string fault)
        {
            if (faults.Count < Faults.Most) faults.Add($"Line {line}: {fault}.");
        }

        ImmutableArray<string> Nothing(string fault)
        {
            Fault(1, fault);
            return [];
        }
    }

    /// <summary>Number of people in the table.</summary>
    public int PeopleCount => Rows.Sum(row => row.People);

    /// <summary>People numbered from 1 in the order of the file, each with the lists that they are on.</summary>
    public IEnumerable<ListedPerson> People() =>
        Rows.SelectMany(row => Enumerable.Repeat(row.Lists, row.People)).Select((lists, index) => new ListedPerson(index + 1, lists));

    /// <summary>So many people, spread evenly over the file: every combination has about its share.</summary>
    public IEnumerable<ListedPerson> Sample(int people)
    {
        var all = People().ToList();
        return people >= all.Count ? all : Enumerable.Range(0, people).Select(index => all[(int)((long)index * all.Count / people)]);
    }

    private static ImmutableArray<string> HeaderOf(string line, Action<int, string> fault)
    {
        var names = line.Split(',');
        if (names.Length < 2) fault(1, "at least one list and a column of counts are needed");
        if (names.Length - 1 > DemoLists.Most) fault(1, $"there are {names.Length - 1} lists and only {DemoLists.Most} partners to keep them");
        if (names.Any(string.IsNullOrWhiteSpace)) fault(1, "a column has no name");
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length) fault(1, "two columns have the same name");
        return [.. names[..^1]];
    }

    private static CaptureHistory? RowOf(string line, ImmutableArray<string> lists, Action<string> fault)
    {
        var cells = line.Split(',');
        if (cells.Length != lists.Length + 1)
        {
            fault($"there are {cells.Length} columns where the header has {lists.Length + 1}");
            return null;
        }

        var wrong = lists.Where((_, index) => cells[index] is not ("0" or "1")).ToList();
        foreach (var list in wrong) fault($"column {list} is neither 0 nor 1");
        var isCount = int.TryParse(cells[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var people) && people > 0;
        if (!isCount) fault("the last column is not a number of people of at least 1");
        ImmutableArray<string> on = [.. lists.Where((_, index) => cells[index] == "1")];
        if (on.Length == 0 && wrong.Count == 0) fault("nobody can have been counted on no list");
        return wrong.Count == 0 && isCount && on.Length > 0 ? new CaptureHistory(on, people) : null;
    }
}

/// <summary>So many people are on exactly these lists.</summary>
internal sealed record CaptureHistory(ImmutableArray<string> Lists, int People);

/// <param name="Number">From 1, in the order of the file.</param>
internal sealed record ListedPerson(int Number, ImmutableArray<string> Lists);

using System.Collections.Immutable;
using System.Globalization;
using ChainCoop.Shared;

namespace ChainCoop.Demo;

/// <summary>
/// How many people are on which combination of lists (capture histories, as in multiple-systems estimation). The table
/// that the demo plays back is the public one of the Netherlands 2010–2015: see <c>docs/demo-data.md</c>.
/// </summary>
/// <param name="Lists">The lists, by the column names of the file.</param>
internal sealed record CaptureHistories(ImmutableArray<string> Lists, ImmutableArray<CaptureHistory> Rows)
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
    /// <exception cref="FormatException">What is wrong, with the number of the line.</exception>
    public static CaptureHistories Parse(string csv)
    {
        var lines = csv.ReplaceLineEndings("\n").Split('\n');
        if (lines[^1].Length == 0) lines = lines[..^1];
        if (lines.Length == 0) throw Fault(1, "the header is missing");

        var lists = Header(lines[0]);
        var rows = new List<CaptureHistory>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 2; number <= lines.Length; number++)
        {
            var row = Row(lines[number - 1], number, lists);
            if (!seen.Add(string.Join(',', row.Lists))) throw Fault(number, "this combination of lists was on an earlier line");
            rows.Add(row);
        }
        return rows.Count > 0 ? new CaptureHistories(lists, [.. rows]) : throw Fault(2, "there is no row");
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

    private static ImmutableArray<string> Header(string line)
    {
        var names = line.Split(',');
        if (names.Length < 2) throw Fault(1, "at least one list and a column of counts are needed");
        if (names.Any(string.IsNullOrWhiteSpace)) throw Fault(1, "a column has no name");
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length) throw Fault(1, "two columns have the same name");
        return [.. names[..^1]];
    }

    private static CaptureHistory Row(string line, int number, ImmutableArray<string> lists)
    {
        var cells = line.Split(',');
        if (cells.Length != lists.Length + 1)
            throw Fault(number, $"there are {cells.Length} columns where the header has {lists.Length + 1}");
        if (Array.FindIndex(cells[..^1], cell => cell is not ("0" or "1")) is >= 0 and var wrong)
            throw Fault(number, $"column {lists[wrong]} is neither 0 nor 1");
        if (!int.TryParse(cells[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var people) || people == 0)
            throw Fault(number, "the last column is not a number of people of at least 1");

        ImmutableArray<string> on = [.. lists.Where((_, index) => cells[index] == "1")];
        return on.Length > 0 ? new CaptureHistory(on, people) : throw Fault(number, "nobody can have been counted on no list");
    }

    private static FormatException Fault(int line, string fault) => new($"Line {line}: {fault}.");
}

/// <summary>So many people are on exactly these lists.</summary>
internal sealed record CaptureHistory(ImmutableArray<string> Lists, int People);

/// <param name="Number">From 1, in the order of the file.</param>
internal sealed record ListedPerson(int Number, ImmutableArray<string> Lists);

using System.Globalization;
using ChainCoop.Demo;
using ChainCoop.Shared;
using ChainCoop.Signals.Matching;

namespace ChainCoop.Tests.Signals.Matching;

public class counting_overlap
{
    private static readonly Oin[] Lists = [.. Enumerable.Range(1, 6).Select(number => new Oin($"0000009900010000{number}000"))];

    [Fact]
    public void joins_registrations_that_others_join() =>
        Overlap.Of([new(Lists[0], ["a"]), new(Lists[1], ["b"]), new(Lists[2], ["b", "a"]), new(Lists[0], ["c"]), new(Lists[0], []), new(Lists[0], [])])
            .Select(cell => (cell.Key, cell.Persons)).ShouldBe([(Key(0), 3), (Key(0, 1, 2), 1)]);

    [Fact]
    public void an_organisation_that_registered_somebody_twice_counts_once() =>
        Overlap.Of([new(Lists[0], ["a"]), new(Lists[0], ["a"])]).ShouldHaveSingleItem().Persons.ShouldBe(1);

    [Fact]
    public void gives_the_table_of_the_netherlands_back_from_spellings()
    {
        var table = CaptureHistories.Netherlands();
        var registrations = table.People().SelectMany(person => person.Lists.Select(list =>
        {
            var who = Spellings.On(list, Identities.Of(person.Number));
            var forms = MatchForms.Of(new Identifiers(who.FamilyName, who.GivenNames, who.BirthDate, who.Phone, who.DocumentNumber)).Forms;
            return new Registration(new Oin(DemoSignals.SenderOf(list)), [.. forms.Select(form => $"{form.Kind}|{form.Form}")]);
        }));

        Overlap.Of(registrations).Select(cell => (cell.Key, cell.Persons)).ShouldBe(
            table.Rows.Select(row => (string.Join(',', row.Lists.Select(DemoSignals.SenderOf).Order(StringComparer.Ordinal)), row.People)), ignoreOrder: true);
    }

    [Fact]
    public void shows_small_numbers_to_whom_they_may_be_shown()
    {
        OverlapCell[] cells = [Cell(3, 0), Cell(9, 1)];
        GetOverlapEndpoint.Report(cells, seesSmallNumbers: true, default).Rows.Select(row => row.Persons).ShouldBe([3, 9]);
        var shown = GetOverlapEndpoint.Report(cells, seesSmallNumbers: false, default);
        shown.Rows.ShouldNotContain(row => row.Persons < Suppression.Smallest);
        shown.Complete.ShouldBeFalse();
    }

    [Fact]
    public void the_netherlands_without_small_numbers_still_say_something()
    {
        var cells = CaptureHistories.Netherlands().Rows.Select(row => new OverlapCell([.. row.Lists.Select(list => new Oin(DemoSignals.SenderOf(list))).OrderBy(list => list.Value, StringComparer.Ordinal)], row.People)).ToList();
        var shown = Suppression.Of(cells);
        shown.Count.ShouldBeGreaterThan(8);
        shown.ShouldAllBe(cell => cell.Persons >= Suppression.Smallest);
    }

    /// <summary>
    /// Whoever knows what is shown, the sum of every organisation and the sum of all: no cell that is not shown has one value only. All
    /// tables with these sums are gone through.
    /// </summary>
    [Fact]
    public void nothing_that_is_not_shown_can_be_computed()
    {
        var random = new Random(31);
        var hidden = 0;
        for (var round = 0; round < 400; round++)
        {
            var counts = Enumerable.Range(1, 7).ToDictionary(set => (ulong)set, _ => random.Next(3) == 0 ? random.Next(5, 12) : random.Next(0, 5));
            var cells = counts.Where(cell => cell.Value > 0).Select(cell => new OverlapCell([.. Enumerable.Range(0, 3).Where(list => (cell.Key >> list & 1) == 1).Select(list => Lists[list])], cell.Value)).ToList();
            var shown = Suppression.Of(cells).Select(cell => cell.Key).ToHashSet(StringComparer.Ordinal);
            var unknown = counts.Keys.Where(set => !shown.Contains(KeyOf(set))).ToList();
            if (cells.Count == shown.Count || shown.Count == 0) continue; // nothing out, or nothing shown and no sum is told

            var worlds = Worlds(unknown, counts).Take(20_000).ToList();
            foreach (var set in unknown.Where(set => counts[set] > 0))
            {
                hidden++;
                worlds.Select(world => world[set]).Distinct().Count().ShouldBeGreaterThan(1, $"round {round.ToString(CultureInfo.InvariantCulture)}, cell {KeyOf(set)}");
            }
        }

        hidden.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void one_small_number_alone_takes_others_with_it()
    {
        Suppression.Of([Cell(2, 0, 1), Cell(50, 0), Cell(60, 1), Cell(70, 0, 2), Cell(80, 1, 2)]).Select(cell => cell.Persons).ShouldBe([80]);

        // The three sums give the fourth number, whichever is shown.
        Suppression.Of([Cell(2, 0, 1), Cell(50, 0), Cell(60, 1), Cell(70, 2)]).ShouldBeEmpty();
    }

    /// <summary>Every table that differs in the unknown cells alone, with the same sum per list and of all.</summary>
    private static IEnumerable<Dictionary<ulong, int>> Worlds(List<ulong> unknown, Dictionary<ulong, int> counts)
    {
        var sums = Enumerable.Range(0, 3).Select(list => unknown.Where(set => (set >> list & 1) == 1).Sum(set => counts[set])).ToArray();
        return Fill(0, unknown.Sum(set => counts[set]), sums, []);

        IEnumerable<Dictionary<ulong, int>> Fill(int at, int left, int[] open, Dictionary<ulong, int> world)
        {
            if (at == unknown.Count)
            {
                if (left == 0 && open.All(sum => sum == 0)) yield return new(world);
                yield break;
            }

            var lists = Enumerable.Range(0, 3).Where(list => (unknown[at] >> list & 1) == 1).ToList();
            for (var value = 0; value <= Math.Min(left, lists.Min(list => open[list])); value++)
            {
                world[unknown[at]] = value;
                foreach (var found in Fill(at + 1, left - value, [.. open.Select((sum, list) => lists.Contains(list) ? sum - value : sum)], world)) yield return found;
            }
        }
    }

    private static OverlapCell Cell(int persons, params int[] lists) => new([.. lists.Select(list => Lists[list])], persons);

    private static string Key(params int[] lists) => string.Join(',', lists.Select(list => Lists[list].Value));

    private static string KeyOf(ulong set) => Key([.. Enumerable.Range(0, 3).Where(list => (set >> list & 1) == 1)]);
}

using ChainCoop.Shared;

namespace ChainCoop.Signals.Matching;

/// <summary>
/// Takes out of a table of capture histories what would show a small number (domain, section 8: no cell below 5, nor one that can be computed
/// from its neighbours). Who reads the rest may know how many persons each organisation registered, and how many there are in all. So more
/// cells are taken out, the smallest first, until each that is out could have another value with all of these sums the same: one person of a
/// cell and one of another could as well be in two others, which the same organisations registered, all four being out or empty. Which cells
/// are out is not told, so that nobody tells an empty one from a small one.
/// </summary>
public static class Suppression
{
    /// <summary>Smaller than this is not shown. (cfg in the domain; a statistical rule of the district.)</summary>
    public const int Smallest = 5;

    /// <summary>What may be shown; empty when nothing can be without showing more.</summary>
    public static IReadOnlyList<OverlapCell> Of(IReadOnlyList<OverlapCell> cells)
    {
        var lists = cells.SelectMany(cell => cell.Lists).Distinct().OrderBy(list => list.Value, StringComparer.Ordinal).ToList();
        var counts = cells.ToDictionary(cell => SetOf(cell, lists), cell => cell.Persons);
        var shown = cells.Where(cell => cell.Persons >= Smallest).OrderBy(cell => cell.Persons).ThenBy(cell => cell.Key, StringComparer.Ordinal).ToList();
        while (shown.Count > 0 && !IsSafe(shown.Select(cell => SetOf(cell, lists)).ToHashSet(), counts)) shown.RemoveAt(0);
        return [.. cells.Where(shown.Contains)];
    }

    /// <summary>Whether every cell that is out, and has anybody in it, could have another value.</summary>
    private static bool IsSafe(HashSet<ulong> shown, Dictionary<ulong, int> counts)
    {
        var hidden = counts.Keys.Where(cell => !shown.Contains(cell)).ToList();
        HashSet<ulong> open = [];
        for (var i = 0; i < hidden.Count; i++)
            for (var j = 0; j < i; j++) open.UnionWith(Exchanges(hidden[i], hidden[j], shown));
        return hidden.TrueForAll(open.Contains);
    }

    /// <summary>
    /// Two persons of these cells could be two of others: the organisations that both have stay with both, those that one has go to either.
    /// What is in the answer could be one more or one less.
    /// </summary>
    private static IEnumerable<ulong> Exchanges(ulong one, ulong other, HashSet<ulong> shown)
    {
        var (both, either) = (one & other, one ^ other);
        for (var part = either; part != 0; part = (part - 1) & either)
        {
            var (first, second) = (both | part, both | (either & ~part));
            if (second == 0 || first == one || first == other || shown.Contains(first) || shown.Contains(second)) continue;
            foreach (var cell in (ulong[])[one, other, first, second]) yield return cell;
        }
    }

    private static ulong SetOf(OverlapCell cell, List<Oin> lists) => cell.Lists.Aggregate(0UL, (set, list) => set | 1UL << lists.IndexOf(list));
}

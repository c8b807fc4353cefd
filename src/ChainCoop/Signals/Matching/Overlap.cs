using System.Collections.Immutable;
using ChainCoop.Shared;

namespace ChainCoop.Signals.Matching;

/// <summary>One person as one organisation registered them, and the keyed hashes by which other registrations of the same person are found.</summary>
public sealed record Registration(Oin Sender, IReadOnlyList<string> Hashes);

/// <summary>So many persons were registered by exactly these organisations.</summary>
/// <param name="Lists">In the order of their numbers.</param>
public sealed record OverlapCell(ImmutableArray<Oin> Lists, int Persons)
{
    /// <summary>A set, written down: two cells of the same organisations have the same one.</summary>
    public string Key => string.Join(',', Lists.Select(list => list.Value));
}

/// <summary>Persons per combination of registering organisations: a table of capture histories.</summary>
public static class Overlap
{
    /// <summary>
    /// Registrations that have a hash in common are of one person, and so are those that are joined by others between them. One
    /// without any hash is a person of its own.
    /// </summary>
    public static IReadOnlyList<OverlapCell> Of(IEnumerable<Registration> registrations)
    {
        List<int> parents = [];
        List<Oin> senders = [];
        Dictionary<string, int> first = new(StringComparer.Ordinal);
        foreach (var registration in registrations)
        {
            var own = parents.Count;
            parents.Add(own);
            senders.Add(registration.Sender);
            foreach (var hash in registration.Hashes)
                if (!first.TryAdd(hash, own)) parents[Root(first[hash])] = Root(own);
        }

        return
        [
            .. Enumerable.Range(0, parents.Count).GroupBy(Root)
                .Select(person => (ImmutableArray<Oin>)[.. person.Select(one => senders[one]).Distinct().OrderBy(sender => sender.Value, StringComparer.Ordinal)])
                .GroupBy(lists => string.Join(',', lists.Select(list => list.Value)))
                .Select(cell => new OverlapCell(cell.First(), cell.Count()))
                .OrderBy(cell => cell.Lists.Length).ThenBy(cell => cell.Key, StringComparer.Ordinal),
        ];

        int Root(int one)
        {
            while (parents[one] != one) one = parents[one] = parents[parents[one]];
            return one;
        }
    }
}

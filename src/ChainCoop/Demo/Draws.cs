namespace ChainCoop.Demo;

/// <summary>
/// Numbers that look random and are the same on every machine, runtime and run (SplitMix64, public domain, Steele, Lea
/// and Flood 2014). System.Random promises none of that between versions of .NET.
/// </summary>
internal struct Draws
{
    /// <summary>What is drawn for. Each purpose has its own row of numbers, so that one can change without the other.</summary>
    public const int Identity = 1, Municipality = 2, Signal = 3, Work = 4;

    private const ulong Seed = 20102015;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong state;

    /// <summary>Always the same row for the same purpose and number.</summary>
    public static Draws For(int purpose, int number, int part = 0)
    {
        var draws = new Draws { state = Seed };
        foreach (var mixed in (ReadOnlySpan<int>)[purpose, number, part]) draws.state = draws.Next() ^ (ulong)(uint)mixed;
        return draws;
    }

    /// <summary>From 0 up to and without <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)((UInt128)Next() * (uint)limit >> 64);

    public T OneOf<T>(IReadOnlyList<T> values) => values[Below(values.Count)];

    private ulong Next()
    {
        var z = state += Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

using System.Globalization;

namespace ChainCoop.Verifier;

/// <summary>C2SP tlog-tiles: the path <c>tile/L/N[.p/W]</c> of 256 hashes, or of fewer at the right edge.</summary>
/// <param name="Level">Its hashes are roots of 256^level leaves.</param>
/// <param name="Index">From 0, within the level.</param>
/// <param name="Width">Number of hashes, 1 to 256.</param>
public readonly record struct TilePath(int Level, long Index, int Width = TilePath.FullWidth)
{
    /// <summary>Hashes in a full tile.</summary>
    public const int FullWidth = 256;

    /// <summary>Levels of the tree in a tile.</summary>
    public const int Height = 8;

    private const int HighestLevel = 63;
    private const string Start = "tile/";
    private const string Partial = ".p/";

    /// <summary>Number of hashes that the tile has in a tree of this size; 0 when it has none.</summary>
    public static int WidthIn(long size, int level, long index)
    {
        var shift = Height * level;
        var hashes = shift > HighestLevel - 1 ? 0 : size >> shift;
        return index > hashes / FullWidth ? 0 : (int)Math.Min(FullWidth, hashes - (index * FullWidth));
    }

    /// <summary>Reads a path in its one spelling.</summary>
    /// <returns>Null when it is none.</returns>
    public static TilePath? Find(string path)
    {
        if (!path.StartsWith(Start, StringComparison.Ordinal)) return null;
        var rest = path[Start.Length..];
        var width = FullWidth;
        if (rest.IndexOf(Partial, StringComparison.Ordinal) is >= 0 and var at)
        {
            if (StrictText.Number(rest.AsSpan(at + Partial.Length)) is not (>= 1 and < FullWidth and var partial)) return null;
            width = (int)partial;
            rest = rest[..at];
        }
        if (rest.Split('/') is not [var level, .. { Length: > 0 } parts]) return null;
        if (StrictText.Number(level) is not (<= HighestLevel and var number) || IndexIn(parts) is not { } index) return null;
        return new TilePath((int)number, index, width);
    }

    public override string ToString()
    {
        var digits = Index.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        string[] parts = [.. digits.Chunk(3).Select(part => new string(part))];
        var partial = Width < FullWidth ? $"{Partial}{Width}" : "";
        return $"{Start}{Level}/{string.Concat(parts[..^1].Select(part => $"x{part}/"))}{parts[^1]}{partial}";
    }

    private static long? IndexIn(string[] parts)
    {
        long index = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            var digits = isLast ? parts[i] : parts[i] is ['x', .. var marked] ? marked : "";
            if (digits.Length != 3 || !digits.All(char.IsAsciiDigit)) return null;
            var value = int.Parse(digits, CultureInfo.InvariantCulture);
            if (i == 0 && !isLast && value == 0) return null; // another spelling of a smaller index
            if (index > (long.MaxValue - value) / 1000) return null;
            index = (index * 1000) + value;
        }
        return index;
    }
}

namespace ChainCoop.Verifier.Bundles;

/// <summary>Whom the checker trusts; he has their keys from elsewhere than the bundle.</summary>
/// <param name="Keys">Of logs.</param>
/// <param name="Quorum">So many of the witnesses have to have cosigned.</param>
public sealed record Trust(IReadOnlyList<NoteVerifier> Keys, IReadOnlyList<NoteVerifier> Witnesses, int Quorum)
{
    public static readonly Trust Nobody = new([], [], 0);
}

/// <summary>What is wrong, and where.</summary>
/// <param name="File">Within the bundle; null: the bundle itself.</param>
/// <param name="Line">From 1.</param>
/// <param name="Index">Of the leaf in its log.</param>
public sealed record Failure(string What, string? File = null, long? Line = null, long? Index = null)
{
    public override string ToString()
    {
        string?[] where = [File, Line is null ? null : $"line {Line}", Index is null ? null : $"leaf {Index}"];
        var place = string.Join(", ", where.OfType<string>());
        return place.Length == 0 ? What : $"{place}: {What}";
    }
}

/// <summary>What the check of a bundle found, in sentences.</summary>
/// <param name="Verified">Nothing failed.</param>
/// <param name="Proven">Empty when something failed: then nothing in the bundle should be relied on.</param>
/// <param name="Withheld">What exists and is not given, or is gone.</param>
/// <param name="NotClaimed">What no bundle proves.</param>
/// <param name="FailureCount">Of all failures, more than are listed perhaps.</param>
public sealed record Report(
    bool Verified,
    IReadOnlyList<string> Proven,
    IReadOnlyList<string> Withheld,
    IReadOnlyList<string> NotClaimed,
    IReadOnlyList<Failure> Failures,
    long FailureCount)
{
    private static readonly string[] NeverClaimed =
    [
        "That everything that happened was recorded: an event that was never appended cannot be proven missing.",
        "That what was recorded is true.",
        "At what time something was recorded, beyond the times at which witnesses cosigned: the times in entries are those of the operator.",
        "That a body which is said to be destroyed is gone everywhere.",
        "That a text is the only one its ciphertext opens to: AES-GCM does not commit to a key. The text was made by who held the key then.",
    ];

    internal static Report Of(IReadOnlyList<string> proven, IReadOnlyList<string> withheld, Failures failures) => new(
        failures.Count == 0, failures.Count == 0 ? proven : [], failures.Count == 0 ? withheld : [], NeverClaimed, failures.Listed, failures.Count);
}

/// <summary>What failed up to now; the first ones are kept.</summary>
internal sealed class Failures
{
    private const int MostListed = 100;

    private readonly List<Failure> _listed = [];

    public IReadOnlyList<Failure> Listed => _listed;

    public long Count { get; private set; }

    public void Add(string what, string? file = null, long? line = null, long? index = null) => Add(new Failure(what, file, line, index));

    public void Add(Failure failure)
    {
        Count++;
        if (_listed.Count < MostListed) _listed.Add(failure);
    }
}

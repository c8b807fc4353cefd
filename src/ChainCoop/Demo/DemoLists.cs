using ChainCoop.Organisations;

namespace ChainCoop.Demo;

/// <summary>Who keeps a list of the table, and sends its signals.</summary>
/// <param name="Code">In references: letters, as names of columns can be anything.</param>
/// <param name="Spelling">How it writes an identity (<see cref="Spellings"/>).</param>
internal sealed record ListKeeper(
    string List, string Code, string Oin, string Spelling, IReadOnlyList<string> Types, IReadOnlyList<(string Channel, ReporterBody Reporter)> Reporters);

/// <summary>
/// The columns of a table, each with the partner that keeps it. The lists of the Netherlands have theirs; columns of other names go to the
/// partners that are left, in the order of their OINs.
/// </summary>
internal sealed class DemoLists
{
    private static readonly ListKeeper[] OfTheNetherlands =
    [
        new("I", "i", "00000099000100005000", "I", ["labour", "labour", "labour", "labour", "forced-begging-or-services"], [Own("inspection")]),
        new("K", "k", "00000099000100006000", "K", ["sexual", "sexual", "labour", "criminal", "unknown"], [Own("case-system")]),
        new("O", "o", "00000099000100012000", "O", ["sexual", "labour", "criminal", "forced-begging-or-services", "unknown"],
            [
                ("phone", new ReporterBody("citizen", "A neighbour", "neighbour@reporter.example")),
                ("anonymous-tip-line", new ReporterBody("anonymous")),
                ("web-form", new ReporterBody("professional", "A teacher", "teacher@school.example")),
            ]),
        new("P", "p", "00000099000100001000", "P", ["sexual", "sexual", "sexual", "labour", "criminal"], [Own("case-system")]),
        new("R", "r", "00000099000100008000", "R", ["sexual", "sexual", "labour", "criminal", "unknown"],
            [Own("partner"), ("email", new ReporterBody("professional", "A youth worker", "youth-worker@care.example"))]),
        new("Z", "z", "00000099000100009000", "Z", ["sexual", "sexual", "sexual", "labour", "unknown"], [Own("partner")]),
    ];

    private static readonly string[] Partners =
        [.. OrganisationRegister.Current.Organisations.Where(organisation => organisation.Municipality is null).Select(organisation => organisation.Oin.Value).Order(StringComparer.Ordinal)];

    private readonly Dictionary<string, ListKeeper> keepers;

    private DemoLists(Dictionary<string, ListKeeper> keepers) => this.keepers = keepers;

    /// <summary>More lists than that have nobody to keep them.</summary>
    public static int Most => Partners.Length;

    public static DemoLists Default { get; } = Of([.. OfTheNetherlands.Select(keeper => keeper.List)]);

    public ListKeeper this[string list] => keepers[list];

    /// <summary>The list that a partner keeps; null: none.</summary>
    public string? ListOf(string oin) => keepers.Values.FirstOrDefault(keeper => keeper.Oin == oin)?.List;

    public static DemoLists Of(IReadOnlyList<string> lists)
    {
        var known = OfTheNetherlands.Where(keeper => lists.Contains(keeper.List)).ToDictionary(keeper => keeper.List, StringComparer.Ordinal);
        var left = new Queue<string>(Partners.Except(known.Values.Select(keeper => keeper.Oin)));
        foreach (var list in lists.Where(list => !known.ContainsKey(list)))
        {
            var oin = left.Dequeue();
            var like = OfTheNetherlands[Array.IndexOf(Partners, oin) % OfTheNetherlands.Length];
            known[list] = like with { List = list, Code = $"{(char)('a' + Array.IndexOf(Partners, oin))}{(char)('a' + Array.IndexOf(Partners, oin))}", Oin = oin, Reporters = [Own("partner")] };
        }

        return new DemoLists(known);
    }

    private static (string Channel, ReporterBody Reporter) Own(string channel) => (channel, new ReporterBody("organisation"));
}

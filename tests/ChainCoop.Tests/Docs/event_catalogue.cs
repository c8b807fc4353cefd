using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChainCoop.Cases;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using ChainCoop.Tests.Storage;

namespace ChainCoop.Tests.Docs;

/// <summary>docs/event-catalogue.md is made from the code; UPDATE_DOCS=1 writes it.</summary>
public partial class event_catalogue
{
    [Fact]
    public void says_what_the_code_says()
    {
        var path = Source.PathOf("docs/event-catalogue.md");
        var expected = Write();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(path, expected);
        File.ReadAllText(path).ShouldBe(expected, "Run the pure tests once with UPDATE_DOCS=1 and commit docs/event-catalogue.md.");
    }

    private static string Write()
    {
        var summaries = XDocument.Load(Path.ChangeExtension(typeof(IFact).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")));
        List<string> lines =
        [
            """
            # Event catalogue

            Made from the code (`tests/ChainCoop.Tests/Docs`). An alias is the storage format; a stored event is never changed.
            Personal data and prose are never in an event: members that end in *(vault)* refer to ciphertext.

            ## Stored events

            | alias | meaning | members |
            |---|---|---|
            """,
        ];
        foreach (var (alias, type) in Store.Events.OrderBy(x => x.Value.Namespace, StringComparer.Ordinal).ThenBy(x => x.Key, StringComparer.Ordinal))
            lines.Add($"| `{alias}` | {summaries.GetValueOrDefault("T:" + type.FullName, "")} | {string.Join(", ", Members(type))} |");

        lines.Add(
            """

            ## Feed entries

            CloudEvents 1.0, structured mode, thin: ids and codes. `data` has `kind` and, where the event says so, `status`.

            | type | comes from |
            |---|---|
            """);
        foreach (var (entry, aliases) in FeedTypes()) lines.Add($"| `{entry}` | {string.Join(", ", aliases.Select(alias => $"`{alias}`"))} |");
        lines.Add($"| `{FeedRules.AccessGranted}` | access to a resource began; there is no back-fill, read the resource |");
        lines.Add($"| `{FeedRules.AccessEnded}` | access ended; older entries about it are answered as withheld |");
        lines.Add("| `nl.chaincoop.feed.withheld.v1` | in the place of an entry that may no longer be seen; `data` has its `commitment` |");
        return string.Join('\n', lines).ReplaceLineEndings("\n") + "\n";
    }

    private static IEnumerable<(string Entry, IEnumerable<string> Aliases)> FeedTypes() =>
        EventExamples.All.SelectMany(Variants).Select(example => (Fact: FeedRules.Of(example), Alias: Store.Events.Single(known => known.Value == example.GetType()).Key))
            .Where(x => x.Fact is not null)
            .GroupBy(x => x.Fact!.Type, x => x.Alias)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Distinct().Order(StringComparer.Ordinal).AsEnumerable()));

    /// <summary>Joining says something else in each room, and to the first members.</summary>
    private static IEnumerable<object> Variants(object example) => example is MemberJoined joined
        ? Enum.GetValues<Room>()
            .Select(room => joined with
            {
                Room = room,
                VictimTrackId = room == Room.Care ? VictimTrackId.New() : null,
                SecurityTrackId = room == Room.Security ? SecurityTrackId.New() : null,
            })
            .SelectMany(inRoom => new[] { inRoom with { Founding = true }, inRoom with { Founding = false } })
        : [example];

    private static IEnumerable<string> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.Name is not ("EqualityContract" or "By" or "At"))
            .Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..] + (property.PropertyType == typeof(PayloadRef) ? " *(vault)*" : ""));

    private static string Text(XElement? summary) =>
        summary is null ? "" : Spaces().Replace(string.Concat(summary.Nodes().Select(node => node is XElement { Name.LocalName: "see" or "c" } e ? e.Value + e.Attribute("cref")?.Value.Split('.')[^1] : node.ToString())), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

using System.Text.RegularExpressions;

namespace ChainCoop.Tests.Docs;

/// <summary>What the stories say is played and compared over HTTP; their words are looked at here.</summary>
public partial class the_scenarios
{
    [Fact]
    public void use_the_dutch_terms_of_the_glossary_and_the_code_lists()
    {
        var known = File.ReadAllText(Source.PathOf("docs/glossary.md")) + File.ReadAllText(Source.PathOf("src/ChainCoop/Shared/code-lists.data.json"));
        var stories = Directory.GetFiles(Source.PathOf("docs/scenarios"), "*.md").ToDictionary(path => Path.GetFileName(path), File.ReadAllText);

        stories.Keys.ShouldBe(["README.md", "a-minor-who-is-also-a-suspect.md", "a-retracted-signal.md", "an-employer-in-three-municipalities.md"], ignoreOrder: true);
        foreach (var (name, text) in stories)
        {
            var terms = DutchTerm().Matches(text).Select(term => term.Groups[1].Value).ToList();
            terms.ShouldBeUnique(name);
            terms.Where(term => !known.Contains(term, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(name);
            if (name != "README.md") terms.Count.ShouldBeGreaterThan(5, name);
        }
    }

    [GeneratedRegex(@"\(\*([^*]+)\*\)")]
    private static partial Regex DutchTerm();
}

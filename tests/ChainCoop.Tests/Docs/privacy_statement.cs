using System.Text.RegularExpressions;

namespace ChainCoop.Tests.Docs;

/// <summary>What is said to a data protection officer names its tests: they have to be there.</summary>
public partial class privacy_statement
{
    [Fact]
    public void names_tests_that_exist()
    {
        var text = File.ReadAllText(Source.PathOf("docs/privacy.md"));
        var named = ShownBy().Matches(text).SelectMany(shown => Name().Matches(shown.Value)).Select(name => name.Groups["name"].Value).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(15);
        var tests = Directory.EnumerateFiles(Source.PathOf("tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        named.Where(name => !tests.Contains(name)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\*Shown by\*[^#|]*", RegexOptions.CultureInvariant)]
    private static partial Regex ShownBy();

    [GeneratedRegex(@"`(?<name>[a-z]+(_[a-z]+)+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

using System.Text.RegularExpressions;
using ChainCoop.Contracts;

namespace ChainCoop.Tests.Docs;

/// <summary>Partners copy the lines of docs/receiving.md: they are those that run in the test <c>receiving_with_the_kit</c>.</summary>
public partial class how_to_receive
{
    private static readonly string Text = File.ReadAllText(Source.PathOf("docs/receiving.md"));

    [Fact]
    public void shows_lines_that_run()
    {
        var sample = Plain(File.ReadAllText(Source.PathOf("tests/ChainCoop.IntegrationTests/Subscriptions/KitReceiver.cs")));
        var shown = Block().Matches(Text).Select(block => block.Groups["code"].Value).ToList();
        shown.Count.ShouldBe(2);
        foreach (var code in shown) sample.ShouldContain(Plain(code));
        shown[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public void says_what_to_do_with_whatever_comes() =>
        Row().Matches(Text).Select(row => row.Groups["name"].Value).ShouldBe(Enum.GetNames<Arrival>(), ignoreOrder: true);

    [Fact]
    public void names_tests_that_exist()
    {
        var tests = Directory.EnumerateFiles(Source.PathOf("tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var named = TestName().Matches(Text).Select(name => name.Groups["name"].Value).ToList();
        named.Count.ShouldBeGreaterThan(3);
        named.Where(name => !tests.Contains(name)).ShouldBeEmpty();
    }

    private static string Plain(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| `(?<name>[A-Z][A-Za-z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<name>[a-z]+(_[a-z]+)+)`")]
    private static partial Regex TestName();
}

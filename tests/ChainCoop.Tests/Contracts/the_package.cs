using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChainCoop.Contracts;

namespace ChainCoop.Tests.Contracts;

/// <summary>A partner takes it into a system that is not ours: it brings nothing else along.</summary>
public class the_package
{
    private static readonly XElement Project = XElement.Load(Source.PathOf("src/ChainCoop.Contracts/ChainCoop.Contracts.csproj"));

    [Fact]
    public void needs_nothing() =>
        Project.Descendants().Select(one => one.Name.LocalName).Where(name => name.EndsWith("Reference", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void uses_what_comes_with_dotnet_alone() =>
        typeof(FeedMessage).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).Where(name => !name.StartsWith("System.", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void can_be_packed() => ((string?)Project.Descendants("IsPackable").SingleOrDefault()).ShouldBe("true");

    /// <summary>Every type of an entry has a constant that says the same: <c>CasesOpened</c> is <c>nl.chaincoop.cases.opened.v1</c>.</summary>
    [Fact]
    public void names_types_as_they_are()
    {
        var constants = typeof(EntryTypes).GetFields().Where(field => field.IsLiteral).ToList();
        constants.Count.ShouldBe(EntryTypes.All.Count);
        foreach (var constant in constants.Where(constant => constant.Name != nameof(EntryTypes.Withheld)))
        {
            var type = (string)constant.GetRawConstantValue()!;
            Regex.Replace(type, "^nl.chaincoop|.v1$", "").Split('.', '-').ShouldAllBe(word => constant.Name.Contains(word, StringComparison.OrdinalIgnoreCase));
        }
    }
}

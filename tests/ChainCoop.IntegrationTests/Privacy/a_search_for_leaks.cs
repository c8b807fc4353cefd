using System.Text;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>A search that finds nothing proves something only if it would find.</summary>
public class a_search_for_leaks
{
    [Theory, InlineData(""), InlineData("a"), InlineData("ab"), InlineData("abc")]
    public void finds_a_text_however_it_is_written_down(string before)
    {
        var needle = new Needle("Zqx4f1a");
        var text = $"{before}Zqx4f1a07, and more";

        needle.IsIn(text).ShouldBeTrue();
        needle.IsIn(Convert.ToBase64String(Encoding.UTF8.GetBytes(text))).ShouldBeTrue();
        needle.IsIn($"\\x{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))}").ShouldBeTrue();
        needle.IsIn(before + "Zqy4f1a").ShouldBeFalse();
    }
}

using System.Text;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Signals;

namespace ChainCoop.Tests.Platform;

public class faults_of_input
{
    private const string Rest =
        """
        "municipality":"0268","exploitationType":"labour","urgency":"normal","channel":"partner","reporter":{"kind":"organisation"},"observation":"x"
        """;

    [Fact]
    public void do_not_go_into_an_array_that_is_too_long() =>
        Of<ReceiveSignal>($$"""{{{Rest}},"subjects":[{{string.Join(',', Enumerable.Repeat("{}", 80_000))}}]}""")
            .ShouldBe([new Fault("/subjects", "Must have at most 50 items.")]);

    [Fact]
    public void go_into_an_array_that_is_not() =>
        Of<ReceiveSignal>($$"""{{{Rest}},"subjects":[{},{"role":"victim"}]}""").Select(fault => fault.Pointer)
            .ShouldBe(["/subjects/0/role", "/subjects/0/identifiers", "/subjects/1/identifiers"]);

    [Fact]
    public void end_with_one_that_says_that_there_are_more()
    {
        var found = Of<ReceiveSignal>($$"""{{{Rest}},{{string.Join(',', Enumerable.Range(0, 20_000).Select(number => $"\"a{number}\":1"))}}}""");

        found.Count.ShouldBe(Faults.Most);
        found[^2].Pointer.ShouldBe("/a98");
        found[^2].Detail.ShouldStartWith("Is unknown here; known: channel, ");
        found[^1].ShouldBe(new Fault("", "There are more faults than are listed here."));
    }

    [Fact]
    public void are_all_told_when_they_are_just_not_too_many()
    {
        var found = Of<ReceiveSignal>($$"""{{{Rest}},"observedOn":"9999-01-01",{{string.Join(',', Enumerable.Range(0, 99).Select(number => $"\"a{number}\":1"))}}}""");

        found.Count.ShouldBe(Faults.Most);
        found[^1].ShouldBe(new Fault("/observedOn", "Must not be in the future."));
    }

    [Theory]
    [InlineData("""{"birthDate":"1999-02-30"}""", "/subjects/0/identifiers/birthDate")]
    [InlineData("""{"birthday":"1999-02-03"}""", "/subjects/0/identifiers/birthday")]
    [InlineData("{}", "/subjects/0/identifiers")]
    [InlineData("""{"birthDate":null}""", "/subjects/0/identifiers")]
    public void do_not_say_that_something_is_missing_that_is_there_and_wrong(string identifiers, string pointer) =>
        Of<ReceiveSignal>($$"""{{{Rest}},"subjects":[{"role":"victim","identifiers":{{identifiers}}}]}""").ShouldHaveSingleItem().Pointer.ShouldBe(pointer);

    private static IReadOnlyList<Fault> Of<T>(string text)
    {
        var faults = new Faults { Now = TimeProvider.System.GetUtcNow() };
        using var document = JsonInput.Parse(Encoding.UTF8.GetBytes(text)).ShouldNotBeNull();
        JsonInput.Read(document.RootElement, typeof(T), faults, pointer => pointer);
        return faults.All;
    }
}

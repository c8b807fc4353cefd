using ChainCoop.Platform;

namespace ChainCoop.Tests.Platform;

public class traces_of_callers
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    [Theory]
    [InlineData($"00-{Trace}-{Span}-01")]
    [InlineData($"00-{Trace}-{Span}-00")]
    public void are_taken_over(string given) => Taken(given).ShouldBe((given, null));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData($"01-{Trace}-{Span}-01- Jan de Vries, Kerkstraat 1")]
    [InlineData($"01-{Trace}-{Span}-01")]
    [InlineData($"00-{Trace}-{Span}-01-x")]
    [InlineData($"00-{Trace}-{Span}-01\n")]
    [InlineData($"00-{Trace}-{Span}-01,00-{Trace}-{Span}-01")]
    [InlineData($"00-4BF92F3577B34DA6A3CE929D0E0E4736-{Span}-01")]
    [InlineData($"00-00000000000000000000000000000000-{Span}-01")]
    [InlineData($"00-{Trace}-0000000000000000-01")]
    [InlineData("Jan de Vries")]
    public void are_not_taken_from_anything_else(string? given) => Taken(given).ShouldBe((null, null));

    [Fact]
    public void bring_no_baggage() =>
        new TraceContext().ExtractBaggage(null, (object? _, string _, out string? value, out IEnumerable<string>? values) => (value, values) = ("name=Jan", null)).ShouldBeNull();

    /// <summary>From a carrier where every other header holds something too.</summary>
    private static (string? Id, string? State) Taken(string? given)
    {
        new TraceContext().ExtractTraceIdAndState(
            null, (object? _, string name, out string? value, out IEnumerable<string>? values) => (value, values) = (name == "traceparent" ? given : "Jan", null),
            out var id, out var state);
        return (id, state);
    }
}

using System.Text.Json.Nodes;
using ChainCoop.Timeline.Replay;

namespace ChainCoop.Tests.Timeline;

public class differences_of_states
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{"b":[1,2],"a":1}""", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", "/a 1 2")]
    [InlineData("""{"a":1}""", """{"b":1}""", "/a 1 -; /b - 1")]
    [InlineData("""{"a":{"x/y":1,"~":2}}""", """{"a":{"x/y":3,"~":4}}""", "/a/x~1y 1 3; /a/~0 2 4")]
    [InlineData("""{"a":[{"id":"x","n":1}]}""", """{"a":[{"id":"x","n":2},{"id":"y"}]}""", """/a/0/n 1 2; /a/1 - {"id":"y"}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", "/a/1 2 -")]
    [InlineData("""{"a":{"b":1}}""", """{"a":7}""", """/a {"b":1} 7""")]
    [InlineData("""{"b":1,"a":1,"B":1}""", """{"b":2,"a":2,"B":2}""", "/B 1 2; /a 1 2; /b 1 2")]
    public void are_told_by_pointer_and_in_their_order(string before, string after, string told) =>
        string.Join("; ", Differences.Between(JsonNode.Parse(before), JsonNode.Parse(after)).Select(difference => $"{difference.Pointer} {Text(difference.Before)} {Text(difference.After)}")).ShouldBe(told);

    [Fact]
    public void are_the_whole_of_what_was_not_there_before()
    {
        var state = JsonNode.Parse("""{"a":1}""");
        Differences.Between(null, state).Single().ShouldSatisfyAllConditions(all => all.Pointer.ShouldBe(""), all => all.Before.ShouldBeNull(), all => all.After!.ToJsonString().ShouldBe("""{"a":1}"""));
        Differences.Between(null, null).ShouldBeEmpty();
    }

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "-";
}

using ChainCoop.Access;
using ChainCoop.Tests.Storage;

namespace ChainCoop.Tests.Access;

/// <summary>A replay finds what gave access to a resource in the stream of the resource, or where the grant says that it is.</summary>
public class streams_of_grants
{
    private static readonly IReadOnlyList<(object Event, GrantChange Change)> All =
        [.. EventExamples.All.SelectMany(example => GrantRules.Of(example).Select(change => (example, change)))];

    [Fact]
    public void are_found() => All.Count.ShouldBeGreaterThan(10);

    [Fact]
    public void are_those_of_the_resource_or_are_named() =>
        (from given in All
         where given.Change.Stream == given.Change.Resource && !FoldsInto(given.Change.Kind, given.Event)
         select $"{given.Event.GetType().Name} gives {given.Change.Kind}").ShouldBeEmpty("The event is in another stream: say in which, with { Stream = … }.");

    /// <summary>A state is named as the kind of resource that it is of.</summary>
    private static bool FoldsInto(ResourceKind kind, object @event) => Store.States.Single(state => state.Name == kind.ToString())
        .GetMethods().Any(method => method.Name is "Create" or "Apply" && method.GetParameters() is [var taken] && taken.ParameterType.IsInstanceOfType(@event));
}

using ChainCoop.Platform;
using JasperFx.Events;
using Marten;

namespace ChainCoop.Tests.Storage;

/// <summary>What the modules tell the event store; no database is asked.</summary>
internal static class Store
{
    private static readonly StoreOptions Options = new StoreOptions().AddModules();

    private static readonly IReadOnlyList<IEventType> Known =
        [.. ((IReadOnlyStoreOptions)Options).Events.AllKnownEventTypes().Where(known => known.EventType.Assembly == typeof(EventStore).Assembly)];

    /// <summary>Event types by their alias.</summary>
    public static IReadOnlyDictionary<string, Type> Events { get; } = Known.ToDictionary(known => known.EventTypeName, known => known.EventType);

    /// <summary>The types that streams fold to.</summary>
    public static IReadOnlySet<Type> States { get; } =
        ((IReadOnlyStoreOptions)Options).Events.Projections().SelectMany(projection => BasesOf(projection.GetType()))
            .Where(type => type.IsGenericType).SelectMany(type => type.GetGenericArguments())
            .Where(type => type.IsClass && type.Assembly == typeof(EventStore).Assembly).ToHashSet();

    private static IEnumerable<Type> BasesOf(Type? type)
    {
        for (; type is not null; type = type.BaseType) yield return type;
    }
}

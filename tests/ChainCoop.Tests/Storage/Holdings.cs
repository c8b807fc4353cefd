using System.Reflection;
using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Storage;

/// <summary>
/// What a type may hold when it is stored, sent or logged in clear: ids, codes, numbers, days and instants, references into
/// the vault, and records and lists of these. Text can be a name; so there is no text.
/// </summary>
internal static class Holdings
{
    private static readonly HashSet<Type> Values =
    [
        typeof(int), typeof(long), typeof(bool), typeof(DateOnly), typeof(DateTimeOffset),
        typeof(OfficerId), typeof(ExternalReference), typeof(Commitment), typeof(Ed25519Key), typeof(ActionName), typeof(FeedType), typeof(FeedTypeFamily),
    ];

    public static bool IsValue(Type type) =>
        type.IsEnum || Values.Contains(type) || type.IsValueType && type.GetInterfaces().Any(contract =>
            contract.IsGenericType && (contract.GetGenericTypeDefinition() == typeof(IId<>) || contract.GetGenericTypeDefinition() == typeof(ICode<>)));

    /// <summary>What may not be there, as <c>Type.Member is Type</c>.</summary>
    public static IEnumerable<string> FaultsIn(Type type) => FaultsIn(type, type.Name, []).Distinct();

    /// <summary>The type, and the types of everything in it.</summary>
    public static IEnumerable<Type> TypesIn(Type type) => TypesIn(type, []).Distinct();

    /// <summary>The enumerations in a type.</summary>
    public static IEnumerable<Type> EnumerationsIn(Type type) => TypesIn(type).Where(held => held.IsEnum);

    private static IEnumerable<string> FaultsIn(Type type, string place, IReadOnlyCollection<Type> within)
    {
        var held = Unwrapped(type);
        if (IsValue(held) || within.Contains(held)) return [];
        return IsRecord(held)
            ? MembersOf(held).SelectMany(member => FaultsIn(member.Type, $"{held.Name}.{member.Name}", [.. within, held]))
            : [$"{place} is {held.Name}"];
    }

    private static IEnumerable<Type> TypesIn(Type type, IReadOnlyCollection<Type> within)
    {
        var held = Unwrapped(type);
        return within.Contains(held) || IsValue(held) || !IsRecord(held)
            ? [held]
            : MembersOf(held).SelectMany(member => TypesIn(member.Type, [.. within, held])).Prepend(held);
    }

    private static bool IsRecord(Type type) => type.IsSealed && Code.IsRecord(type);

    private static IEnumerable<(string Name, Type Type)> MembersOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => (property.Name, property.PropertyType))
            .Concat(type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(field => (field.Name, field.FieldType)));

    private static Type Unwrapped(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? value
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? Unwrapped(type.GetGenericArguments()[0])
        : type;
}

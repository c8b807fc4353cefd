using System.Collections;
using System.Reflection;

namespace ChainCoop.Access;

/// <summary>
/// All rules by name, as the use cases declare them: an access record names its rule, so that a decision can be taken again
/// long after it was taken.
/// </summary>
public static class AccessRules
{
    /// <summary>Fails when two rules have one name: a record would not say which of them decided.</summary>
    public static IReadOnlyDictionary<string, AccessRule> ByName { get; } = typeof(AccessRules).Assembly.GetTypes()
        .Where(type => type != typeof(AccessRules) && !type.ContainsGenericParameters)
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .SelectMany(In)
        .Distinct(ReferenceEqualityComparer.Instance).Cast<AccessRule>()
        .ToDictionary(rule => rule.Name, StringComparer.Ordinal);

    /// <summary>What can be done with one resource of the kind, by name.</summary>
    public static IEnumerable<AccessRule> About(ResourceKind kind) =>
        ByName.Values.Where(rule => rule.Kind == kind && rule.Grants.Count > 0).OrderBy(rule => rule.Name, StringComparer.Ordinal);

    private static IEnumerable<AccessRule> In(FieldInfo field) =>
        field.FieldType == typeof(AccessRule) ? [(AccessRule)field.GetValue(null)!]
        : field.FieldType.IsAssignableTo(typeof(IEnumerable<AccessRule>)) ? (IEnumerable<AccessRule>)field.GetValue(null)!
        : field.FieldType.IsGenericType && field.FieldType.GetGenericArguments() is [_, var value] && value == typeof(AccessRule)
            ? ((IDictionary)field.GetValue(null)!).Values.Cast<AccessRule>()
        : [];
}

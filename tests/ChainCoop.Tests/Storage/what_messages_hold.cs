using System.Reflection;
using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Storage;

/// <summary>Messages wait in queues and may end as dead letters: an erasure need not look for anybody there.</summary>
public class what_messages_hold
{
    private static IEnumerable<(Type Message, PropertyInfo Member)> Members =>
        from message in Code.Types
        where message.IsAssignableTo(typeof(IDueMessage)) && !message.IsInterface
        from member in message.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        select (message, member);

    [Fact]
    public void is_ids_codes_and_days() =>
        Members.Where(x => !IsClear(x.Member.PropertyType)).Select(x => $"{x.Message.Name}.{x.Member.Name}").ShouldBeEmpty();

    [Fact]
    public void is_never_a_person() =>
        Members.Where(x => x.Member.PropertyType == typeof(SubjectId)).Select(x => $"{x.Message.Name}.{x.Member.Name}").ShouldBeEmpty();

    [Fact]
    public void is_found() => Members.Select(x => x.Message).Distinct().Count().ShouldBeGreaterThan(5);

    private static bool IsClear(Type type) =>
        type.IsEnum || type == typeof(DateOnly) || type == typeof(DateTimeOffset)
        || type.GetInterfaces().Any(known => known.IsGenericType && known.GetGenericTypeDefinition() is { } form && (form == typeof(IId<>) || form == typeof(ICode<>)));
}

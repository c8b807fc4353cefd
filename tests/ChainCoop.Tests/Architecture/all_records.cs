using System.Reflection;
using System.Runtime.CompilerServices;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Architecture;

public class all_records
{
    private static readonly IReadOnlyList<Type> All = [.. Code.Types.Where(Code.IsRecord)];

    [Fact]
    public void are_what_facts_are() => Code.Types.Where(type => type.IsAssignableTo(typeof(IFact)) && !type.IsInterface).ShouldAllBe(type => Code.IsRecord(type));

    [Fact]
    public void are_what_commands_are() =>
        Route.All.Where(route => route.Verb == "POST")
            .SelectMany(route => route.Method.GetParameters().Where(parameter => parameter.Position == 0 || parameter.Name == "command"))
            .Select(parameter => parameter.ParameterType)
            .Where(type => type.IsClass && Code.ModuleOf(type) is not null and not "Access").ShouldAllBe(type => Code.IsRecord(type));

    [Fact]
    public void are_sealed() => All.Where(type => !type.IsSealed && !type.IsAbstract).ShouldBeEmpty();

    [Fact]
    public void never_change() =>
        (from type in All
         from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
         where property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
         select $"{type.Name}.{property.Name}").ShouldBeEmpty("Members are set at construction: init, not set.");
}

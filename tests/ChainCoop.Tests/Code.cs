using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using ChainCoop.Access;
using ChainCoop.Contracts;

namespace ChainCoop.Tests;

/// <summary>The compiled program, for rules about types and what they use.</summary>
internal static class Code
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Every type of the program and of the package for receivers, with nested ones and those that the compiler made; not the frameworks' generated code.</summary>
    public static IReadOnlyList<Type> Types { get; } =
        [.. new[] { typeof(Gate).Assembly, typeof(EntryTypes).Assembly }.SelectMany(assembly => assembly.GetTypes()).Where(type => type.Namespace?.StartsWith("ChainCoop", StringComparison.Ordinal) == true)];

    public static IEnumerable<MethodBase> Methods => Types.SelectMany(type => type.GetMembers(Declared)).OfType<MethodBase>();

    /// <summary>The folder of the program that a type is in.</summary>
    public static string? ModuleOf(Type type) => type.Namespace?.Split('.') is ["ChainCoop", var module, ..] ? module : null;

    /// <summary>The methods of the program whose code names a member for which the condition holds, as <c>Type.Method</c>.</summary>
    public static IEnumerable<string> MethodsThatName(Func<MemberInfo, bool> condition) =>
        Methods.Where(method => method.GetMethodBody() is { } body && MembersNamedBy(method, body).Any(condition)).Select(NameOf).Distinct();

    /// <summary>As it is written: code of lambdas and of asynchronous methods is in members that the compiler made.</summary>
    public static string NameOf(MethodBase method)
    {
        var (type, name) = (method.DeclaringType!, method.Name);
        for (; type.Name.StartsWith('<'); type = type.DeclaringType!)
            if (type.Name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end) name = type.Name[1..end];
        if (name.StartsWith('<')) name = name[1..name.IndexOf('>', StringComparison.Ordinal)];
        return $"{type.Name}.{name}";
    }

    public static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    /// <summary>Types in the signature of a type, of its members, and in the bodies of its methods.</summary>
    public static IEnumerable<Type> TypesUsedBy(Type type)
    {
        var members = type.GetMembers(Declared);
        return new[] { type.BaseType }.Concat(type.GetInterfaces())
            .Concat(members.OfType<FieldInfo>().Select(field => field.FieldType))
            .Concat(members.OfType<MethodBase>().SelectMany(TypesUsedBy))
            .OfType<Type>().SelectMany(Parts).Distinct();
    }

    private static IEnumerable<Type?> TypesUsedBy(MethodBase method)
    {
        IEnumerable<Type?> signature = method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType);
        if (method.GetMethodBody() is not { } body) return signature;
        return signature.Concat(body.LocalVariables.Select(local => local.LocalType)).Concat(MembersNamedBy(method, body).SelectMany(TypesOf));
    }

    private static IEnumerable<Type?> TypesOf(MemberInfo member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType, field.FieldType],
        MethodInfo { IsGenericMethod: true } method => [method.DeclaringType, method.ReturnType, .. method.GetGenericArguments()],
        MethodInfo method => [method.DeclaringType, method.ReturnType],
        _ => [member.DeclaringType],
    };

    /// <summary>What the code of a method names; lambdas in it are methods of their own.</summary>
    public static IEnumerable<MemberInfo> MembersNamedBy(MethodBase method)
    {
        var code = method.GetCustomAttribute<AsyncStateMachineAttribute>() is { StateMachineType: var machine } ? machine.GetMethod("MoveNext", Declared)! : method;
        return code.GetMethodBody() is { } body ? MembersNamedBy(code, body) : [];
    }

    private static IEnumerable<MemberInfo> MembersNamedBy(MethodBase method, MethodBody body)
    {
        var il = body.GetILAsByteArray()!;
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? Codes[(short)(0xFE00 | il[at + 1])] : Codes[il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
            {
                yield return method.Module.ResolveMember(
                    BitConverter.ToInt32(il, at), method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null)!;
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];
}

using System.Reflection;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Tests;

/// <summary>A route of the API, as its endpoint declares it.</summary>
/// <param name="Template">Below <c>/v1</c>.</param>
internal sealed record Route(string Verb, string Template, MethodInfo Method)
{
    public static IReadOnlyList<Route> All { get; } =
    [
        .. from method in Code.Methods.OfType<MethodInfo>()
           from attribute in method.GetCustomAttributes<WolverineHttpMethodAttribute>()
           orderby attribute.Template, attribute.HttpMethod
           select new Route(attribute.HttpMethod, attribute.Template, method),
    ];

    public IReadOnlyList<string> Segments => Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>It asks in a body what may not stand in an address, and changes nothing.</summary>
    public bool IsSearch => Segments.Contains("_search");

    /// <summary>A follow-up token names one, too.</summary>
    public bool IsBelowResource => Template.Contains('{', StringComparison.Ordinal) || Has<ByFollowUpTokenAttribute>();

    /// <summary>What it can answer.</summary>
    public IEnumerable<Type> Answers => Method.GetCustomAttributes<ProducesResponseTypeAttribute>().Select(answer => answer.Type).Where(type => type != typeof(void));

    public bool Has<TAttribute>() where TAttribute : Attribute => Method.IsDefined(typeof(TAttribute));

    public override string ToString() => $"{Verb} {Template}";
}

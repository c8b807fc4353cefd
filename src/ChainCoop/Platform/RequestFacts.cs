using System.Reflection;
using ChainCoop.Shared;
using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Frames;
using JasperFx.CodeGeneration.Model;
using Wolverine.Configuration;

namespace ChainCoop.Platform;

/// <summary>What the checks found in a request, for the endpoint and for what stands behind it.</summary>
public sealed class RequestFacts
{
    /// <summary>The bytes of the body, as sent.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body as the record that the endpoint takes.</summary>
    public object? Command { get; internal set; }

    /// <summary>The query as the record of the parameter with <see cref="QueryAttribute"/>.</summary>
    public object? Query { get; internal set; }

    /// <summary>The moment of the past that the resource is to be shown as of; null: now.</summary>
    public AskedMoment? Past => Query is AskedMoment { AsOf: not null } or AskedMoment { Position: not null } ? (AskedMoment)Query : null;

    public Purpose? Purpose { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>As sent, whatever it is worth; null where the route takes none.</summary>
    public string? FollowUpToken { get; init; }

    /// <summary>Whether the version of the resource must be <see cref="IfMatch"/>.</summary>
    public bool NeedsIfMatch { get; init; }

    /// <summary>The version in If-Match; null matches none.</summary>
    public long? IfMatch { get; init; }

    /// <summary>Up to where the answer has to contain the timeline; null: no matter.</summary>
    public long? AtLeast { get; init; }

    /// <summary>What the answer is read from, where it can be behind.</summary>
    public ReadSide? Side { get; init; }

    /// <summary>Called by generated code.</summary>
    public static TQuery QueryOf<TQuery>(HttpContext http) => (TQuery)http.RequestFacts().Query!;
}

public static class RequestFactsOfHttp
{
    public static RequestFacts RequestFacts(this HttpContext http) =>
        http.Features.Get<RequestFacts>() ?? throw new InvalidOperationException("The request was not checked.");
}

/// <summary>
/// The parameter is the query of the request, as a record with a member per query parameter; members that may be null are
/// optional. A query parameter that is no member is refused, as is every query parameter of a route without such a record.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueryAttribute : Wolverine.Attributes.WolverineParameterAttribute
{
    public override Variable Modify(IChain chain, ParameterInfo parameter, IServiceContainer container, GenerationRules rules)
    {
        var method = typeof(RequestFacts).GetMethod(nameof(RequestFacts.QueryOf))!.MakeGenericMethod(parameter.ParameterType);
        var call = new MethodCall(typeof(RequestFacts), method);
        chain.Middleware.Add(call);
        return call.ReturnVariable!;
    }
}

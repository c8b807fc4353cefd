using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ChainCoop.Platform;

/// <summary>
/// Takes over the trace and the span of a caller (W3C Trace Context, version 00), and nothing else. The framework itself
/// takes any text for an id, and it would be stored with every fact; <c>tracestate</c> and <c>baggage</c> are free text.
/// </summary>
internal sealed partial class TraceContext : DistributedContextPropagator
{
    private static readonly DistributedContextPropagator W3C = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields { get; } = ["traceparent"];

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        traceState = null;
        string? given = null;
        getter?.Invoke(carrier, "traceparent", out given, out _);
        traceId = given is not null && Form().IsMatch(given) ? given : null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => W3C.Inject(activity, carrier, setter);

    // Zeros alone are no id.
    [GeneratedRegex(@"^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>How requests join the traces of their callers.</summary>
internal static class TraceContexts
{
    /// <summary>The server reads the header before any middleware runs, so it is not enough to strip it.</summary>
    public static void AddTraceContext(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<DistributedContextPropagator>(new TraceContext());
}

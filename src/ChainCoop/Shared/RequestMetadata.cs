namespace ChainCoop.Shared;

// Markers on endpoints. Platform reads them; an architecture test checks that every route has what it needs.

/// <summary>The OAuth scope that the route asks for, such as <c>signals.write</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScopeAttribute(string scope) : Attribute
{
    public string Scope { get; } = scope;
}

/// <summary>The route changes one existing resource: If-Match is required (428) and must be current (412).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresIfMatchAttribute : Attribute;

/// <summary>
/// The route changes one existing resource that is no signal, case or track, and whose state guards its steps: If-Match may be
/// left out, and given it must be current (412).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HonoursIfMatchAttribute : Attribute;

/// <summary>The route accepts Idempotency-Key; <see cref="Required"/> where it creates in a root collection.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute
{
    public bool Required { get; init; }
}

/// <summary>
/// There is no caller: whoever has the token in the header <c>Follow-Up-Token</c> follows one signal up. Only below <c>/follow-up</c>, where
/// nothing is kept of where requests come from (Platform/AccessRecording.cs), and a limited number of times (429).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ByFollowUpTokenAttribute : Attribute;

/// <summary>The answer can hold personal data: the header <c>Purpose</c> is required.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresPurposeAttribute : Attribute;

/// <summary>The route takes bodies of another size than <see cref="Default"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BodyLimitAttribute(int bytes) : Attribute
{
    /// <summary>Bytes that a body may have: 256 KB, about a hundred pages of prose.</summary>
    public const int Default = 256 * 1024;

    public int Bytes { get; } = bytes;

    public static int Of(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<BodyLimitAttribute>()?.Bytes ?? Default;
}

/// <summary>One caller may do this so many times a day (429), on what the body names: that may be absent (404), or forbid it (409).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class QuotaAttribute : Attribute;

/// <summary>The request may wait for something to happen; only so many of an organisation do at once (429).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MayWaitAttribute : Attribute;

/// <summary>What is computed behind the writes.</summary>
public enum ReadSide { Feeds, Municipalities }

/// <summary>The answer comes from what is computed behind the writes: with <c>Consistency-Token</c> it waits until a write of the caller's organisation is in.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadsWritesAttribute(ReadSide side) : Attribute
{
    public ReadSide Side { get; } = side;
}

/// <summary>Shows one resource, and with <c>asOf</c> or <c>position</c> as it was then (<see cref="AskedMoment"/>).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShowsPastAttribute : Attribute;

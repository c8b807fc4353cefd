using System.Threading.RateLimiting;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals.Anonymous;

namespace ChainCoop.Platform;

/// <summary>
/// How often a minute one signal can be followed up (<c>FollowUp:PerSignal</c>), and tokens can be tried that lead nowhere, all of them together
/// (<c>FollowUp:WrongTokens</c>): who guesses does not get far, and keeps nobody out who has a token. Each node counts for itself.
/// </summary>
internal static class FollowUpLimits
{
    public const string Header = "Follow-Up-Token";

    private const int DefaultPerSignal = 10;
    private const int DefaultWrongTokens = 60;

    /// <summary>No signal has this id.</summary>
    private static readonly SignalId Nowhere = SignalId.From(Guid.AllBitsSet);

    public static void AddFollowUpLimits(this WebApplicationBuilder builder)
    {
        var (perSignal, wrongTokens) = (LimitIn(builder.Configuration, "PerSignal", DefaultPerSignal), LimitIn(builder.Configuration, "WrongTokens", DefaultWrongTokens));
        builder.Services.AddRateLimiter(limits =>
        {
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, SignalId>(http =>
                http.GetEndpoint()?.Metadata.GetMetadata<ByFollowUpTokenAttribute>() is null
                    ? RateLimitPartition.GetNoLimiter(default(SignalId))
                    : RateLimitPartition.GetFixedWindowLimiter(SignalOf(http), signal => new FixedWindowRateLimiterOptions
                    {
                        PermitLimit = signal == Nowhere ? wrongTokens : perSignal,
                        Window = TimeSpan.FromMinutes(1),
                        QueueLimit = 0,
                    }));
            limits.OnRejected = async (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
                await rejected.HttpContext.WriteProblem(Problems.FollowedUpTooOften(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))));
            };
        });
    }

    private static SignalId SignalOf(HttpContext http)
    {
        var services = http.RequestServices;
        return FollowUpToken.Read(http.Request.Headers[Header].ToString(), services.GetRequiredService<Secrets>(), services.GetRequiredService<TimeProvider>().GetUtcNow()) ?? Nowhere;
    }

    private static int LimitIn(IConfiguration configuration, string name, int otherwise) => configuration.GetValue($"FollowUp:{name}", otherwise) is > 0 and var limit
        ? limit
        : throw new CannotStartException($"FollowUp:{name} must be a number above zero.");
}

using ChainCoop.Platform;

namespace ChainCoop.Feeds;

/// <summary>How old a feed is, said with every answer.</summary>
internal static class FeedAge
{
    /// <summary>Everything recorded before this instant is in the answer: what was recorded later may still wait for the feeds.</summary>
    public const string Header = "As-Of";

    public static void SayAsOf(this HttpContext http, DateTimeOffset asOf) => http.Response.Headers[Header] = InstantForm.Write(asOf);
}

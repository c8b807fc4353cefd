using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Timeline.Proofs;

/// <param name="VerifierKey">As C2SP signed-note writes it, for <c>ChainCoop.Verifier --key</c>.</param>
public sealed record TimelineKeyView(string Id, string VerifierKey);

public static class ListTimelineKeysEndpoint
{
    /// <summary>Lists the keys that sign a log, the one in use last. Compare them with what the operator told you in another way.</summary>
    [WolverineGet("/timeline/{log}/keys"), Scope("timeline.read")]
    [ProducesResponseType<Page<TimelineKeyView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string log, Gate gate, TimelineKeys keys) =>
        gate.Ask(TimelineRules.Read, _ => Task.FromResult(
            Kebab.TryParse<SealedLog>(log, out var sealedLog)
                ? new Shown(new Page<TimelineKeyView>(
                    [.. keys.VerifiersOf(sealedLog).Select(key => new TimelineKeyView(key.Id.ToString("x8", System.Globalization.CultureInfo.InvariantCulture), key.ToString()))]))
                : Shown.Refused(Problems.NotFound)));
}

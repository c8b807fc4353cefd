using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <summary>Says that the caller's organisation destroyed what it had of the disclosed data, copies and exports included.</summary>
public sealed record ConfirmDisclosure;

public static class ConfirmDisclosureEndpoint
{
    public static readonly AccessRule Rule = SharingAccess.WithKeepers("disclosure.confirm", ResourceKind.Disclosure, GrantRole.Receiver);

    /// <summary>Gives the receipt of the receiver, when the disclosure has ended. Doing it again changes nothing.</summary>
    [WolverinePost("/disclosures/{disclosureId}/receipts"), Scope("sharing.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<DisclosureStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(DisclosureId disclosureId, ConfirmDisclosure command, Gate gate) =>
        gate.Change<Disclosure>(disclosureId.Value, Rule, (disclosure, entry) => Decide(disclosure, entry.By, entry.Now));

    public static Decision Decide(Disclosure disclosure, ActorRef by, DateTimeOffset now)
    {
        if (disclosure.Status == DisclosureStatus.InForce)
            return Problems.StateForbids(Kebab.Of(DisclosureStatus.InForce), [], "The disclosure has not ended: there is nothing to confirm yet.");
        return (disclosure.Receipt is null ? Decision.Of(new DisclosureConfirmed(disclosure.Id, disclosure.Room, by, now)) : Decision.Of()) with
        {
            Answer = new DisclosureStanding(disclosure.Id, disclosure.Status, disclosure.ExpiresAt),
        };
    }
}

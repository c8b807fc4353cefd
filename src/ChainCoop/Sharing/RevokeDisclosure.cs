using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <summary>The receiver may read it no longer, and is asked to destroy what it has.</summary>
public sealed record RevokeDisclosure(DisclosureEndReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) =>
        faults.Require(!DisclosureEndReasons.OfTheProgram.Contains(Reason), "/reason", "Is recorded when it comes to be, and cannot be given.");
}

public static class RevokeDisclosureEndpoint
{
    public static readonly AccessRule Rule = SharingAccess.InAnyRoom("disclosure.revoke", ResourceKind.Disclosure, GrantRole.Owner);

    /// <summary>Ends a disclosure, by who made it or answers for the record: access stops with this answer. Doing it again changes nothing.</summary>
    [WolverinePost("/disclosures/{disclosureId}/revocations"), Scope("sharing.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<DisclosureStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(DisclosureId disclosureId, RevokeDisclosure command, Gate gate) =>
        gate.Change<Disclosure>(disclosureId.Value, Rule, async (disclosure, entry) =>
        {
            var (purpose, retention) = RecordContents.TermsOf(disclosure.Kind);
            var note = disclosure.Status == DisclosureStatus.InForce ? await entry.SealNote(command.Note, purpose, retention, "disclosure_ended", disclosure.Record) : null;
            return Decide(command, disclosure, note, entry.By, entry.Now);
        });

    public static Decision Decide(RevokeDisclosure command, Disclosure disclosure, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (disclosure.Status != DisclosureStatus.InForce)
            return Decision.Of() with { Answer = new DisclosureStanding(disclosure.Id, disclosure.Status, disclosure.ExpiresAt) };
        var ended = disclosure.Ended(DisclosureEnding.Revoked, command.Reason, note, by, now);
        return Decision.Of(ended) with
        {
            Answer = new DisclosureStanding(disclosure.Id, DisclosureStatus.Revoked, disclosure.ExpiresAt),
            Timers = [new Access.Timer(new DisclosureReceiptDue(disclosure.Id), ended.ReceiptDueAt)],
            Subjects = disclosure.Subject is { } subject ? [subject] : [],
        };
    }
}

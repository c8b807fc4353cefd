using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Audit.Unmaskings;

/// <param name="Pseudonym">Of the officer.</param>
/// <param name="Organisation">Of the officer.</param>
/// <param name="Officer">Who it is: for the auditor who proposed it, once it is approved.</param>
/// <param name="Note">Absent when there was none; <c>[erased]</c> when it was destroyed.</param>
/// <param name="ProposedBy">The auditor, a pseudonym like all officers here.</param>
/// <param name="DecidedBy">Absent while nobody did.</param>
public sealed record UnmaskingView(
    UnmaskingId Id,
    UnmaskingStatus Status,
    Pseudonym Pseudonym,
    Oin Organisation,
    OfficerId? Officer,
    UnmaskingReason Reason,
    string? Note,
    Pseudonym ProposedBy,
    DateTimeOffset ProposedAt,
    Pseudonym? DecidedBy,
    DateTimeOffset? DecidedAt);

public static class GetUnmaskingEndpoint
{
    /// <summary>Reads one unmasking. Who the officer is reads the auditor who proposed it, once it is approved; each look is in the access log.</summary>
    [WolverineGet("/audit/unmaskings/{unmaskingId}"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<UnmaskingView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(UnmaskingId unmaskingId, Gate gate, Vault vault, Pseudonyms pseudonyms, HttpContext http, CancellationToken token) =>
        gate.Show<Unmasking>(
            unmaskingId.Value,
            UnmaskingRules.Read,
            async (unmasking, _) => new Shown(View(
                unmasking, http.Actor().Ref, unmasking.Note is { } note ? (await vault.OpenAsync([note], token)).Text(note) : null, pseudonyms)),
            unmasking => unmasking.Version);

    public static UnmaskingView View(Unmasking unmasking, ActorRef reader, string? note, Pseudonyms pseudonyms) => new(
        unmasking.Id, unmasking.Status, pseudonyms.Of(unmasking.Officer), unmasking.Officer.Organisation,
        unmasking.Status == UnmaskingStatus.Approved && unmasking.ProposedBy == reader ? unmasking.Officer.Officer : null,
        unmasking.Reason, note, pseudonyms.Of(unmasking.ProposedBy), unmasking.ProposedAt,
        unmasking.DecidedBy is { } decider ? pseudonyms.Of(decider) : null, unmasking.DecidedAt);
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <summary>The basis holds no longer.</summary>
public sealed record WithdrawLegalBasis([property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class WithdrawLegalBasisEndpoint
{
    public static readonly AccessRule Rule = SharingAccess.InAnyRoom("legal-basis.withdraw", ResourceKind.LegalBasis, GrantRole.Owner);

    /// <summary>Withdraws a legal basis. What was disclosed on it lapses with this answer. Doing it again changes nothing.</summary>
    [WolverinePost("/legal-bases/{basisId}/withdrawals"), Scope("sharing.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<LegalBasisStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(LegalBasisId basisId, WithdrawLegalBasis command, Gate gate, IDocumentStore store, CancellationToken token) =>
        WithdrawAsync(basisId, Rule, command, gate, store, token);

    internal static Task<IResult> WithdrawAsync(
        LegalBasisId id, AccessRule rule, WithdrawLegalBasis command, Gate gate, IDocumentStore store, CancellationToken token) =>
        gate.Change<LegalBasis>(id.Value, rule, async (basis, entry) =>
        {
            if (basis.Status == LegalBasisStatus.Withdrawn) return Decide(basis, null, new RestingOn(id.Value, []), entry.By, entry.Now);
            var (purpose, retention) = RecordContents.TermsOf(basis.Kind);
            var note = await entry.SealNote(command.Note, purpose, retention, "legal_basis_withdrawn", basis.Record);
            return Decide(basis, note, await RestingOn.FindAsync(id.Value, store, token), entry.By, entry.Now);
        });

    public static Decision Decide(LegalBasis basis, PayloadRef? note, RestingOn resting, ActorRef by, DateTimeOffset now) =>
        resting.Lapse(
            Decision.Of(basis.Status == LegalBasisStatus.Withdrawn ? [] : [new LegalBasisWithdrawn(basis.Id, note, by, now)]), DisclosureEndReasons.BasisWithdrawn, by, now) with
        {
            Answer = new LegalBasisStanding(basis.Id, LegalBasisStatus.Withdrawn),
            Subjects = basis.Subject is { } subject ? [subject] : [],
        };
}

public static class WithdrawConsentEndpoint
{
    public static readonly AccessRule Rule = WithdrawLegalBasisEndpoint.Rule with { Name = "consent.withdraw" };

    /// <summary>Withdraws a consent, or any other basis (art. 7(3) AVG): as easy as it was given.</summary>
    [WolverinePost("/consents/{basisId}/withdrawals"), Scope("sharing.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<LegalBasisStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(LegalBasisId basisId, WithdrawLegalBasis command, Gate gate, IDocumentStore store, CancellationToken token) =>
        WithdrawLegalBasisEndpoint.WithdrawAsync(basisId, Rule, command, gate, store, token);
}

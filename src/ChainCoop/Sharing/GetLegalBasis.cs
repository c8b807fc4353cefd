using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <param name="Record">The record that it is for.</param>
/// <param name="SubjectId">Whose data it is about; absent: of everybody in the record.</param>
/// <param name="Scope">For which purposes data may be shared on it; empty: for whichever the agreement has.</param>
/// <param name="Consent">Of a consent, its terms.</param>
/// <param name="Note">Absent when there was none; <c>[erased]</c> when it was destroyed.</param>
/// <param name="Until">First day after it; absent: until it is withdrawn.</param>
public sealed record LegalBasisView(
    LegalBasisId Id,
    LegalBasisStatus Status,
    RecordName Record,
    SubjectId? SubjectId,
    LegalBasisKind Kind,
    IReadOnlyList<Purpose> Scope,
    ConsentTerms? Consent,
    string? Note,
    DateOnly From,
    DateOnly? Until,
    ActorRef RecordedBy,
    DateTimeOffset RecordedAt,
    LegalBasisWithdrawalView? Withdrawal);

public sealed record LegalBasisWithdrawalView(string? Note, ActorRef By, DateTimeOffset At);

public static class GetLegalBasisEndpoint
{
    public static readonly AccessRule Rule = SharingAccess.WithKeepers("legal-basis.read", ResourceKind.LegalBasis, GrantRole.Owner);

    /// <summary>Reads one legal basis or consent that the own organisation recorded.</summary>
    [WolverineGet("/legal-bases/{basisId}"), Scope("sharing.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<LegalBasisView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(LegalBasisId basisId, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<LegalBasis>(
            basisId.Value,
            Rule,
            async (basis, _) =>
            {
                var opened = await vault.OpenAsync([.. new[] { basis.Evidence, basis.Withdrawal?.Note }.OfType<PayloadRef>()], token);
                return new Shown(
                    new LegalBasisView(
                        basis.Id, basis.Status, RecordName.Of(basis.Kind, basis.Record), basis.Subject, basis.Basis, basis.Scope, basis.Consent, Text(basis.Evidence), basis.From,
                        basis.Until, basis.RecordedBy, basis.RecordedAt,
                        basis.Withdrawal is { } withdrawal ? new LegalBasisWithdrawalView(Text(withdrawal.Note), withdrawal.By, withdrawal.At) : null),
                    basis.Subject is { } subject ? [subject] : []);

                string? Text(PayloadRef? note) => note is null ? null : opened.Text(note);
            },
            basis => basis.Version);
}

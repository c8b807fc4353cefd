using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <summary>What was laid down of a disclosure (art. 20 Wpg), and where it stands.</summary>
/// <param name="SubjectId">Of the persons in the record this one alone; absent: all.</param>
/// <param name="LegalBasisId">For who disclosed it, and who answers for the record.</param>
/// <param name="Interest"><c>[erased]</c> when it was destroyed with the record.</param>
/// <param name="FurtherUseBanned">The receiver does not pass it on: whoever needs it asks the source.</param>
/// <param name="End">Absent while it is in force.</param>
/// <param name="ConfirmedAt">When the receiver said that it destroyed what it had; absent while it did not.</param>
public sealed record DisclosureView(
    DisclosureId Id,
    DisclosureStatus Status,
    RecordName Record,
    SubjectId? SubjectId,
    Oin Sharer,
    Oin Receiver,
    IReadOnlyList<DisclosableField> Fields,
    LegalBasisKind LegalBasis,
    LegalBasisId? LegalBasisId,
    AgreementId AgreementId,
    Purpose Purpose,
    string Interest,
    string Conditions,
    DataRegime Regime,
    bool FurtherUseBanned,
    DateTimeOffset MadeAt,
    DateTimeOffset ExpiresAt,
    DisclosureEndView? End,
    DateTimeOffset? ConfirmedAt);

/// <param name="Note">For who disclosed it, and who answers for the record.</param>
/// <param name="Overdue">The receiver has not confirmed, and the term for that is over.</param>
public sealed record DisclosureEndView(DisclosureEndReason Reason, string? Note, DateTimeOffset Until, DateTimeOffset ReceiptDueAt, bool Overdue);

public static class GetDisclosureEndpoint
{
    public static readonly AccessRule Rule = SharingAccess.WithKeepers("disclosure.read", ResourceKind.Disclosure, GrantRole.Owner, GrantRole.Receiver);

    /// <summary>Reads one disclosure, as who made it, who answers for the record, or who received it.</summary>
    [WolverineGet("/disclosures/{disclosureId}"), Scope("sharing.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<DisclosureView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(DisclosureId disclosureId, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<Disclosure>(
            disclosureId.Value,
            Rule,
            async (disclosure, verdict) =>
            {
                var now = gate.Now;
                var opened = await vault.OpenAsync([.. new[] { disclosure.Interest, disclosure.Conditions, disclosure.End?.Note }.OfType<PayloadRef>()], token);
                return new Shown(View(disclosure, verdict.Has(GrantRole.Owner), opened, now), disclosure.Subject is { } subject ? [subject] : [])
                {
                    // What the clock alone changed has the version of before.
                    HidesSteps = disclosure.StatusAt(now) != disclosure.Status || disclosure.IsOverdue(now) && !disclosure.Unconfirmed,
                };
            },
            disclosure => disclosure.Version);

    private static DisclosureView View(Disclosure disclosure, bool made, Opened opened, DateTimeOffset now) => new(
        disclosure.Id, disclosure.StatusAt(now), RecordName.Of(disclosure.Kind, disclosure.Record), disclosure.Subject, disclosure.MadeBy.Organisation, disclosure.Receiver,
        disclosure.Fields, disclosure.Basis, made ? disclosure.LegalBasisId : null, disclosure.AgreementId, disclosure.Purpose, opened.Text(disclosure.Interest),
        opened.Text(disclosure.Conditions), disclosure.Regime, disclosure.FurtherUseBanned, disclosure.MadeAt, disclosure.ExpiresAt,
        disclosure.End is { } end
            ? new DisclosureEndView(end.Reason, made && end.Note is { } note ? opened.Text(note) : null, end.Until, end.ReceiptDueAt, disclosure.IsOverdue(now))
            : null,
        disclosure.Receipt?.At);
}

using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Erasures;

/// <summary>An erasure as this caller may see it: a receiver sees what it has to destroy, and its own receipt.</summary>
/// <param name="Record">As it was received.</param>
/// <param name="SubjectId">The person, by the id in that record; absent: the whole record.</param>
/// <param name="ReceiptsDueAt">When the receivers have to have confirmed.</param>
public sealed record ErasureView(
    ErasureId Id,
    ErasureStatus Status,
    RecordName Record,
    ErasurePart Part,
    SubjectId? SubjectId,
    ErasureGround Ground,
    DateTimeOffset? OrderedAt,
    DateTimeOffset? CarriedOutAt,
    DateTimeOffset? ReceiptsDueAt,
    bool Confirmed)
{
    /// <summary>A legal hold stands in the way. For the owner.</summary>
    public bool? Held { get; init; }

    /// <summary>Until when somebody may decide on a proposal. For the owner.</summary>
    public DateTimeOffset? LapsesAt { get; init; }

    /// <summary>For the owner.</summary>
    public IReadOnlyList<ReceiverView>? Receivers { get; init; }

    /// <summary>What stands in the place of prose that named several persons. For the owner.</summary>
    public IReadOnlyList<RedactionView>? Redactions { get; init; }

    /// <summary>Steps that this state allows next. For the owner.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }
}

public sealed record ReceiverView(Oin Organisation, DateTimeOffset? ConfirmedAt, bool Overdue);

/// <param name="Original">For who is to approve it; absent afterwards.</param>
public sealed record RedactionView(string? Original, string Replacement);

public static class GetErasureEndpoint
{
    /// <summary>Those of a receiver that deal with what it received.</summary>
    internal static readonly Role[] Receivers = [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner];

    public static readonly AccessRule Rule =
        PrivacyRules.Shared("erasure.read", ResourceKind.Erasure, [GrantRole.Owner, GrantRole.Receiver], [.. PrivacyRules.Keepers, .. Receivers]) with
        {
            Purposes = new HashSet<string>(["rights-of-data-subjects", "oversight", "assessment", "casework", "care", "security", "synchronisation"], StringComparer.Ordinal),
        };

    /// <summary>Reads one erasure.</summary>
    [WolverineGet("/erasures/{erasureId}"), Scope("privacy.read"), RequiresPurpose]
    [ProducesResponseType<ErasureView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(ErasureId erasureId, HttpContext http, Gate gate, Vault vault, TimeProvider clock, CancellationToken token) =>
        gate.Show<Erasure>(
            erasureId.Value,
            Rule,
            async (erasure, verdict) =>
            {
                var keeps = verdict.RolesWith(GrantRole.Owner).Overlaps(PrivacyRules.Keepers);
                var opened = await vault.OpenAsync(keeps ? [.. erasure.Redactions.SelectMany(redaction => new[] { redaction.Original, redaction.Replacement })] : [], token);
                var view = ViewFor(erasure, http.Actor().Organisation);
                return new Shown(keeps ? InFull(view, erasure, opened, clock.GetUtcNow()) : view, erasure.Subject is { } subject ? [subject] : [])
                {
                    HidesSteps = !keeps,
                };
            },
            erasure => erasure.Version);

    internal static ErasureView ViewFor(Erasure erasure, Oin organisation) => new(
        erasure.Id, erasure.Status, RecordName.Of(erasure.Kind, erasure.Record), erasure.Part, erasure.Subject, erasure.Ground, erasure.OrderedAt, erasure.CarriedOutAt,
        erasure.ReceiptsDueAt, erasure.Receipts.Any(receipt => receipt.Organisation == organisation));

    private static ErasureView InFull(ErasureView view, Erasure erasure, Opened opened, DateTimeOffset now) => view with
    {
        Held = erasure.Held,
        LapsesAt = erasure.Status == ErasureStatus.Proposed ? ErasureTerms.LapsesAt(erasure.ProposedAt) : null,
        Receivers =
        [
            .. erasure.Receivers.Select(receiver => erasure.Receipts.FirstOrDefault(receipt => receipt.Organisation == receiver) is { } receipt
                ? new ReceiverView(receiver, receipt.At, false)
                : new ReceiverView(receiver, null, erasure.ReceiptsDueAt <= now)),
        ],
        Redactions = [.. erasure.Redactions.Select(redaction => new RedactionView(erasure.Status == ErasureStatus.Proposed ? opened.Text(redaction.Original) : null, opened.Text(redaction.Replacement)))],
        Allowed = ErasureProtocol.Allowed(erasure),
    };
}

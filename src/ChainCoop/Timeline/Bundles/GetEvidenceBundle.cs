using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Bundles;

/// <param name="Keeper">Who answers for the records and decides on what is given in clear.</param>
/// <param name="RequestedBy">The auditor, a pseudonym like all officers here.</param>
/// <param name="DecidedBy">Absent while nobody did.</param>
/// <param name="Progress">Absent before the preparation began.</param>
/// <param name="Size">Of the checkpoint of the events under which it stands; absent before it is ready.</param>
/// <param name="AvailableUntil">Until then the file can be fetched; absent before it is ready.</param>
public sealed record EvidenceBundleView(
    EvidenceBundleId Id,
    EvidenceBundleStatus Status,
    IReadOnlyList<EvidenceRecord> Records,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    bool Witnessed,
    bool WithAccess,
    Oin Keeper,
    MunicipalityCode Municipality,
    Pseudonym RequestedBy,
    DateTimeOffset RequestedAt,
    Pseudonym? DecidedBy,
    DateTimeOffset? DecidedAt,
    EntriesCompared? Progress,
    long? Size,
    DateTimeOffset? AvailableUntil);

public static class GetEvidenceBundleEndpoint
{
    /// <summary>Reads what was asked for as evidence, who decided on it, and how far it is.</summary>
    [WolverineGet("/audit/evidence-bundles/{bundleId}"), Scope("audit.read")]
    [ProducesResponseType<EvidenceBundleView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(EvidenceBundleId bundleId, Gate gate, Pseudonyms pseudonyms, NpgsqlDataSource source, CancellationToken token) =>
        gate.Show<EvidenceBundle>(
            bundleId.Value,
            EvidenceBundleRules.Read,
            // Its progress moves without a version: the ETag is of what is shown.
            async (bundle, _) => new Shown(View(bundle, await EvidenceProgress.FindAsync(bundleId, source, token), pseudonyms)) { HidesSteps = true },
            bundle => bundle.Version);

    internal static EvidenceBundleView View(EvidenceBundle bundle, EntriesCompared? progress, Pseudonyms pseudonyms) => new(
        bundle.Id, bundle.Status, bundle.Records, bundle.From, bundle.Until, bundle.Witnessed, bundle.WithAccess, bundle.Keeper, bundle.Municipality,
        pseudonyms.Of(bundle.RequestedBy), bundle.RequestedAt, bundle.DecidedBy is { } decider ? pseudonyms.Of(decider) : null, bundle.DecidedAt, progress,
        bundle.Prepared?.Size, bundle.AvailableUntil);
}

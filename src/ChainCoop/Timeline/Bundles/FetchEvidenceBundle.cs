using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Bundles;

public static class FetchEvidenceBundleEndpoint
{
    public const string MediaType = "application/zip";

    /// <summary>
    /// Fetches the evidence as one file, for the auditor who asked; each time it is made anew. What was erased meanwhile is not in it, and all that is
    /// left can be checked with <c>ChainCoop.Verifier</c>, without us.
    /// </summary>
    [WolverineGet("/audit/evidence-bundles/{bundleId}/file"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<byte[]>(StatusCodes.Status200OK, MediaType)]
    public static Task<IResult> Get(
        EvidenceBundleId bundleId, Gate gate, NpgsqlDataSource source, IDocumentStore store, Vault vault, TimelineKeys keys, TimeProvider clock, HttpContext http, CancellationToken token) =>
        gate.Show<EvidenceBundle>(
            bundleId.Value,
            EvidenceBundleRules.Fetch,
            async (bundle, _) =>
            {
                if (bundle.RequestedBy != http.Actor().Ref) return Shown.Refused(Problems.Forbidden);
                if (bundle.Status != EvidenceBundleStatus.Ready) return Refused(bundle, "It is not ready.");
                if (bundle.AvailableUntil <= clock.GetUtcNow()) return Refused(bundle, "Its time is over; it can be asked for again.");
                var file = new EvidenceFile(bundle, source, vault, keys, clock);
                return new Shown(
                    Results.Stream(output => HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : file.WriteAsync(output, token), MediaType, $"evidence-{bundleId}.zip"),
                    await SubjectsAsync(bundle, store, token));
            },
            bundle => bundle.Version);

    private static Shown Refused(EvidenceBundle bundle, string why) => Shown.Refused(Problems.StateForbids(Kebab.Of(bundle.Status), [], why));

    /// <summary>Whose data is given in clear, for the access record.</summary>
    private static async Task<IReadOnlyList<SubjectId>> SubjectsAsync(EvidenceBundle bundle, IDocumentStore store, CancellationToken token)
    {
        HashSet<SubjectId> subjects = [];
        await using var session = store.QuerySession();
        foreach (var record in bundle.With(EvidenceClarity.Texts))
            subjects.UnionWith((await RecordContents.FindAsync(record.Kind, record.Record, session, token))?.Subjects ?? []);
        return [.. subjects];
    }
}

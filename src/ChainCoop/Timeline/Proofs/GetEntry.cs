using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Proofs;

/// <summary>
/// What a leaf is made of: its hash is SHA-256 over a zero byte, the header and the hash of the body. The body itself, and the salt without which
/// nobody can guess it, are not given.
/// </summary>
/// <param name="Header">As it was sealed (RFC 8785), base64; absent when the row went with its month.</param>
/// <param name="BodyHash">SHA-256 over salt and body, base64.</param>
/// <param name="Destroyed">The body was destroyed at the end of its retention.</param>
/// <param name="LeafHash">Base64.</param>
public sealed record TimelineEntry(SealedLog Log, long Index, string? Header, string BodyHash, bool Destroyed, string LeafHash);

public static class GetEntryEndpoint
{
    /// <summary>Reads what a leaf is made of. For auditors with a mandate for all municipalities of the district.</summary>
    [WolverineGet("/timeline/{log}/entries/{index}"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<TimelineEntry>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string log, long index, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(TimelineRules.ReadEntry, async scope =>
        {
            if (!Kebab.TryParse<SealedLog>(log, out var sealedLog) || AuditRules.Within(scope.Actor.Organisation, scope.Municipalities.Select(code => new MunicipalityCode(code))) is not null)
                return Shown.Refused(Problems.NotFound);
            await foreach (var (leaf, row) in LogRows.SealedAsync(source, sealedLog, index, index + 1, scope.Token))
            {
                return new Shown(new TimelineEntry(
                    sealedLog, index, row is null ? null : Convert.ToBase64String(row.Header(index)), Convert.ToBase64String(leaf.BodyHash), leaf.Salt is null || row is null,
                    Convert.ToBase64String(leaf.Hash)));
            }

            return Shown.Refused(Problems.NotFound);
        });
}

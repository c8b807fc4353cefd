using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Verifier;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Proofs;

/// <param name="From">Size of the older tree.</param>
/// <param name="To">Size of the newer tree; default the newest that is sealed.</param>
public sealed record ReadConsistencyProof([property: Range(0, double.MaxValue)] long From, [property: Range(0, double.MaxValue)] long? To = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(To is not { } to || From <= to, "query:from", "Must not be larger than to.");
}

/// <summary>That the newer tree only adds to the older one (RFC 6962, section 2.1.2). Hashes are base64.</summary>
public sealed record ConsistencyProof(SealedLog Log, long From, long To, string FromRootHash, string ToRootHash, IReadOnlyList<string> Hashes);

public static class GetConsistencyProofEndpoint
{
    /// <summary>Proves that nothing that was sealed before was changed since.</summary>
    [WolverineGet("/timeline/{log}/proofs/consistency"), Scope("timeline.read")]
    [ProducesResponseType<ConsistencyProof>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string log, [Query] ReadConsistencyProof query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(TimelineRules.Read, async scope =>
        {
            if (!Kebab.TryParse<SealedLog>(log, out var sealedLog)) return Shown.Refused(Problems.NotFound);
            var head = await Checkpoints.LastAsync(source, sealedLog, scope.Token);
            var to = query.To ?? head.Size;
            if (Math.Max(query.From, to) > head.Size) return Shown.Refused(Problems.NotSealedYet(head.Size));

            var proof = await Proving.ConsistencyAsync(query.From, to, ReadAsync);
            return new Shown(new ConsistencyProof(
                sealedLog, query.From, to, Convert.ToBase64String(await Proving.RootAsync(query.From, ReadAsync)), Convert.ToBase64String(await Proving.RootAsync(to, ReadAsync)),
                [.. proof.Select(hash => Convert.ToBase64String(hash))]));

            ValueTask<IReadOnlyList<byte[]>> ReadAsync(IReadOnlyList<(int Level, long Index)> nodes) => Tiles.NodesAsync(source, sealedLog, head.Size, nodes, scope.Token);
        });
}

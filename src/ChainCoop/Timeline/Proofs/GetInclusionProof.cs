using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Verifier;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Proofs;

/// <param name="EventId">Of the event, or of the access record. One of it and <paramref name="Index"/>.</param>
/// <param name="Index">Of the leaf.</param>
/// <param name="Size">In the tree of how many leaves; default the newest that is sealed.</param>
public sealed record ReadInclusionProof(
    RecordId? EventId = null, [property: Range(0, double.MaxValue)] long? Index = null, [property: Range(1, double.MaxValue)] long? Size = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(EventId is null != Index is null, "query:eventId", "Give either eventId or index.");
}

/// <summary>That an event is in the log, whatever became of its content (RFC 6962, section 2.1.1). Hashes are base64, in the order from the leaf up.</summary>
/// <param name="TlogProof">The same as a file (C2SP tlog-proof) with the signed checkpoint; absent where no checkpoint was signed at this size.</param>
public sealed record InclusionProof(SealedLog Log, long Index, long Size, string LeafHash, string RootHash, IReadOnlyList<string> Hashes, string? TlogProof);

public static class GetInclusionProofEndpoint
{
    /// <summary>Proves that an event or an access record is in its log.</summary>
    [WolverineGet("/timeline/{log}/proofs/inclusion"), Scope("timeline.read")]
    [ProducesResponseType<InclusionProof>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string log, [Query] ReadInclusionProof query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(TimelineRules.Read, async scope =>
        {
            if (!Kebab.TryParse<SealedLog>(log, out var sealedLog)) return Shown.Refused(Problems.NotFound);
            var head = await Checkpoints.LastAsync(source, sealedLog, scope.Token);
            var size = query.Size ?? head.Size;
            if (size > head.Size) return Shown.Refused(Problems.NotSealedYet(head.Size));
            if (await FindAsync(source, sealedLog, query, scope.Token) is not { } leaf || leaf.Index >= size) return Shown.Refused(Problems.NotFound);

            var proof = await Proving.InclusionAsync(leaf.Index, size, nodes => Tiles.NodesAsync(source, sealedLog, head.Size, nodes, scope.Token));
            var root = size == head.Size ? head.Root : await Proving.RootAsync(size, nodes => Tiles.NodesAsync(source, sealedLog, head.Size, nodes, scope.Token));
            var signed = size == head.Size ? head : await Checkpoints.OfSizeAsync(source, sealedLog, size, scope.Token);
            return new Shown(new InclusionProof(
                sealedLog, leaf.Index, size, Convert.ToBase64String(leaf.Hash), Convert.ToBase64String(root), [.. proof.Select(hash => Convert.ToBase64String(hash))],
                signed?.Note is { } note ? new TlogProof(leaf.Index, proof, SignedNote.Parse(note)).ToString() : null));
        });

    private static async Task<(long Index, byte[] Hash)?> FindAsync(NpgsqlDataSource source, SealedLog log, ReadInclusionProof query, CancellationToken token)
    {
        var sql = query.EventId is null
                ? "select index, leaf from timeline.leaves where log = $1 and index = $2 and $3 = '00000000-0000-0000-0000-000000000000'"
                : "select index, leaf from timeline.leaves where log = $1 and id = $3 and $2 < 0";
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = query.Index ?? -1 });
        command.Parameters.Add(new() { Value = query.EventId?.Value ?? Guid.Empty });
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }
}

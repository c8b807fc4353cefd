using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Verifier;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Proofs;

public static class GetTileEndpoint
{
    public const string MediaType = "application/octet-stream";

    /// <summary>
    /// Reads a tile of a log: up to 256 hashes of 32 bytes, addressed as in C2SP tlog-tiles: <c>tile/0/x001/234</c>, <c>tile/0/067.p/12</c>. There
    /// are no bundles of entries: a header names a stream.
    /// </summary>
    [WolverineGet("/timeline/{log}/tile/{level}/{**number}"), Scope("timeline.read")]
    [ProducesResponseType<byte[]>(StatusCodes.Status200OK, MediaType)]
    public static Task<IResult> Get(string log, string level, string number, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(TimelineRules.Read, async scope =>
        {
            if (!Kebab.TryParse<SealedLog>(log, out var sealedLog) || TilePath.Find($"tile/{level}/{number}") is not { } path) return Shown.Refused(Problems.NotFound);
            var head = await Checkpoints.LastAsync(source, sealedLog, scope.Token);
            return await Tiles.ReadAsync(source, sealedLog, head.Size, path.Level, path.Index, path.Width, scope.Token) is { } hashes
                ? new Shown(Results.Bytes(hashes, MediaType))
                : Shown.Refused(Problems.NotFound);
        });
}

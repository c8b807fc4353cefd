using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Timeline.Witnesses;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Proofs;

/// <param name="Size">Of how many leaves; default the newest.</param>
/// <param name="Witnessed">Only one that as many witnesses signed as the policy asks for.</param>
public sealed record ReadCheckpoint(long? Size = null, bool Witnessed = false);

public static class GetCheckpointEndpoint
{
    public const string MediaType = "text/plain";

    /// <summary>Reads a signed head of a log, with what witnesses signed: a C2SP tlog-checkpoint, a signed note.</summary>
    [WolverineGet("/timeline/{log}/checkpoint"), Scope("timeline.read")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, MediaType)]
    public static Task<IResult> Get(string log, [Query] ReadCheckpoint query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(TimelineRules.Read, async scope =>
        {
            if (!Kebab.TryParse<SealedLog>(log, out var sealedLog)) return Shown.Refused(Problems.NotFound);
            var size = query.Size ?? (query.Witnessed ? await Cosignatures.WitnessedAsync(source, sealedLog, scope.Token) : null);
            var head = size is { } asked
                ? await Checkpoints.OfSizeAsync(source, sealedLog, asked, scope.Token)
                : query.Witnessed ? null : await Checkpoints.LastAsync(source, sealedLog, scope.Token);
            if (head?.Note is not { } note)
            {
                var newest = (await Checkpoints.LastAsync(source, sealedLog, scope.Token)).Size;
                return Shown.Refused(query.Size > newest ? Problems.NotSealedYet(newest) : Problems.NotFound);
            }

            var lines = await Cosignatures.LinesAsync(source, sealedLog, head.Size, scope.Token);
            return new Shown(Results.Text(note + string.Concat(lines.Select(line => line + "\n")), MediaType));
        });
}

using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Verifier;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Witnesses;

/// <summary>A witness has checked a head of a log.</summary>
/// <param name="Size">Of the head.</param>
/// <param name="Cosignature">The signature line: <c>cosignature/v1</c> over the head.</param>
public sealed record AddCosignature([property: Range(1, long.MaxValue)] long Size, SignatureLine Cosignature);

/// <param name="Organisations">That signed this head.</param>
/// <param name="Quorum">So many make it witnessed.</param>
public sealed record CosignatureReceipt(SealedLog Log, long Size, int Organisations, int Quorum, bool Witnessed);

public static partial class AddCosignatureEndpoint
{
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(5);

    /// <summary>Takes what a witness signed. One that is over another head than this log's is refused, and alarms: somebody saw another timeline.</summary>
    [WolverinePost("/timeline/{log}/cosignatures"), Scope("timeline.write"), Idempotent]
    [ProducesResponseType<CosignatureReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(string log, AddCosignature command, Gate gate, IDocumentStore store, NpgsqlDataSource source, ILogger<AddCosignature> logger) =>
        gate.Ask(TimelineRules.Cosign, async scope =>
        {
            if (!Kebab.TryParse<SealedLog>(log, out var sealedLog)) return Shown.Refused(Problems.NotFound);
            await using var session = store.QuerySession();
            var own = scope.Actor.Organisation;
            var witnesses = (await session.Query<Witness>().ToListAsync(scope.Token)).Where(one => one.Organisation == own && one.EndedAt is null).ToList();
            var signature = command.Cosignature.ToSignature();
            if (witnesses.Find(one => one.Verifier.Name == signature.Name && one.Verifier.Id == signature.Id) is not { } witness)
                return Shown.Refused(Problems.UnknownWitness);

            var head = await Checkpoints.LastAsync(source, sealedLog, scope.Token);
            var before = await Cosignatures.LastAsync(source, sealedLog, witness.Id, scope.Token);
            if (command.Size < before) return Shown.Refused(Problems.StaleCheckpoint(head.Size));
            if (command.Size > head.Size) return Shown.Refused(Problems.NotSealedYet(head.Size));
            if (await Checkpoints.OfSizeAsync(source, sealedLog, command.Size, scope.Token) is not { Note: { } note } signed) return Shown.Refused(Problems.StaleCheckpoint(head.Size));
            if (Cosignature.Verify(witness.Verifier, SignedNote.Parse(note).Text, signature.Signature) is not { } at)
            {
                LogOther(logger, sealedLog, command.Size, own);
                ChainCoopMeters.TimelineAlarms.Add(1, new KeyValuePair<string, object?>("kind", "cosignature"));
                return Shown.Refused(Problems.OtherCheckpoint);
            }

            // The time is what a court relies on: it lies between the seal of the head and now, but for what clocks differ.
            if (at < signed.At - ClocksDiffer || at > scope.Now + ClocksDiffer) return Shown.Refused(Problems.InvalidInput([new Fault("/cosignature", "Its time is before the checkpoint, or later than now.")]));

            await Cosignatures.AddAsync(source, sealedLog, command.Size, witness, at, command.Cosignature.Value, scope.Token);
            var organisations = await Cosignatures.OrganisationsAsync(source, sealedLog, command.Size, scope.Token);
            var quorum = WitnessPolicy.Current.Quorum;
            return new Shown(new CosignatureReceipt(sealedLog, command.Size, organisations, quorum, organisations >= quorum));
        });

    [LoggerMessage(Level = LogLevel.Critical, Message = "A witness of {Organisation} signed another head of the log {SealedLog} at {Size} leaves than this one: two timelines are shown, or one was rewritten")]
    private static partial void LogOther(ILogger logger, SealedLog sealedLog, long size, Oin organisation);
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Timeline.Witnesses;

/// <param name="Name">In its signature lines.</param>
/// <param name="VerifierKey">The same key as the formats of C2SP write it, for <c>ChainCoop.Verifier --witness</c>.</param>
/// <param name="EndedAt">Absent: it counts.</param>
public sealed record WitnessView(WitnessId Id, Oin Organisation, string Name, Ed25519Key PublicKey, string VerifierKey, DateTimeOffset RegisteredAt, DateTimeOffset? EndedAt)
{
    internal static WitnessView Of(Witness witness) =>
        new(witness.Id, witness.Organisation, Witness.NameOf(witness.Organisation), witness.PublicKey, witness.Verifier.ToString(), witness.At, witness.EndedAt);
}

public static class GetWitnessEndpoint
{
    /// <summary>Reads one key of the own organisation.</summary>
    [WolverineGet("/timeline/witnesses/{witnessId}"), Scope("timeline.read")]
    [ProducesResponseType<WitnessView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(WitnessId witnessId, Gate gate) =>
        gate.Show<Witness>(witnessId.Value, TimelineRules.ReadWitness, (witness, _) => Task.FromResult(new Shown(WitnessView.Of(witness))), witness => witness.Version);
}

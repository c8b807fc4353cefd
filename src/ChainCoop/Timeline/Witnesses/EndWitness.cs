using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Timeline.Witnesses;

/// <summary>The key is lost, or replaced by another.</summary>
public sealed record EndWitness;

public sealed record WitnessStanding(WitnessId Id, DateTimeOffset EndedAt);

public static class EndWitnessEndpoint
{
    /// <summary>Ends a key of the own organisation: what it signed stays, and it signs nothing more.</summary>
    [WolverinePost("/timeline/witnesses/{witnessId}/endings"), Scope("timeline.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<WitnessStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(WitnessId witnessId, EndWitness command, Gate gate) =>
        gate.Change<Witness>(witnessId.Value, TimelineRules.End, (witness, entry) => Decide(witness, command, entry.By, entry.Now));

    public static Decision Decide(Witness witness, EndWitness _, ActorRef by, DateTimeOffset now) =>
        (witness.EndedAt is null ? Decision.Of(new WitnessEnded(witness.Id, by, now)) : Decision.Of()) with { Answer = new WitnessStanding(witness.Id, witness.EndedAt ?? now) };
}

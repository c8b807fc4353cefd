using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Timeline.Witnesses;

/// <summary>The own organisation witnesses the timeline with a key.</summary>
/// <param name="PublicKey">Of Ed25519: 32 bytes as 64 lower-case hexadecimal digits, as <c>chaincoop witness</c> prints it. Its private half stays with the witness.</param>
public sealed record RegisterWitness(Ed25519Key PublicKey);

public sealed record WitnessReceipt(WitnessId Id);

public static class RegisterWitnessEndpoint
{
    /// <summary>Registers a key with which the own organisation signs what it has checked of the timeline.</summary>
    [WolverinePost("/timeline/witnesses"), Scope("timeline.write"), Idempotent(Required = true)]
    [ProducesResponseType<WitnessReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(RegisterWitness command, Gate gate) =>
        gate.Create<WitnessReceipt>(
            TimelineRules.Register, entry => Task.FromResult(Decide(WitnessId.New(), command, entry.Mandated.MinBy(code => code.Value, StringComparer.Ordinal), entry.By, entry.Now)));

    public static Decision Decide(WitnessId id, RegisterWitness command, MunicipalityCode municipality, ActorRef by, DateTimeOffset now) => new()
    {
        Starts = [new NewStream(typeof(Witness), id.Value, [new WitnessRegistered(id, municipality, command.PublicKey, by, now)])],
        Answer = new WitnessReceipt(id),
        Location = $"/timeline/witnesses/{id}",
    };
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>The municipality confirms that it has the signal.</summary>
public sealed record AcknowledgeSignal;

/// <summary>Where the signal stands after a step.</summary>
public sealed record SignalStanding(SignalId Id, SignalStatus Status, CaseId? CaseId = null);

public static class AcknowledgeSignalEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.acknowledge", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector],
        "assessment", "casework", "synchronisation");

    /// <summary>Confirms receipt, also while a referral waits for its answer; doing it again changes nothing.</summary>
    [WolverinePost("/signals/{signalId}/acknowledgements"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, AcknowledgeSignal command, Gate gate) =>
        gate.Change<Signal>(signalId.Value, Rule, (signal, entry) => Decide(signal, entry.By, entry.Now));

    public static Decision Decide(Signal signal, ActorRef by, DateTimeOffset now)
    {
        if (signal.Acknowledged) return Decision.Of() with { Answer = new SignalStanding(signal.Id, signal.Status) };
        if (!SignalProtocol.IsPending(signal)) return SignalProtocol.Forbids(signal, "The signal has its outcome.");
        var status = signal.Status == SignalStatus.Received ? SignalStatus.Acknowledged : signal.Status;
        return Decision.Of(new SignalAcknowledged(signal.Id, by, now)) with { Answer = new SignalStanding(signal.Id, status) };
    }
}

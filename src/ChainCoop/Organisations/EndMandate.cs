using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Organisations;

/// <summary>A mandate ends earlier than it was given for.</summary>
/// <param name="Until">First day on which it holds no longer; absent: today, so that it holds no longer at once.</param>
public sealed record EndMandate(DateOnly? Until = null);

/// <param name="Until">First day on which it holds no longer.</param>
public sealed record MandateStanding(MandateId Id, DateOnly Until);

public static class EndMandateEndpoint
{
    /// <summary>Ends a mandate of the own organisation, today or on a later day.</summary>
    [WolverinePost("/mandates/{mandateId}/endings"), Scope("organisations.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<MandateStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(MandateId mandateId, EndMandate command, Gate gate) =>
        gate.Change<Mandate>(mandateId.Value, OrganisationRules.End, (mandate, entry) => Decide(mandate, command, entry.By, entry.Now));

    /// <summary>A mandate is never made longer: what ends by then already stays as it is.</summary>
    public static Decision Decide(Mandate mandate, EndMandate command, ActorRef by, DateTimeOffset now)
    {
        var until = command.Until ?? DutchTime.DayOf(now);
        return mandate.Until is { } earlier && earlier <= until
            ? Decision.Of() with { Answer = new MandateStanding(mandate.Id, earlier) }
            : Decision.Of(new MandateEnded(mandate.Id, until, by, now)) with { Answer = new MandateStanding(mandate.Id, until) };
    }
}

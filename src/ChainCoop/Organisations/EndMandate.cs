using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Organisations;

/// <summary>A mandate ends earlier than it was given for.</summary>
/// <param name="Until">
/// First day on which it holds no longer, not before its first day; absent: today, so that it holds no longer at once, or
/// its first day, so that it never holds.
/// </param>
public sealed record EndMandate(DateOnly? Until = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(Until is not { } until || MandateDays.MayBe(until, faults.Now), "/until", MandateDays.Form);
}

/// <param name="Until">First day on which it holds no longer.</param>
public sealed record MandateStanding(MandateId Id, DateOnly Until);

public static class EndMandateEndpoint
{
    /// <summary>Ends a mandate of the own organisation, today or on a later day.</summary>
    [WolverinePost("/mandates/{mandateId}/endings"), Scope("organisations.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<MandateStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(MandateId mandateId, EndMandate command, Gate gate) =>
        gate.Change<Mandate>(mandateId.Value, OrganisationRules.End, (mandate, entry) => Decide(mandate, command, entry.By, entry.Mandated, entry.Now));

    /// <summary>A mandate is never made longer: what ends by then already stays as it is.</summary>
    /// <param name="mandated">The municipalities for which the chain director is mandated.</param>
    public static Decision Decide(Mandate mandate, EndMandate command, ActorRef by, IReadOnlyCollection<MunicipalityCode> mandated, DateTimeOffset now)
    {
        if (mandate.Municipalities.Except(mandated).Any()) return Problems.BeyondMandate;
        if (command.Until < mandate.From) return Problems.InvalidInput([new Fault("/until", "Must not be before the first day of the mandate.")]);

        var today = DutchTime.DayOf(now);
        var until = command.Until ?? (today > mandate.From ? today : mandate.From);
        return mandate.Until is { } earlier && earlier <= until
            ? Decision.Of() with { Answer = new MandateStanding(mandate.Id, earlier) }
            : Decision.Of(new MandateEnded(mandate.Id, until, by, now)) with { Answer = new MandateStanding(mandate.Id, until) };
    }
}

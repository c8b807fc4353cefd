using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Emergencies;

/// <summary>Says whether emergency access was justified.</summary>
public sealed record ReviewEmergencyUse(EmergencyConclusion Conclusion, [property: MinLength(1), MaxLength(10_000)] string Note);

/// <param name="Over">The organisation may not read the room any longer.</param>
public sealed record EmergencyStanding(EmergencyUseId Id, EmergencyConclusion Conclusion, bool Over);

public static class ReviewEmergencyUseEndpoint
{
    /// <summary>
    /// Reviews a use of emergency access, once, and never one's own. What was not justified ends at once. Also when the term of the case
    /// is over: what was done in it stays to be looked at. Who heard the alarm need not know of which case it was.
    /// </summary>
    [WolverinePost("/emergency-uses/{emergencyUseId}/reviews"), Scope("cases.write"), Idempotent]
    [ProducesResponseType<EmergencyStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(EmergencyUseId emergencyUseId, ReviewEmergencyUse command, Gate gate) =>
        gate.Change<EmergencyUse>(emergencyUseId.Value, EmergencyRules.Review, async (use, entry) =>
        {
            var note = use.Review is null ? await entry.SealNote(command.Note, use.Room, use.Record, "emergency_use_reviewed") : null;
            return Decide(command, use, note, entry.By, entry.Now);
        });

    /// <param name="note">Null when it was reviewed already.</param>
    public static Decision Decide(ReviewEmergencyUse command, EmergencyUse use, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (use.Review is not null || note is null) return Problems.StateForbids("reviewed", [], "This use of emergency access was reviewed already.");
        if (use.By == by) return Problems.SecondPersonRequired;
        List<object> events = [new EmergencyUseReviewed(use.Id, command.Conclusion, note, by, now)];
        var ends = command.Conclusion == EmergencyConclusion.NotJustified && !use.IsOver(now);
        if (ends) events.Add(use.End(now, now));
        return Decision.Of(events) with { Answer = new EmergencyStanding(use.Id, command.Conclusion, ends || use.IsOver(now)) };
    }
}

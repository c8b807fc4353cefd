using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>An objection, appeal, request for interim relief or request for advice came in or went out.</summary>
/// <param name="On">The day on which it was lodged or asked.</param>
public sealed record BeginProceeding(ProceedingKind Kind, DateOnly On, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(MeasureDays.AreSo(On, faults.Now), "/on", MeasureDays.Fault);
}

/// <summary>Days that something happened on: not after today, and not from before there were such records.</summary>
internal static class MeasureDays
{
    public const string Fault = "Must be a day from 2000 until today.";

    public static bool AreSo(DateOnly day, DateTimeOffset now) => day.Year >= 2000 && day <= DutchTime.DayOf(now);
}

/// <summary>A proceeding and where it stands, with what became of the measure.</summary>
public sealed record ProceedingStanding(ProceedingId Id, ProceedingKind Kind, ProceedingState State, MeasureState Measure);

public static class BeginProceedingEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.begin-proceeding");

    /// <summary>Records that a proceeding about a measure began. A measure that is no decision knows no objection.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/measures/{measureId}/proceedings"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ProceedingStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, MeasureId measureId, BeginProceeding command, Gate gate, DeadlineRules rules) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) => Decide(
            ProceedingId.New(), measureId, command, track, rules,
            await entry.SealNote(command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, "measure_proceeding_begun"), entry.By, entry.Now));

    public static Decision Decide(ProceedingId id, MeasureId measureId, BeginProceeding command, SecurityTrack track, DeadlineRules rules, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Measures.FirstOrDefault(measure => measure.Id == measureId) is not { } measure) return Problems.NotFound;
        var rule = MeasureRules.On(DutchTime.DayOf(now)).Of(measure.Kind);
        if (!ProceedingProtocol.KnownFor(rule).Contains(command.Kind))
            return Problems.InvalidInput([new Fault("/kind", $"The law knows no {Kebab.Of(command.Kind)} about a {measure.Kind}. {rule?.Source}.")]);
        var allowed = ProceedingProtocol.MayBegin(measure, rule);
        if (!allowed.Contains(command.Kind))
            return Problems.StateForbids(Kebab.Of(measure.State), [.. allowed.Select(Kebab.Of)], "The state of the measure and of what is pending about it does not let this begin.");

        var deadline = command.Kind == ProceedingKind.BibobAdvice ? SecurityDeadlines.OfAdvice(id, command.On, rules, now) : null;
        return Decision.Of(new ProceedingBegun(track.Id, measureId, id, command.Kind, command.On, deadline, note, by, now)) with
        {
            Answer = new ProceedingStanding(id, command.Kind, ProceedingState.Pending, measure.State),
            Timers = deadline is null ? [] : [SecurityDeadlines.TimerOf(track.Id, deadline)],
        };
    }
}

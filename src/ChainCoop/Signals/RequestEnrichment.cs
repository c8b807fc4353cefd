using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>Asks an organisation for information about a signal. It gets to see the question, not the signal.</summary>
/// <param name="Question">What is asked, with no more of the signal than the answer needs.</param>
/// <param name="AnswerBy">The last day for the answer: after today, at most a year from now. Absent: as the rules of deadlines say.</param>
public sealed record RequestEnrichment(Oin To, [property: MinLength(1), MaxLength(10_000)] string Question, DateOnly? AnswerBy = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Question is null || Question.Trim().Length > 0, "/question", "Must not be blank.");
        var today = DutchTime.DayOf(faults.Now);
        faults.Require(AnswerBy is not { } day || day > today && day <= today.AddYears(1), "/answerBy", "Must be after today, and within a year.");
    }
}

/// <summary>Where a request for information stands.</summary>
public sealed record EnrichmentStanding(EnrichmentRequestId Id, EnrichmentStatus Status, DateTimeOffset AnswerBy);

public static class RequestEnrichmentEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.request-enrichment", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector],
        "assessment", "casework", "synchronisation");

    /// <summary>Asks another organisation for information while the signal is assessed. That the day for the answer passed is shown, and ends nothing.</summary>
    [WolverinePost("/signals/{signalId}/enrichment-requests"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<EnrichmentStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(SignalId signalId, RequestEnrichment command, Gate gate) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Refuses(command, signal) is { } refusal
                ? refusal
                : Decide(
                    EnrichmentRequestId.New(), command, signal,
                    (await entry.SealNote(command.Question, SignalData.Purpose, SignalData.Retention, "enrichment_requested"))!, entry.By, entry.Now));

    public static Decision Decide(EnrichmentRequestId id, RequestEnrichment command, Signal signal, PayloadRef question, ActorRef by, DateTimeOffset now)
    {
        if (Refuses(command, signal) is { } refusal) return refusal;
        var deadlineId = DeadlineId.From(id.Value);
        var deadline = command.AnswerBy is { } day
            ? new Deadline(deadlineId, SignalDeadlines.Enrichment, now, DutchTime.EndOf(day).ToUniversalTime(), Rules: null)
            : DeadlineRules.Current.Begin(deadlineId, SignalDeadlines.Enrichment, now, now);
        return Decision.Of(new EnrichmentRequested(
            signal.Id, id, command.To, signal.Municipality, Notices.MunicipalityOf(command.To, signal), question, deadline, by, now)) with
        {
            Timers = [new Access.Timer(new SignalFollowUpDue(signal.Id, deadlineId), deadline.DueAt)],
            Answer = new EnrichmentStanding(id, EnrichmentStatus.Open, deadline.DueAt),
            Location = $"/enrichment-requests/{id}",
        };
    }

    private static Problem? Refuses(RequestEnrichment command, Signal signal) =>
        PoliceData.StaysWithSource(signal, command.To) ? Problems.PassingOnNotAllowed
        : !SignalProtocol.IsOpen(signal) ? SignalProtocol.Forbids(signal, "The signal has its outcome: whoever needs to know more reopens it.")
        : command.To == signal.Owner ? Problems.InvalidInput([new Fault("/to", "The municipality that has the signal asks others.")])
        : null;
}

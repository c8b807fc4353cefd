using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals.Anonymous;

/// <summary>What an anonymous reporter says to a question.</summary>
public sealed record AnswerQuestion(QuestionId QuestionId, [property: MinLength(1), MaxLength(10_000)] string Text) : IChecked
{
    public void Check(Faults faults) => faults.Require(Text is null || Text.Trim().Length > 0, "/text", "Must not be blank.");
}

public static class AnswerQuestionEndpoint
{
    /// <summary>
    /// Answers a question about a signal, once, whatever became of the signal meanwhile. Without a bearer token; nothing is kept of who answers, or from
    /// where. A repetition with the same Idempotency-Key gets the same answer.
    /// </summary>
    [WolverinePost("/follow-up/answers"), AllowAnonymous, ByFollowUpToken, Idempotent]
    [ProducesResponseType<QuestionStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(AnswerQuestion command, ReporterGate gate) =>
        gate.Change(
            ActionName.AnswerQuestion,
            async (signal, entry) => Refuses(command, signal) is { } refusal
                ? refusal
                : Decide(command, signal, await entry.Seal(command.Text, SignalData.Purpose, SignalData.Retention, "reporter_answered"), entry.Now));

    /// <summary>Also of a signal that was retracted: a refusal would tell the reporter that it was.</summary>
    public static Decision Decide(AnswerQuestion command, Signal signal, PayloadRef text, DateTimeOffset now) =>
        Refuses(command, signal) is { } refusal
            ? refusal
            : Decision.Of(new ReporterAnswered(signal.Id, command.QuestionId, text, now)) with { Answer = new QuestionStanding(command.QuestionId, QuestionState.Answered) };

    private static Problem? Refuses(AnswerQuestion command, Signal signal) =>
        signal.Questions.FirstOrDefault(question => question.Id == command.QuestionId) is not { } asked ? Problems.NotFound
        : asked.State == QuestionState.Answered
            ? Problems.StateForbids(
                Kebab.Of(asked.State), signal.Questions.Any(question => question.State == QuestionState.Open) ? ["answer"] : [], "The question was answered; only others can be.")
        : null;
}

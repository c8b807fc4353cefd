using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Signals.Anonymous;

public enum QuestionState { Open, Answered }

/// <summary>What an anonymous reporter was asked.</summary>
/// <param name="Answer">Null: none yet.</param>
public sealed record ReporterQuestion(QuestionId Id, PayloadRef Text, ActorRef By, DateTimeOffset At, PayloadRef? Answer = null, DateTimeOffset? AnsweredAt = null)
{
    public QuestionState State => Answer is null ? QuestionState.Open : QuestionState.Answered;
}

/// <summary>Where a question to an anonymous reporter stands.</summary>
public sealed record QuestionStanding(QuestionId Id, QuestionState State);

/// <summary>A question to an anonymous reporter, as who assesses the signal reads it.</summary>
/// <param name="Text"><c>[erased]</c> when it was destroyed.</param>
/// <param name="Answer">Absent while there is none; <c>[erased]</c> when it was destroyed.</param>
public sealed record ReporterQuestionView(QuestionId Id, string Text, ActorRef By, DateOnly AskedOn, QuestionState State, string? Answer, DateOnly? AnsweredOn)
{
    internal static ReporterQuestionView Of(ReporterQuestion question, Opened opened) => new(
        question.Id, opened.Text(question.Text), question.By, DutchTime.DayOf(question.At), question.State, opened.TextOf(question.Answer),
        question.AnsweredAt is { } at ? DutchTime.DayOf(at) : null);

    internal static IEnumerable<PayloadRef> TextsOf(IEnumerable<ReporterQuestion> questions) => questions.SelectMany(question => new[] { question.Text, question.Answer }).OfType<PayloadRef>();
}

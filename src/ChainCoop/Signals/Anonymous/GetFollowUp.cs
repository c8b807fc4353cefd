using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals.Anonymous;

/// <summary>
/// How far a signal is, for somebody who is not in the chain. <c>concluded</c> is any outcome: dismissed, passed on, part of a case, retracted.
/// </summary>
public enum FollowUpStatus { Received, InProgress, Concluded }

/// <summary>What became of a signal, for who has its follow-up token. Of time it says days.</summary>
/// <param name="Until">The last day on which the token counts.</param>
public sealed record FollowUpView(FollowUpStatus Status, IReadOnlyList<FollowUpQuestion> Questions, DateOnly Until);

/// <param name="Text">What is asked; <c>[erased]</c> when it was destroyed.</param>
public sealed record FollowUpQuestion(QuestionId Id, string Text, DateOnly AskedOn, QuestionState State);

public static class GetFollowUpEndpoint
{
    /// <summary>Tells an anonymous reporter how far the signal is and what is asked, and nothing else. Without a bearer token; nothing is kept of who asks, or from where.</summary>
    [WolverineGet("/follow-up"), AllowAnonymous, ByFollowUpToken]
    [ProducesResponseType<FollowUpView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(ReporterGate gate, Vault vault, CancellationToken token) =>
        gate.Show(ActionName.FollowUp, async signal => View(signal, await vault.OpenAsync([.. signal.Questions.Select(question => question.Text)], token)));

    public static FollowUpView View(Signal signal, Opened opened) => new(
        StatusOf(signal),
        [.. signal.Questions.Select(question => new FollowUpQuestion(question.Id, opened.Text(question.Text), DutchTime.DayOf(question.At), question.State))],
        FollowUpTerm.LastDayOf(signal.ReceivedAt));

    /// <summary>A referral is an outcome once it is accepted. Of a duplicate the other signal is at work; it has that one's outcome.</summary>
    public static FollowUpStatus StatusOf(Signal signal) => signal switch
    {
        { Status: SignalStatus.Received or SignalStatus.Acknowledged, Merge: null } => FollowUpStatus.Received,
        { Status: SignalStatus.Received or SignalStatus.Acknowledged or SignalStatus.InAssessment } or { Status: SignalStatus.Referred, ReferralFinal: false } => FollowUpStatus.InProgress,
        _ => FollowUpStatus.Concluded,
    };
}

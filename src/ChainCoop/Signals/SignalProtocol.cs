using ChainCoop.Shared;
using ChainCoop.Signals.Anonymous;

namespace ChainCoop.Signals;

/// <summary>
/// Which steps a signal's state allows: the assessment protocol of the CCV (domain, section 5). W1, W2a, W2b and W3 follow
/// each other; a conclusion to stop, or W3, leads to exactly one final outcome. An urgent signal may be escalated first
/// and assessed after.
/// </summary>
public static class SignalProtocol
{
    private const string Question = "question";

    private static readonly AssessmentStep[] Order = Enum.GetValues<AssessmentStep>();

    public static IReadOnlyList<string> Allowed(Signal signal)
    {
        List<string> allowed = [];
        if (!signal.Acknowledged && IsPending(signal)) allowed.Add("acknowledgement");
        if (NextStep(signal) is { } step) allowed.Add("assessment-" + Kebab.Of(step));
        if (MayConclude(signal)) allowed.AddRange(["outcome-dismissed", "outcome-referred", "outcome-linked", "outcome-escalated", "outcome-further-analysis"]);
        else if (MayEscalateUnassessed(signal)) allowed.Add("outcome-escalated");
        if (AwaitsAnswer(signal)) allowed.AddRange(["referral-answer", "referral-withdrawal"]);
        if (MayNotify(signal)) allowed.Add("notice");
        if (IsOpen(signal)) allowed.Add("enrichment-request");
        if (MayMerge(signal)) allowed.Add("merge");
        if (signal.Merge is not null) allowed.Add("merge-reversal");
        if (MayGiveFeedback(signal)) allowed.Add("feedback");
        if (MayAsk(signal)) allowed.Add(Question);
        if (MayReopen(signal)) allowed.Add("reopening");
        if (MayRetract(signal)) allowed.Add("retraction");
        return allowed;
    }

    /// <summary>At a moment: an anonymous reporter is asked as long as he can answer.</summary>
    public static IReadOnlyList<string> Allowed(Signal signal, DateTimeOffset now) =>
        [.. Allowed(signal).Where(step => step != Question || !FollowUpTerm.IsOver(signal, now))];

    /// <summary>The municipality has it and gave it no outcome. Of a duplicate nothing is asked: it has that of the other one.</summary>
    public static bool IsOpen(Signal signal) =>
        signal.Merge is null && signal.Status is SignalStatus.Received or SignalStatus.Acknowledged or SignalStatus.InAssessment;

    /// <summary>A referral is final only when that party accepts.</summary>
    public static bool AwaitsAnswer(Signal signal) => signal is { Status: SignalStatus.Referred, ReferralFinal: false, Merge: null };

    /// <summary>No final outcome yet: the terms run on, also while another party thinks about a referral.</summary>
    public static bool IsPending(Signal signal) => IsOpen(signal) || AwaitsAnswer(signal);

    /// <summary>An urgent signal that was escalated unassessed is still to be assessed.</summary>
    public static AssessmentStep? NextStep(Signal signal)
    {
        if (!IsOpen(signal) && signal is not { Status: SignalStatus.Escalated, Urgency: Urgency.Urgent, Merge: null }) return null;
        if (signal.AwaitsFurtherAnalysis) return AssessmentStep.W3;
        if (signal.Steps.Any(step => step.Conclusion == AssessmentConclusion.Stop)) return null;
        var taken = signal.Steps.Select(step => step.Step).ToHashSet();
        return Order.Where(step => !taken.Contains(step)).Select(step => (AssessmentStep?)step).FirstOrDefault();
    }

    public static bool MayConclude(Signal signal) =>
        IsOpen(signal) && !signal.AwaitsFurtherAnalysis && signal.Steps.Any(step => step.Conclusion == AssessmentConclusion.Stop || step.Step == AssessmentStep.W3);

    public static bool MayEscalateUnassessed(Signal signal) => IsOpen(signal) && signal.Urgency == Urgency.Urgent;

    /// <summary>The rules found it serious, and somebody is left to be told. Whoever dismissed it reopens it first.</summary>
    public static bool MayNotify(Signal signal) =>
        signal.Merge is null && signal.Status is not (SignalStatus.Dismissed or SignalStatus.Retracted or SignalStatus.Destroyed) && signal.MissingNotices.Count > 0;

    /// <summary>
    /// A referral only when it was accepted: before that it is withdrawn. An escalated signal lives on in its case, of which there is
    /// one: that is closed instead.
    /// </summary>
    public static bool MayReopen(Signal signal) =>
        signal.Merge is null && (signal is { Status: SignalStatus.Dismissed or SignalStatus.Linked } or { Status: SignalStatus.Referred, ReferralFinal: true });

    /// <summary>An outcome goes one step: what others are duplicates of is no duplicate itself.</summary>
    public static bool MayMerge(Signal signal) => IsOpen(signal) && signal.Duplicates.Count == 0;

    /// <summary>There was an outcome that the reporter was not told yet.</summary>
    public static bool MayGiveFeedback(Signal signal) => signal.Deadlines.Any(deadline => deadline.Kind == SignalDeadlines.Feedback);

    /// <summary>Whatever became of it: a reporter may know more.</summary>
    public static bool MayAsk(Signal signal) => signal.ReporterKind == ReporterKind.Anonymous && MayRetract(signal);

    public static bool MayRetract(Signal signal) => signal.Status is not (SignalStatus.Retracted or SignalStatus.Destroyed);

    public static Problem Forbids(Signal signal, string detail) => Problems.StateForbids(Kebab.Of(signal.Status), Allowed(signal), detail);
}

using ChainCoop.Shared;

namespace ChainCoop.Signals;

/// <summary>What the rules of deadlines ask of a signal.</summary>
internal static class SignalDeadlines
{
    private static readonly DeadlineKind Acknowledgement = new("acknowledgement");
    private static readonly DeadlineKind Assessment = new("assessment");
    private static readonly DeadlineKind UrgentAcknowledgement = new("urgent-acknowledgement");
    private static readonly DeadlineKind UrgentAssessment = new("urgent-assessment");

    public static readonly DeadlineKind Notice = new("notice");
    public static readonly DeadlineKind Enrichment = new("enrichment");
    public static readonly DeadlineKind Feedback = new("feedback");

    /// <summary>One of a signal: for all who are to be told.</summary>
    public static DeadlineId OfNotice(SignalId id) => DeadlineId.From(NewId.Named(id.Value, Notice.Value));

    /// <summary>One of a signal, which every outcome begins anew.</summary>
    public static DeadlineId OfFeedback(SignalId id) => DeadlineId.From(NewId.Named(id.Value, Feedback.Value));

    public static DeadlineId OfAcknowledgement(SignalId id) => DeadlineId.From(NewId.Named(id.Value, Acknowledgement.Value));

    /// <summary>One of a signal, which a reopening begins anew.</summary>
    public static DeadlineId OfAssessment(SignalId id) => DeadlineId.From(NewId.Named(id.Value, Assessment.Value));

    /// <summary>By the rules that hold now. Under the name that it has in the caseload, however urgent it is.</summary>
    public static Deadline Begin(Signal signal, SignalDeadline deadline, DateTimeOffset now)
    {
        var (id, kind) = deadline == SignalDeadline.Acknowledgement ? (OfAcknowledgement(signal.Id), Acknowledgement) : (OfAssessment(signal.Id), Assessment);
        return DeadlineRules.Current.Begin(id, KindOf(deadline, signal.Urgency), From(signal, deadline), now) with { Kind = kind };
    }

    /// <summary>It is about others: it is no term of the signal itself.</summary>
    public static bool IsFollowUp(Deadline deadline) => deadline.Kind != Acknowledgement && deadline.Kind != Assessment;

    /// <summary>What the deadline is counted from.</summary>
    public static DateTimeOffset From(Signal signal, SignalDeadline deadline) =>
        deadline == SignalDeadline.Assessment ? signal.AssessFrom ?? signal.ReceivedAt : signal.ReceivedAt;

    public static DeadlineKind KindOf(SignalDeadline deadline, Urgency urgency) => (deadline, urgency) switch
    {
        (SignalDeadline.Acknowledgement, Urgency.Normal) => Acknowledgement,
        (SignalDeadline.Assessment, Urgency.Normal) => Assessment,
        (SignalDeadline.Acknowledgement, Urgency.Urgent) => UrgentAcknowledgement,
        (SignalDeadline.Assessment, Urgency.Urgent) => UrgentAssessment,
        _ => throw new ArgumentOutOfRangeException(nameof(deadline)),
    };

    /// <summary>When it is due by the stream: the moment of the receipt, or the one that later rules gave.</summary>
    public static DateTimeOffset DueAt(Signal signal, SignalDeadline deadline) =>
        deadline == SignalDeadline.Acknowledgement ? signal.AcknowledgeBy : signal.AssessBy;

    /// <summary>Of a signal that is pending: what it still asks.</summary>
    public static bool IsOpen(Signal signal, SignalDeadline deadline) =>
        SignalProtocol.IsPending(signal) && (deadline != SignalDeadline.Acknowledgement || !signal.Acknowledged);
}

using ChainCoop.Shared;
using ChainCoop.Signals.Rules;

namespace ChainCoop.Signals;

/// <summary>W1: what is it, is it on theme? W2a: a task of the municipality? W2b: its territory? W3: how concrete and recent, a trend?</summary>
public enum AssessmentStep { W1, W2a, W2b, W3 }

public enum AssessmentConclusion { Continue, Stop }

public enum IndicatorValue { Observed, NotObserved, Unknown }

public sealed record StepTaken(AssessmentStep Step, AssessmentConclusion Conclusion, RuleVersion RuleVersion)
{
    public IReadOnlyList<ObservedIndicator> Indicators { get; init; } = [];

    public PayloadRef? Note { get; init; }

    public ActorRef? By { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>By what the organisation that took it knows it; for nobody else to see.</summary>
    public ExternalReference? Reference { get; init; }

    /// <summary>Null: nothing was said of it.</summary>
    public IndicatorValue? Minor { get; init; }

    /// <summary>Null in steps from before it was recorded.</summary>
    public IReadOnlyList<AssessmentFinding>? Advice { get; init; }
}

public enum OutcomeStep { Dismissed, Referred, Linked, Escalated, FurtherAnalysis, ReferralAccepted, ReferralDeclined, ReferralWithdrawn, Reopened, Retracted }

/// <param name="To">The other party of a referral.</param>
public sealed record OutcomeTaken(OutcomeStep Step, OutcomeReason? Reason, Oin? To, PayloadRef? Note, ActorRef By, DateTimeOffset At)
{
    /// <summary>What of the rules' advice it went against.</summary>
    public IReadOnlyList<FindingCode>? Against { get; init; }

    /// <summary>By what the organisation that took it knows it; for nobody else to see.</summary>
    public ExternalReference? Reference { get; init; }
}

public sealed record CorrectionMade(CorrectionReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At);

using ChainCoop.Shared;
using ChainCoop.Signals.Rules;

namespace ChainCoop.Signals;

public sealed record StepTaken(AssessmentStep Step, AssessmentConclusion Conclusion, RuleVersion RuleVersion)
{
    public IReadOnlyList<ObservedIndicator> Indicators { get; init; } = [];

    public PayloadRef? Note { get; init; }

    public ActorRef? By { get; init; }

    public DateTimeOffset? At { get; init; }

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
}

public sealed record CorrectionMade(CorrectionReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At);

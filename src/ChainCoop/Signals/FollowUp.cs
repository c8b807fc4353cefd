using ChainCoop.Shared;

namespace ChainCoop.Signals;

/// <summary>The rules ask that others are told.</summary>
/// <param name="Kinds">Of organisations.</param>
public sealed record AskedNotices(RuleVersion RuleVersion, IReadOnlyList<OrganisationKind> Kinds);

public sealed record Notice(Oin To, OrganisationKind Kind, PayloadRef? Note, ActorRef By, DateTimeOffset At);

public enum EnrichmentStatus { Open, Answered, Declined, Withdrawn }

/// <param name="Answer">The information, or the note with which it was declined or withdrawn.</param>
public sealed record EnrichmentRequest(
    EnrichmentRequestId Id, Oin To, PayloadRef Question, DateTimeOffset AnswerBy, ActorRef By, DateTimeOffset At, EnrichmentStatus Status = EnrichmentStatus.Open,
    DeclineReason? Reason = null, PayloadRef? Answer = null, DateTimeOffset? AnsweredAt = null)
{
    /// <summary>Null: it was not.</summary>
    public EnrichmentWithdrawalReason? Withdrawn { get; init; }
}

/// <param name="Id">Under which those hear of it who had the signal; null: nobody had.</param>
public sealed record Retraction(RetractionId? Id, RetractionReason Reason, DateTimeOffset At);

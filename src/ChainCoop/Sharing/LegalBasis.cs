using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Sharing;

public enum LegalBasisStatus { InForce, Withdrawn }

/// <summary>On what the organisation that recorded it may share from one record.</summary>
public sealed record LegalBasis(
    LegalBasisId Id,
    ResourceKind Kind,
    RecordId Record,
    SubjectId? Subject,
    LegalBasisKind Basis,
    IReadOnlyList<Purpose> Scope,
    ConsentTerms? Consent,
    PayloadRef? Evidence,
    DateOnly From,
    DateOnly? Until,
    ActorRef RecordedBy,
    DateTimeOffset RecordedAt)
{
    public long Version { get; init; }

    public LegalBasisWithdrawal? Withdrawal { get; init; }

    public LegalBasisStatus Status => Withdrawal is null ? LegalBasisStatus.InForce : LegalBasisStatus.Withdrawn;

    public static LegalBasis Create(LegalBasisRecorded e) =>
        new(e.LegalBasisId, e.Kind, e.Record, e.Subject, e.Basis, e.Scope, e.Consent, e.Evidence, e.From, e.Until, e.By, e.At);

    public LegalBasis Apply(LegalBasisWithdrawn e) => this with { Withdrawal = new LegalBasisWithdrawal(e.Note, e.By, e.At) };

    /// <summary>
    /// Whether its organisation may share on it from now until then. A basis about one person carries data of that person alone,
    /// and a consent only the purposes that were consented to.
    /// </summary>
    public bool Carries(LegalBasisKind basis, Oin sharer, SubjectId? subject, Purpose purpose, DateTimeOffset now, DateTimeOffset until) =>
        Status == LegalBasisStatus.InForce && Basis == basis && RecordedBy.Organisation == sharer
        && (Subject is null || Subject == subject) && (Scope.Count == 0 || Scope.Contains(purpose)) && Terms.Cover(From, Until, now, until);
}

public sealed record LegalBasisWithdrawal(PayloadRef? Note, ActorRef By, DateTimeOffset At);

using ChainCoop.Shared;

namespace ChainCoop.Signals.Matching;

/// <summary>That an officer asked, and whether that was an alarm.</summary>
public sealed record MatchRequest(MatchRequestId Id, AgreementId AgreementId, int Number, int Hits, ActorRef By, DateTimeOffset At)
{
    public long Version { get; init; }

    public ProbingAlarm? Alarm { get; init; }

    public static MatchRequest Create(MatchRequested e) => new(e.MatchRequestId, e.AgreementId, e.Number, e.Hits, e.By, e.At);

    public MatchRequest Apply(MatchProbingAlarmed e) => this with { Alarm = new ProbingAlarm(e.Asked, e.Misses, e.AskedByAll) };
}

public sealed record ProbingAlarm(int Asked, int Misses, int? AskedByAll = null);

/// <summary>Two registrations that may be of one person.</summary>
public sealed record Match(MatchId Id, AgreementId AgreementId, MatchSide Asker, MatchSide Holder, DateTimeOffset FoundAt)
{
    public long Version { get; init; }

    /// <summary>One per side; the last one that it recorded.</summary>
    public IReadOnlyList<IdentityConsent> Consents { get; init; } = [];

    public static Match Create(MatchFound e) => new(e.MatchId, e.AgreementId, e.Asker, e.Holder, e.At);

    public Match Apply(MatchIdentityConsented e) =>
        this with { Consents = [.. Consents.Where(consent => consent.Organisation != e.Organisation), new IdentityConsent(e.Organisation, e.LegalBasisId)] };

    public MatchSide SideOf(Oin organisation) => organisation == Asker.Organisation ? Asker : Holder;

    public MatchSide OtherThan(Oin organisation) => organisation == Asker.Organisation ? Holder : Asker;

    public LegalBasisId? BasisOf(Oin organisation) => Consents.FirstOrDefault(consent => consent.Organisation == organisation)?.LegalBasisId;

    /// <summary>The same for both sides, whoever asks first.</summary>
    public static MatchId IdOf(AgreementId agreement, SubjectId one, SubjectId other)
    {
        var (first, second) = one.Value.CompareTo(other.Value) < 0 ? (one, other) : (other, one);
        return MatchId.From(NewId.Named(agreement.Value, $"match {first} {second}"));
    }
}

public sealed record IdentityConsent(Oin Organisation, LegalBasisId LegalBasisId);

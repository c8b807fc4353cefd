using ChainCoop.Shared;

namespace ChainCoop.Signals.Matching;

// Stored for decades; see SignalEvents.cs. Ids, codes and numbers: by what a person was recognised stands nowhere.

/// <summary>An officer asked whether other parties to an agreement know a person of a signal.</summary>
/// <param name="Municipality">Of the signal.</param>
/// <param name="Number">Of the officer's requests on that day.</param>
/// <param name="Hits">How many other registrations were found.</param>
public sealed record MatchRequested(
    MatchRequestId MatchRequestId, AgreementId AgreementId, SignalId SignalId, SubjectId SubjectId, MunicipalityCode Municipality, int Number, int Hits, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>An officer, or his organisation under the agreement, asked so often, or so often in vain, that somebody may be guessing. The alarm goes to all parties to the agreement.</summary>
/// <param name="Asked">Requests of the officer on that day.</param>
/// <param name="Misses">Of these, those that found nobody.</param>
/// <param name="AskedByAll">Requests of the organisation under the agreement on that day, where these are why; null: it is about the officer alone.</param>
public sealed record MatchProbingAlarmed(
    MatchRequestId MatchRequestId, AgreementId AgreementId, IReadOnlyList<Oin> Parties, MunicipalityCode Municipality, int Asked, int Misses, ActorRef By, DateTimeOffset At,
    int? AskedByAll = null) : IFact;

/// <summary>Two registrations may be of one person. Each side knows its own; who the other one is, is told when both have recorded a basis.</summary>
/// <param name="Asker">Who asked first.</param>
public sealed record MatchFound(
    MatchId MatchId, AgreementId AgreementId, MatchRequestId MatchRequestId, MatchSide Asker, MatchSide Holder, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>One registration.</summary>
/// <param name="Municipality">Of the signal.</param>
public sealed record MatchSide(Oin Organisation, MunicipalityCode Municipality, SignalId SignalId, SubjectId SubjectId);

/// <summary>One side recorded the basis on which the other may know who its person is.</summary>
/// <param name="LegalBasisId">Recorded for the signal of that side.</param>
public sealed record MatchIdentityConsented(MatchId MatchId, Oin Organisation, LegalBasisId LegalBasisId, ActorRef By, DateTimeOffset At) : IFact;

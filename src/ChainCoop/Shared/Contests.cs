using System.ComponentModel.DataAnnotations;

namespace ChainCoop.Shared;

public enum ContestStatus { Open, Upheld, Rejected }

/// <summary>Upheld changes no value: a correction does.</summary>
public enum ContestDecision { Upheld, Rejected }

/// <summary>
/// A person disputes a fact (art. 18(1)(a) AVG, art. 28 Wpg). Until it is decided the fact is marked wherever it is shown.
/// </summary>
/// <param name="SubjectId">Whose fact it is; null: of the record as a whole.</param>
/// <param name="Statement">What the person says, in the vault.</param>
/// <param name="By">Who lodged it; somebody else decides.</param>
public sealed record Contest<TFact>(ContestId Id, TFact Fact, SubjectId? SubjectId, PayloadRef Statement, ActorRef By, DateTimeOffset At)
    where TFact : struct, Enum
{
    public ContestStatus Status { get; init; }

    /// <summary>Why it was decided so; null while it is open.</summary>
    public ContestReason? Reason { get; init; }

    public PayloadRef? Note { get; init; }

    /// <summary>Null: this officer may decide it now.</summary>
    public Problem? Refuses(ActorRef by) =>
        Status != ContestStatus.Open ? Problems.StateForbids(Kebab.Of(Status), [], "The contest is decided.")
        // Without the organisation: an officer who works for two municipalities is one person.
        : By.Officer == by.Officer ? Problems.SecondPersonRequired
        : null;

    /// <summary>Null: a correction may name it. One that is open is upheld by that, so that the same holds as for a decision.</summary>
    public Problem? RefusesCorrection(ActorRef by) => Status == ContestStatus.Upheld ? null : Refuses(by);
}

/// <summary>What is decided about a contest.</summary>
/// <param name="Decision">Upheld: the fact is not right; it stays as it is until it is corrected. Rejected: it stands.</param>
public sealed record DecideContest(
    ContestDecision Decision, ContestReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

/// <summary>A contest and where it stands.</summary>
public sealed record ContestStanding(ContestId Id, ContestStatus Status);

public static class Contests
{
    public static ContestStatus StatusAfter(ContestDecision decision) => decision == ContestDecision.Upheld ? ContestStatus.Upheld : ContestStatus.Rejected;

    public static Contest<TFact>? Find<TFact>(this IReadOnlyList<Contest<TFact>> contests, ContestId? id) where TFact : struct, Enum =>
        contests.FirstOrDefault(contest => contest.Id == id);

    public static IReadOnlyList<Contest<TFact>> Decided<TFact>(
        this IReadOnlyList<Contest<TFact>> contests, ContestId id, ContestDecision decision, ContestReason reason, PayloadRef? note) where TFact : struct, Enum =>
        [.. contests.Select(contest => contest.Id == id ? contest with { Status = StatusAfter(decision), Reason = reason, Note = note } : contest)];

    /// <summary>The facts to be marked, each once; null when there are none.</summary>
    public static IReadOnlyList<TFact>? Marked<TFact>(this IEnumerable<Contest<TFact>> contests) where TFact : struct, Enum =>
        contests.Where(contest => contest.Status == ContestStatus.Open).Select(contest => contest.Fact).Distinct().Order().ToList() is { Count: > 0 } marked ? marked : null;
}

/// <summary>Reasons that the program gives itself.</summary>
public static class ContestReasons
{
    /// <summary>A correction named the contest.</summary>
    public static readonly ContestReason Corrected = new("corrected");
}

using ChainCoop.Shared;

namespace ChainCoop.Privacy;

/// <param name="SubjectId">Whose fact it is; null: of the record as a whole.</param>
/// <param name="Statement">What the person says; <c>[erased]</c> when it was destroyed.</param>
public sealed record ContestView<TFact>(ContestId Id, TFact Fact, SubjectId? SubjectId, ContestStatus Status, DateTimeOffset At, string Statement)
    where TFact : struct, Enum
{
    /// <summary>Why it was decided so; null while it is open.</summary>
    public ContestReason? Reason { get; init; }

    /// <summary>Null when there is none; <c>[erased]</c> when it was destroyed.</summary>
    public string? Note { get; init; }

    internal static ContestView<TFact> Of(Contest<TFact> contest, Opened opened) =>
        new(contest.Id, contest.Fact, contest.SubjectId, contest.Status, contest.At, opened.Text(contest.Statement))
        {
            Reason = contest.Reason,
            Note = contest.Note is { } note ? opened.Text(note) : null,
        };
}

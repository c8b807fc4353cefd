using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>A person in one track. The role belongs to the participation: the same person may have another role elsewhere.</summary>
public sealed record Participation(
    ParticipationId Id, SubjectId SubjectId, SubjectRole Role, PayloadRef? Identifiers, PayloadRef? Note, DateTimeOffset From)
{
    public IReadOnlyList<Contest<ParticipationFact>> Contests { get; init; } = [];

    /// <summary>What corrections replaced: not shown, and not out of reach of what destroys data.</summary>
    public IReadOnlyList<SupersededPayload> Superseded { get; init; } = [];

    /// <summary>The last day; null: it goes on.</summary>
    public DateOnly? Until { get; init; }

    public ParticipationEndReason? EndReason { get; init; }

    public PayloadRef? EndNote { get; init; }

    /// <summary>What a view of it opens.</summary>
    internal IEnumerable<PayloadRef> Shown =>
        new[] { Identifiers, Note, EndNote }.Concat(Contests.SelectMany(contest => new[] { contest.Statement, contest.Note })).OfType<PayloadRef>();
}

/// <param name="Id">The participation.</param>
/// <param name="SubjectId">The person, in this track alone.</param>
public sealed record ParticipationReceipt(ParticipationId Id, SubjectId SubjectId);

/// <param name="Identifiers">Null while nobody knows who it is, and when that was erased.</param>
/// <param name="Note"><c>[erased]</c> when it was destroyed.</param>
public sealed record ParticipationView(
    ParticipationId Id, SubjectId SubjectId, SubjectRole Role, Identifiers? Identifiers, bool Erased, string? Note, DateTimeOffset From)
{
    /// <summary>The last day in this role; absent while it goes on.</summary>
    public DateOnly? Until { get; init; }

    public ParticipationEndReason? EndReason { get; init; }

    public string? EndNote { get; init; }

    /// <summary>Which of it the person disputes, and nobody decided on yet; absent when nothing.</summary>
    public IReadOnlyList<ParticipationFact>? Contested { get; init; }

    /// <summary>Every contest so far, in the order lodged.</summary>
    public IReadOnlyList<ContestView<ParticipationFact>> Contests { get; init; } = [];

    internal static ParticipationView Of(Participation participation, Opened opened)
    {
        var identifiers = opened.Find<Identifiers>(participation.Identifiers);
        return new ParticipationView(
            participation.Id, participation.SubjectId, participation.Role, identifiers, participation.Identifiers is not null && identifiers is null,
            participation.Note is { } note ? opened.Text(note) : null, participation.From)
        {
            Until = participation.Until,
            EndReason = participation.EndReason,
            EndNote = participation.EndNote is { } why ? opened.Text(why) : null,
            Contested = participation.Contests.Marked(),
            Contests = [.. participation.Contests.Select(contest => ContestView<ParticipationFact>.Of(contest, opened))],
        };
    }
}

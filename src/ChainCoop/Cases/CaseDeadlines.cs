using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using Wolverine;

namespace ChainCoop.Cases;

/// <summary>Which deadlines a case has beside those that events name.</summary>
internal static class CaseDeadlines
{
    public static readonly DeadlineKind Task = new("task");

    /// <summary>The end of the day that somebody set, in the Netherlands.</summary>
    public static Deadline OfTask(TaskAssigned e) => OfTask(e.TaskId, e.DueOn, e.At);

    /// <inheritdoc cref="OfTask(TaskAssigned)"/>
    public static Deadline OfTask(TaskId id, DateOnly dueOn, DateTimeOffset from) =>
        new(DeadlineId.From(id.Value), Task, from, DutchTime.EndOf(dueOn).ToUniversalTime(), Rules: null);
}

/// <summary>A deadline of a case is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record CaseDeadlineDue(CaseId CaseId, DeadlineId DeadlineId) : IDueMessage;

public static class CaseDeadlineDueHandler
{
    public static async Task Handle(CaseDeadlineDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Case>(due.CaseId.Value, token);
        stream.AppendMany(Decide(due, stream.Aggregate, clock.GetUtcNow()));
    }

    public static IReadOnlyList<object> Decide(CaseDeadlineDue due, Case? current, DateTimeOffset now) =>
        current?.Deadlines.Passed(due.DeadlineId, now) is { } passed ? [new CaseDeadlineMissed(due.CaseId, passed.Id, passed.DueAt, now)] : [];
}

/// <summary>Other rules hold since a deadline of a case began: it is asked by them.</summary>
public sealed record MoveCaseDeadline(CaseId CaseId, DeadlineId DeadlineId) : IDueMessage;

public static class MoveCaseDeadlineHandler
{
    public static async Task<OutgoingMessages> Handle(MoveCaseDeadline move, IDocumentSession session, DeadlineRules rules, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Case>(move.CaseId.Value, token);
        var timers = new OutgoingMessages();
        if (Decide(move, stream.Aggregate, rules, clock.GetUtcNow()) is not { } moved) return timers;
        stream.AppendOne(moved);
        timers.Schedule(new CaseDeadlineDue(move.CaseId, move.DeadlineId), moved.DueAt);
        return timers;
    }

    public static CaseDeadlineMoved? Decide(MoveCaseDeadline move, Case? current, DeadlineRules rules, DateTimeOffset now) =>
        current?.Deadlines.Outdated(move.DeadlineId, rules, now) is { } outdated
            ? new CaseDeadlineMoved(move.CaseId, move.DeadlineId, outdated.DueAt, outdated.Rules, now)
            : null;
}

/// <summary>Deadlines of a case that passed, or that the rules move, and nothing says so.</summary>
internal static class MissedCaseDeadlines
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DeadlineRules rules, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.id, d ->> 'id', d ->> 'kind', (d ->> 'from')::timestamptz, (d ->> 'dueAt')::timestamptz, d ->> 'rules', (d ->> 'missed')::boolean
            from chaincoop.mt_doc_case s cross join jsonb_array_elements(s.data -> 'deadlines') d
            """);
        return await StoredDeadlines.ChooseAsync(
            command, rules, until, (stream, id) => new CaseDeadlineDue(CaseId.From(stream), id), (stream, id) => new MoveCaseDeadline(CaseId.From(stream), id), token);
    }
}

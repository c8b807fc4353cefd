using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using Wolverine;

namespace ChainCoop.Cases.Security;

/// <summary>Which deadlines a security room has. Their ids follow from what they are about, so that facts meet them without naming them.</summary>
internal static class SecurityDeadlines
{
    public static readonly DeadlineKind Objection = new("objection");
    private static readonly DeadlineKind Intervention = new("barrier-intervention");
    private static readonly DeadlineKind Advice = new("bibob-advice");
    private static readonly DeadlineKind ExtendedAdvice = new("bibob-advice-extension");

    /// <summary>The end of the day that somebody set, in the Netherlands.</summary>
    public static Deadline OfIntervention(BarrierInterventionPlanned e) =>
        new(IdOf(e.BarrierId), Intervention, e.At, DutchTime.EndOf(e.PlannedUntil).ToUniversalTime(), Rules: null);

    /// <summary>Counted from the decision: the day after is the first (art. 6:8 Awb).</summary>
    public static Deadline OfObjection(MeasureId id, DeadlineRules rules, DateTimeOffset now) => rules.Begin(IdOf(id), Objection, now, now);

    public static Deadline OfAdvice(ProceedingId id, DateOnly asked, DeadlineRules rules, DateTimeOffset now) =>
        rules.Begin(IdOf(id), Advice, DutchTime.StartOf(asked).ToUniversalTime(), now);

    /// <summary>Counted from the last day of the first term.</summary>
    public static Deadline OfExtension(ProceedingId id, DateTimeOffset firstDueAt, DeadlineRules rules, DateTimeOffset now) =>
        rules.Begin(ExtensionOf(id), ExtendedAdvice, firstDueAt.AddSeconds(-1), now);

    public static DeadlineId IdOf(BarrierId id) => DeadlineId.From(id.Value);

    public static DeadlineId IdOf(MeasureId id) => DeadlineId.From(id.Value);

    public static DeadlineId IdOf(ProceedingId id) => DeadlineId.From(id.Value);

    public static DeadlineId ExtensionOf(ProceedingId id) => DeadlineId.From(NewId.Named(id.Value, "extension"));

    public static Access.Timer TimerOf(SecurityTrackId track, Deadline deadline) => new(new SecurityDeadlineDue(track, deadline.Id), deadline.DueAt);
}

/// <summary>A deadline of a security room is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record SecurityDeadlineDue(SecurityTrackId SecurityTrackId, DeadlineId DeadlineId) : IDueMessage;

public static class SecurityDeadlineDueHandler
{
    public static async Task Handle(SecurityDeadlineDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<SecurityTrack>(due.SecurityTrackId.Value, token);
        stream.AppendMany(Decide(due, stream.Aggregate, clock.GetUtcNow()));
    }

    /// <summary>The term for objection is of those concerned, not of who works in the room: when it passes nobody is late, and the measure stands.</summary>
    public static IReadOnlyList<object> Decide(SecurityDeadlineDue due, SecurityTrack? current, DateTimeOffset now) =>
        current?.Deadlines.Passed(due.DeadlineId, now) is not { } passed ? []
        : passed.Kind == SecurityDeadlines.Objection ? [new MeasureBecameFinal(due.SecurityTrackId, MeasureId.From(passed.Id.Value), passed.DueAt, now)]
        : [new SecurityDeadlineMissed(due.SecurityTrackId, passed.Id, passed.DueAt, now)];
}

/// <summary>Other rules hold since a deadline of a security room began: it is asked by them.</summary>
public sealed record MoveSecurityDeadline(SecurityTrackId SecurityTrackId, DeadlineId DeadlineId) : IDueMessage;

public static class MoveSecurityDeadlineHandler
{
    public static async Task<OutgoingMessages> Handle(MoveSecurityDeadline move, IDocumentSession session, DeadlineRules rules, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<SecurityTrack>(move.SecurityTrackId.Value, token);
        var timers = new OutgoingMessages();
        if (Decide(move, stream.Aggregate, rules, clock.GetUtcNow()) is not { } moved) return timers;
        stream.AppendOne(moved);
        timers.Schedule(new SecurityDeadlineDue(move.SecurityTrackId, move.DeadlineId), moved.DueAt);
        return timers;
    }

    public static SecurityDeadlineMoved? Decide(MoveSecurityDeadline move, SecurityTrack? current, DeadlineRules rules, DateTimeOffset now) =>
        current?.Deadlines.Outdated(move.DeadlineId, rules, now) is { } outdated
            ? new SecurityDeadlineMoved(move.SecurityTrackId, move.DeadlineId, outdated.DueAt, outdated.Rules, now)
            : null;
}

/// <summary>Deadlines of a security room that passed, or that the rules move, and nothing says so.</summary>
internal static class MissedSecurityDeadlines
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DeadlineRules rules, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.id, d ->> 'id', d ->> 'kind', (d ->> 'from')::timestamptz, (d ->> 'dueAt')::timestamptz, d ->> 'rules', (d ->> 'missed')::boolean
            from chaincoop.mt_doc_securitytrack s cross join jsonb_array_elements(s.data -> 'deadlines') d
            """);
        return await StoredDeadlines.ChooseAsync(
            command, rules, until, (stream, id) => new SecurityDeadlineDue(SecurityTrackId.From(stream), id), (stream, id) => new MoveSecurityDeadline(SecurityTrackId.From(stream), id), token);
    }
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Cases.Emergencies;

/// <summary>The time of emergency access is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record EmergencyUseEnds(EmergencyUseId EmergencyUseId) : IDueMessage;

public static class EmergencyUseEndsHandler
{
    public static async Task Handle(EmergencyUseEnds due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<EmergencyUse>(due.EmergencyUseId.Value, token);
        foreach (var @event in Decide(stream.Aggregate, clock.GetUtcNow()))
        {
            stream.AppendOne(@event);
            Grants.Fold(session, @event);
        }
    }

    /// <summary>A review may have ended it before, and a message may come twice.</summary>
    public static IReadOnlyList<object> Decide(EmergencyUse? use, DateTimeOffset now) =>
        use is { EndedAt: null } && use.Until <= now ? [use.End(use.Until, now)] : [];
}

/// <summary>The last moment of the review passed. Never cancelled, as above.</summary>
public sealed record EmergencyReviewDue(EmergencyUseId EmergencyUseId) : IDueMessage;

public static class EmergencyReviewDueHandler
{
    public static async Task Handle(EmergencyReviewDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<EmergencyUse>(due.EmergencyUseId.Value, token);
        stream.AppendMany(Decide(stream.Aggregate, clock.GetUtcNow()));
    }

    public static IReadOnlyList<object> Decide(EmergencyUse? use, DateTimeOffset now) =>
        use is { BecameOverdue: false } && use.IsOverdue(now) ? [new EmergencyReviewBecameOverdue(use.Id, use.ReviewBy, now)] : [];
}

/// <summary>Uses of emergency access that are over or overdue, and nothing says so.</summary>
internal static class MissedEmergencyTimers
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select id, data ->> 'endedAt' is null and (data ->> 'until')::timestamptz <= $1,
                   data ->> 'review' is null and not (data ->> 'becameOverdue')::boolean and (data ->> 'reviewBy')::timestamptz <= $1
            from chaincoop.mt_doc_emergencyuse
            where data ->> 'endedAt' is null or data ->> 'review' is null and not (data ->> 'becameOverdue')::boolean
            """);
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        List<IDueMessage> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var id = EmergencyUseId.From(reader.GetGuid(0));
            if (reader.GetBoolean(1)) found.Add(new EmergencyUseEnds(id));
            if (reader.GetBoolean(2)) found.Add(new EmergencyReviewDue(id));
        }

        return found;
    }

    /// <summary>Those of one organisation on one record whose time is over.</summary>
    public static async Task<IReadOnlyList<EmergencyUseEnds>> EndsAsync(RecordId record, Oin organisation, DateTimeOffset now, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            """
            select id from chaincoop.mt_doc_emergencyuse
            where data -> 'record' = to_jsonb($1) and data -> 'by' ->> 'organisation' = $2 and data ->> 'endedAt' is null and (data ->> 'until')::timestamptz <= $3
            """);
        command.Parameters.Add(new() { Value = record.ToString() });
        command.Parameters.Add(new() { Value = organisation.Value });
        command.Parameters.Add(new() { Value = now.ToUniversalTime() });
        List<EmergencyUseEnds> found = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) found.Add(new EmergencyUseEnds(EmergencyUseId.From(reader.GetGuid(0))));
        return found;
    }
}

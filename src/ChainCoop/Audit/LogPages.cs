using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Audit;

/// <summary>What the views of the access record have in common: which lines are asked for.</summary>
/// <param name="Decided">Only those of requests that came to the policy.</param>
/// <param name="Statuses">Lowest and highest HTTP status.</param>
internal sealed record LogQuestion(
    Oin? Organisation, Guid? Resource, ActionName? Action, DateTimeOffset From, DateTimeOffset Until, (int Least, int Most) Statuses, bool Decided, Effect? Effect, int Limit)
{
    /// <summary>Without a start so many days before the end are read.</summary>
    public const int DefaultDays = 31;

    /// <summary>More days are not read at once.</summary>
    public const int MostDays = 366;

    public static void Check(Faults faults, DateTimeOffset? from, DateTimeOffset? until)
    {
        var end = until ?? faults.Now;
        faults.Require(from is null || from < end, "/from", "Must be before the end of the period.");
        faults.Require(from is null || end - from <= TimeSpan.FromDays(MostDays), "/from", $"The period must have at most {MostDays} days.");
    }

    public static (DateTimeOffset From, DateTimeOffset Until) PeriodOf(DateTimeOffset? from, DateTimeOffset? until, DateTimeOffset now)
    {
        var end = until ?? now.AddTicks(TimeSpan.TicksPerMicrosecond);
        return (from ?? (end - DateTimeOffset.MinValue > TimeSpan.FromDays(DefaultDays) ? end.AddDays(-DefaultDays) : DateTimeOffset.MinValue), end);
    }
}

/// <summary>One access record, as it is stored.</summary>
internal sealed record LogRow(
    Guid Id, DateTimeOffset At, string TraceId, string SpanId, ActorRef? Officer, string[] Roles, Purpose? Purpose, string Action, string Method, string Route,
    ResourceKind? Kind, Guid? Resource, MunicipalityCode? Municipality, int Status, Effect? Decision, string[] Reasons, string? Policy, Guid[] Subjects, string? Origin,
    Oin? Recipient, string? Justification);

internal static class LogPages
{
    /// <summary>Newest first, from indexes; a page of the log that is as old as it may be costs what the newest does.</summary>
    /// <param name="list">Which list with which filters: what a cursor is for.</param>
    public static async Task<Shown> ReadAsync<TLine>(
        LogQuestion question, string list, string? cursor, Func<LogRow, TLine> view, Scope scope, Secrets secrets, NpgsqlDataSource source)
    {
        var start = new Cursor(question.Until.ToUniversalTime(), Guid.Empty);
        if (cursor is not null && !Cursor.TryRead(cursor, list, secrets, out start))
            return Shown.Refused(Problems.InvalidInput([new Fault("query:cursor", Cursor.Fault)]));

        var rows = await ReadAsync(question, start, scope, source);
        var page = rows.Take(question.Limit).ToList();
        return new Shown(new Page<TLine>(
            [.. page.Select(view)], rows.Count > question.Limit ? new Cursor(page[^1].At, page[^1].Id).Write(list, secrets) : null));
    }

    private static async Task<IReadOnlyList<LogRow>> ReadAsync(LogQuestion question, Cursor start, Scope scope, NpgsqlDataSource source)
    {
        // Only what is asked stands in the statement, so that each question has the plan of its own index.
        var within = AuditRules.Within(scope.Actor.Organisation, scope.Municipalities.Select(code => new MunicipalityCode(code)));
        var conditions = string.Concat(
            within is null ? "" : " and organisation = @within",
            question.Organisation is null ? "" : " and organisation = @organisation",
            question.Resource is null ? "" : " and resource = @resource",
            question.Action is null ? "" : " and action = @action",
            question.Statuses.Least == 0 ? "" : " and status >= 400",
            question.Effect is null ? "" : " and decision = @decision",
            question.Decided ? " and decision is not null" : "");
        await using var command = source.CreateCommand(
            $"""
            select id, at, trace_id, span_id, organisation, officer, roles, purpose, action, method, route, kind, resource, municipality, status, decision,
                reasons, policy, subjects, origin, recipient, justification
            from access.log
            where at >= @from and at <= @start_at and (at, id) < (@start_at, @start_id) and status between @least and @most {conditions}
            order by at desc, id desc limit @limit
            """);
        command.Parameters.AddWithValue("from", question.From.ToUniversalTime());
        command.Parameters.AddWithValue("start_at", start.At);
        command.Parameters.AddWithValue("start_id", start.Id);
        command.Parameters.AddWithValue("least", question.Statuses.Least);
        command.Parameters.AddWithValue("most", question.Statuses.Most);
        command.Parameters.AddWithValue("limit", question.Limit + 1);
        if (within is { } own) command.Parameters.AddWithValue("within", own.Value);
        if (question.Organisation is { } organisation) command.Parameters.AddWithValue("organisation", organisation.Value);
        if (question.Resource is { } resource) command.Parameters.AddWithValue("resource", resource);
        if (question.Action is { } action) command.Parameters.AddWithValue("action", action.Value);
        if (question.Effect is { } effect) command.Parameters.AddWithValue("decision", Kebab.Of(effect));

        List<LogRow> rows = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token)) rows.Add(RowFrom(reader));
        return rows;
    }

    private static LogRow RowFrom(NpgsqlDataReader reader)
    {
        return new LogRow(
            reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3),
            Text(4) is { } organisation && Text(5) is { } officer ? new ActorRef(new Oin(organisation), new OfficerId(officer)) : null,
            reader.GetFieldValue<string[]>(6), Text(7) is { } purpose ? new Purpose(purpose) : null, reader.GetString(8), reader.GetString(9), reader.GetString(10),
            Text(11) is { } kind ? Kebab.Parse<ResourceKind>(kind) : null, reader.IsDBNull(12) ? null : reader.GetGuid(12),
            Text(13) is { } municipality ? new MunicipalityCode(municipality) : null, reader.GetInt32(14), Text(15) is { } decision ? Kebab.Parse<Effect>(decision) : null,
            reader.GetFieldValue<string[]>(16), Text(17), reader.GetFieldValue<Guid[]>(18), Text(19), Text(20) is { } recipient ? new Oin(recipient) : null, Text(21));

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}

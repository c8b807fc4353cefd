using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Audit;

/// <summary>What became of a request: it was granted, refused (400 to 499), or the program failed.</summary>
public enum AccessResult { Granted, Refused, Failed }

/// <param name="Organisation">Only requests of this organisation.</param>
/// <param name="Resource">Only requests about this signal, case, track or other resource.</param>
/// <param name="Action">Only this action, such as <c>signal.read</c>.</param>
/// <param name="From">First instant of the period; default 31 days before its end. A period has at most 366 days.</param>
/// <param name="Until">End of the period, exclusive; default now.</param>
/// <param name="Result">Only requests with this result.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many lines; default 50.</param>
public sealed record ReadAccessLog(
    Oin? Organisation = null,
    RecordId? Resource = null,
    ActionName? Action = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    AccessResult? Result = null,
    [property: MaxLength(100)] string? Cursor = null,
    [property: Range(1, 200)] int Limit = 50) : IChecked
{
    public void Check(Faults faults) => LogQuestion.Check(faults, From, Until);
}

/// <summary>One request (BIO2 8.15.01): who did or asked what, with what, why, from where, with what result. The officer and the data subjects are pseudonyms.</summary>
/// <param name="Organisation">Absent, like the officer, when nobody was known yet.</param>
/// <param name="Roles">As the token claims them.</param>
/// <param name="Route">The template of the route; empty when there is none.</param>
/// <param name="Kind">Of the resource.</param>
/// <param name="Municipality">Of the resource, or the one that was asked about.</param>
/// <param name="Status">Of the answer, as HTTP has it.</param>
/// <param name="Subjects">Whose data was given or written.</param>
/// <param name="Origin">Network of the caller.</param>
/// <param name="Recipient">To whom a disclosure gave the data.</param>
/// <param name="Justification">The legal basis of a disclosure.</param>
public sealed record AccessLogLine(
    Guid Id,
    DateTimeOffset At,
    string TraceId,
    string SpanId,
    Oin? Organisation,
    Pseudonym? Officer,
    IReadOnlyList<string> Roles,
    Purpose? Purpose,
    string Action,
    string Method,
    string Route,
    ResourceKind? Kind,
    Guid? Resource,
    MunicipalityCode? Municipality,
    AccessResult Result,
    int Status,
    IReadOnlyList<Pseudonym> Subjects,
    string? Origin,
    Oin? Recipient,
    string? Justification);

public static class ReadAccessLogEndpoint
{
    /// <summary>
    /// Reads the access log, the newest lines first: those of officers of the own organisation; of the whole district with a mandate
    /// for all its municipalities.
    /// </summary>
    [WolverineGet("/audit/access-log"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<Page<AccessLogLine>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ReadAccessLog query, Gate gate, Pseudonyms pseudonyms, Secrets secrets, NpgsqlDataSource source) =>
        gate.Ask(
            AuditRules.ReadLog,
            scope =>
            {
                var (from, until) = LogQuestion.PeriodOf(query.From, query.Until, scope.Now);
                var question = new LogQuestion(query.Organisation, query.Resource?.Value, query.Action, from, until, StatusesOf(query.Result), Decided: false, null, query.Limit);
                return LogPages.ReadAsync(
                    question, $"access log for {scope.Actor.Organisation}: {query with { Cursor = null, Limit = 0 }}", query.Cursor, row => View(row, pseudonyms), scope, secrets, source);
            },
            new Matter(query.Resource?.Value));

    internal static AccessLogLine View(LogRow row, Pseudonyms pseudonyms) => new(
        row.Id, row.At, row.TraceId, row.SpanId, row.Officer?.Organisation, row.Officer is { } officer ? pseudonyms.Of(officer) : null, row.Roles, row.Purpose,
        row.Action, row.Method, row.Route, row.Kind, row.Resource, row.Municipality, ResultOf(row.Status), row.Status,
        [.. row.Subjects.Select(subject => pseudonyms.Of(new SubjectId(subject)))], row.Origin, row.Recipient, row.Justification);

    private static AccessResult ResultOf(int status) => status < 400 ? AccessResult.Granted : status < 500 ? AccessResult.Refused : AccessResult.Failed;

    private static (int Least, int Most) StatusesOf(AccessResult? result) => result switch
    {
        null => (0, 999),
        AccessResult.Granted => (0, 399),
        AccessResult.Refused => (400, 499),
        AccessResult.Failed => (500, 999),
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };
}

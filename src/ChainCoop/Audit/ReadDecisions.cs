using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Audit;

/// <param name="Organisation">Only requests of this organisation.</param>
/// <param name="Resource">Only decisions about this signal, case, track or other resource.</param>
/// <param name="Action">Only this action, such as <c>signal.read</c>.</param>
/// <param name="From">First instant of the period; default 31 days before its end. A period has at most 366 days.</param>
/// <param name="Until">End of the period, exclusive; default now.</param>
/// <param name="Effect">Only decisions with this effect.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many decisions; default 50.</param>
public sealed record ReadDecisions(
    Oin? Organisation = null,
    RecordId? Resource = null,
    ActionName? Action = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    Effect? Effect = null,
    [property: MaxLength(100)] string? Cursor = null,
    [property: Range(1, 200)] int Limit = 50) : IChecked
{
    public void Check(Faults faults) => LogQuestion.Check(faults, From, Until);
}

/// <summary>One decision of the policy, as the AuthZEN Authorization API has question and answer.</summary>
/// <param name="TraceId">With <paramref name="SpanId"/> the key of the record: it comes once.</param>
/// <param name="PolicyVersion">Of the policy that decided.</param>
public sealed record DecisionRecord(
    Guid Id, DateTimeOffset At, string TraceId, string SpanId, string PolicyVersion, DecisionRequest Request, DecisionResponse Response);

public sealed record DecisionRequest(DecisionSubject Subject, DecisionAction Action, DecisionResource Resource, DecisionContext Context);

/// <param name="Type">Always <c>officer</c>.</param>
/// <param name="Id">A pseudonym.</param>
public sealed record DecisionSubject(string Type, Pseudonym Id, OfficerProperties Properties);

/// <param name="Roles">As the token claims them; the reasons name those that counted.</param>
public sealed record OfficerProperties(Oin Organisation, IReadOnlyList<string> Roles);

/// <param name="Name">Such as <c>signal.read</c>.</param>
public sealed record DecisionAction(string Name);

/// <param name="Id">Absent when the question was about none in particular: a list, a search, a feed.</param>
public sealed record DecisionResource(ResourceKind Type, Guid? Id, ResourceProperties Properties);

public sealed record ResourceProperties(MunicipalityCode? Municipality);

/// <param name="Purpose">As stated, or the default of the role.</param>
public sealed record DecisionContext(Purpose? Purpose, DateTimeOffset Time);

/// <param name="Decision">Whether it was allowed.</param>
public sealed record DecisionResponse(bool Decision, DecisionReasons Context);

/// <param name="Effect">A denial is to hide, which is answered like what is absent, or to forbid.</param>
public sealed record DecisionReasons(Effect Effect, IReadOnlyList<string> Reasons);

public static class ReadDecisionsEndpoint
{
    /// <summary>
    /// Reads the decision log, the newest first: one record per decision of the policy, denials too. What was refused before the
    /// policy was asked has none. Of officers of the own organisation; of the whole district with a mandate for all its municipalities.
    /// </summary>
    [WolverineGet("/audit/decisions"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<Page<DecisionRecord>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ReadDecisions query, Gate gate, Pseudonyms pseudonyms, Secrets secrets, NpgsqlDataSource source) =>
        gate.Ask(
            AuditRules.ReadDecisions,
            scope =>
            {
                var (from, until) = LogQuestion.PeriodOf(query.From, query.Until, scope.Now);
                var question = new LogQuestion(query.Organisation, query.Resource?.Value, query.Action, from, until, (0, 999), Decided: true, query.Effect, query.Limit);
                return LogPages.ReadAsync(
                    question, $"decisions for {scope.Actor.Organisation}: {query with { Cursor = null, Limit = 0 }}", query.Cursor, row => View(row, pseudonyms), scope, secrets, source);
            },
            new Matter(query.Resource?.Value));

    /// <summary>The policy decides about officers, with a rule that has a kind: a record with a decision has both.</summary>
    internal static DecisionRecord View(LogRow row, Pseudonyms pseudonyms) => new(
        row.Id, row.At, row.TraceId, row.SpanId, row.Policy!,
        new DecisionRequest(
            new DecisionSubject("officer", pseudonyms.Of(row.Officer!), new OfficerProperties(row.Officer!.Organisation, row.Roles)),
            new DecisionAction(row.Action),
            new DecisionResource(row.Kind!.Value, row.Resource, new ResourceProperties(row.Municipality)),
            new DecisionContext(row.Purpose, row.At)),
        new DecisionResponse(row.Decision == Effect.Allow, new DecisionReasons(row.Decision!.Value, row.Reasons)));
}

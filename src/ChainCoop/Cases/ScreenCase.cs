using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>Weighs a proposal against the criteria for a case.</summary>
/// <param name="Criteria">Those that are met; at least one to accept.</param>
public sealed record ScreenCase(
    ScreeningConclusion Conclusion,
    [property: MaxLength(20)] IReadOnlyList<ScreeningCriterion>? Criteria = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Criteria is null || Criteria.Distinct().Count() == Criteria.Count, "/criteria", "Must not name a criterion twice.");
        faults.Require(Conclusion != ScreeningConclusion.Accepted || Criteria is { Count: > 0 }, "/criteria", "At least one criterion is met by a case that is accepted.");
    }
}

public static class ScreenCaseEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.screen", [GrantRole.Lead], CaseAccess.Directors);

    /// <summary>
    /// Accepts or rejects a proposed case. The rules advise, and whoever screens decides; the case shows both. Once two organisations take part,
    /// an accepted case is open.
    /// </summary>
    [WolverinePost("/cases/{caseId}/screenings"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<CaseStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, ScreenCase command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) => Decide(
            command, current, await entry.SealNote(command.Note, CaseData.Purpose, CaseData.Retention, "case_screened"), entry.By, entry.Now));

    public static Decision Decide(ScreenCase command, Case current, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (current.Status == CaseStatus.Closed) return CaseProtocol.Closed(current);
        if (!CaseProtocol.AwaitsScreening(current)) return CaseProtocol.Forbids(current, "The case was accepted.");

        var advice = ScreeningRules.Advise(ScreeningRules.On(now), [.. command.Criteria ?? []]);
        var screened = new CaseScreened(current.Id, command.Criteria ?? [], command.Conclusion, note, by, now, advice.Rules, advice.Conclusion);
        var after = current.Apply(screened);
        if (!CaseProtocol.Opens(after, now)) return Decision.Of(screened) with { Answer = CaseProtocol.Standing(after) };

        var opened = new CaseOpened(current.Id, by, now);
        return Decision.Of(screened, opened) with { Answer = CaseProtocol.Standing(after.Apply(opened)) };
    }
}

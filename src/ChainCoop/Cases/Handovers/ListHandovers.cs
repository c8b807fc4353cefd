using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Handovers;

public static class ListHandoversEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.list-handovers", [GrantRole.Lead, GrantRole.Offered], CaseAccess.Hosts);

    /// <summary>
    /// Lists the hand-overs of a case, the latest first, all on one page. A municipality that is asked to take it over sees that request
    /// alone, and nothing else of the case; the ETag is the one to answer with.
    /// </summary>
    [WolverineGet("/cases/{caseId}/handovers"), Scope("cases.read"), RequiresPurpose]
    [ProducesResponseType<Page<HandoverView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(CaseId caseId, HttpContext http, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<Case>(
            caseId.Value,
            Rule,
            async (current, verdict) =>
            {
                var caller = http.Actor().Organisation;
                var seen = current.Handovers.Where(handover => verdict.Has(GrantRole.Lead) || handover.Answer is null && handover.Receiver == caller).Reverse().ToList();
                var opened = await vault.OpenAsync([.. seen.SelectMany(handover => new[] { handover.Note, handover.AnswerNote }).OfType<PayloadRef>()], token);
                return new Shown(new Page<HandoverView>([.. seen.Select(handover => HandoverView.Of(current, handover, note => note is null ? null : opened.Text(note)))]));
            },
            current => current.Version);
}

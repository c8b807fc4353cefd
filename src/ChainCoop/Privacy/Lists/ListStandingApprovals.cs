using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

public static class ListStandingApprovalsEndpoint
{
    /// <summary>Lists the standing approvals of the own organisation, those that have ended too, all on one page, the newest first.</summary>
    [WolverineGet("/standing-approvals"), Scope("privacy.read")]
    [ProducesResponseType<Page<StandingApprovalView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(Gate gate, IDocumentStore store) => gate.Ask(ListRules.ListStanding, async scope => new Shown(await ReadAsync(scope, store)));

    private static async Task<Page<StandingApprovalView>> ReadAsync(Scope scope, IDocumentStore store)
    {
        await using var session = store.QuerySession();
        var found = await session.QueryAsync<StandingApproval>(
            "where data ->> 'owner' = ? and data ->> 'municipality' = any(?) order by id desc", scope.Token, scope.Actor.Organisation.Value, scope.Municipalities);
        return new Page<StandingApprovalView>([.. found.Select(approval => StandingApprovalView.Of(approval, scope.Now))]);
    }
}

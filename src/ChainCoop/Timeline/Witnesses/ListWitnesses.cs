using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Timeline.Witnesses;

public static class ListWitnessesEndpoint
{
    /// <summary>Lists the keys of all witnesses, in the order in which they were registered: who checks a cosignature needs them, of whichever organisation.</summary>
    [WolverineGet("/timeline/witnesses"), Scope("timeline.read")]
    [ProducesResponseType<Page<WitnessView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(Gate gate, IDocumentStore store) =>
        gate.Ask(TimelineRules.List, async scope =>
        {
            await using var session = store.QuerySession();
            var witnesses = await session.Query<Witness>().OrderBy(witness => witness.Id).ToListAsync(scope.Token);
            return new Shown(new Page<WitnessView>([.. witnesses.Select(WitnessView.Of)]));
        });
}

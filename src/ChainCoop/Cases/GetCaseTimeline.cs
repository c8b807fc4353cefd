using System.Globalization;
using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>
/// One fact of a case. It has no event id: the ids of feed entries follow from those, so that a leaked entry about a
/// track could be joined to the case.
/// </summary>
/// <param name="Id">Its place in the case: 1, 2, 3 …, the ETag that the case had after it.</param>
/// <param name="Type">What happened, such as <c>member-joined</c>; in which room is not said.</param>
/// <param name="Organisation">Who did it; absent when time did.</param>
public sealed record CaseTimelineEntry(string Id, string Type, DateTimeOffset At, Oin? Organisation);

public static class GetCaseTimelineEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.read-timeline", CaseAccess.Members, CaseAccess.Everybody);

    /// <summary>Reads what happened in a case, in order, all on one page. The tracks have no part in it.</summary>
    [WolverineGet("/cases/{caseId}/timeline"), Scope("cases.read")]
    [ProducesResponseType<Page<CaseTimelineEntry>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(CaseId caseId, Gate gate, IDocumentStore store, CancellationToken token) =>
        gate.Show<Case>(
            caseId.Value,
            Rule,
            async (current, _) =>
            {
                await using var session = store.QuerySession();
                var events = await session.Events.FetchStreamAsync(caseId.Value, version: current.Version, token: token);
                return new Shown(new Page<CaseTimelineEntry>(
                [
                    .. events.Select(@event => (@event.Version, Type: @event.EventTypeName.Replace('_', '-'), Fact: (ICaseFact)@event.Data))
                        .Select(x => new CaseTimelineEntry(x.Version.ToString(CultureInfo.InvariantCulture), x.Type, x.Fact.At, x.Fact.By?.Organisation)),
                ]));
            },
            current => current.Version);
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Links;

/// <summary>The link holds no longer.</summary>
public sealed record EndSubjectLink;

public static class EndSubjectLinkEndpoint
{
    /// <summary>Ends a link: it is not found by its subjects any more, and what it said is not shown.</summary>
    [WolverinePost("/subject-links/{linkId}/endings"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<SubjectLinkReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubjectLinkId linkId, EndSubjectLink command, Gate gate) =>
        gate.Change<SubjectLink>(
            linkId.Value, LinkRules.End, (link, entry) => Decide(command, link, entry.By, entry.Now) with { Also = operations => LinkHashes.Forget(operations, linkId) });

    public static Decision Decide(EndSubjectLink _, SubjectLink link, ActorRef by, DateTimeOffset now) => link.EndedAt is null
        ? Decision.Of(new SubjectLinkEnded(link.Id, by, now)) with { Answer = new SubjectLinkReceipt(link.Id) }
        : Problems.StateForbids("ended", [], "The link has ended already.");
}

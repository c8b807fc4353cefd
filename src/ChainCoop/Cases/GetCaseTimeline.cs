using System.Globalization;
using ChainCoop.Access;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Handovers;
using ChainCoop.Platform;
using ChainCoop.Shared;
using JasperFx.Events;
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
/// <param name="Organisation">Who did it; absent when time did, and where it is about a room whose members the caller does not see.</param>
public sealed record CaseTimelineEntry(string Id, string Type, DateTimeOffset At, Oin? Organisation);

public static class GetCaseTimelineEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.read-timeline", CaseAccess.Readers, CaseAccess.Everybody);

    /// <summary>Reads what happened in a case, in order, all on one page. The tracks have no part in it.</summary>
    [WolverineGet("/cases/{caseId}/timeline"), Scope("cases.read"), ShowsPast]
    [ProducesResponseType<Page<CaseTimelineEntry>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(CaseId caseId, HttpContext http, Gate gate, IDocumentStore store, TimeProvider clock, CancellationToken token) =>
        gate.Show<Case>(
            caseId.Value,
            Rule,
            async (current, today, verdict) =>
            {
                await using var session = store.QuerySession();
                var events = await session.Events.FetchStreamAsync(caseId.Value, version: current.Version, token: token);
                var sight = new RoomSight(http.Actor().Organisation, verdict.RolesWith(CaseAccess.Members), (current, gate.Now), (today, clock.GetUtcNow()));
                return new Shown(new Page<CaseTimelineEntry>(
                [
                    .. events.Select(@event => Entry(@event, sight.SeesMembers)),
                ]));
            },
            current => current.Version);

    /// <summary>
    /// Only who leads a room decides on its members, so that naming who did would name a member. Of a body that is empty, as
    /// the term of the case is over, there is the header.
    /// </summary>
    private static CaseTimelineEntry Entry(IEvent @event, Func<Room, bool> seesMembers)
    {
        var fact = (IFact)@event.Data;
        var room = fact switch
        {
            MemberJoined joined => joined.Room,
            MemberLeft left => left.Room,
            RoomHandedOver handed => handed.Room,
            ConferencePlanned planned => planned.Room,
            AttendeeInvited invited => invited.Room,
            AttendanceEnded ended => ended.Room,
            ConferenceRecorded recorded => recorded.Room,
            ConferenceCancelled cancelled => cancelled.Room,
            _ => Room.General
        };
        return new CaseTimelineEntry(
            @event.Version.ToString(CultureInfo.InvariantCulture), @event.EventTypeName.Replace('_', '-'), fact.At == default ? @event.Timestamp : fact.At,
            fact is ICaseFact { By: { } by } && seesMembers(room) ? by.Organisation : null);
    }
}

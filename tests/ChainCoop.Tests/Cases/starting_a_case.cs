using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Feeds;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Signals;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class starting_a_case
{
    private static readonly IReadOnlyList<NewStream> Streams =
        CaseStart.Streams(Id, Municipality, Nijmegen, [new("labour")], from: null, title: null, Constable, Monday);

    [Fact]
    public void is_three_streams_the_case_first()
    {
        Streams.Select(stream => stream.State).ShouldBe([typeof(Case), typeof(VictimTrack), typeof(SecurityTrack)]);
        Streams[0].Id.ShouldBe(Id.Value);
        Streams.Select(stream => stream.Id).ShouldBeUnique();
    }

    [Fact]
    public void makes_the_municipality_the_lead_of_all_rooms_and_who_proposed_a_member_of_the_general_room()
    {
        var grants = Streams.SelectMany(stream => stream.Events).SelectMany(GrantRules.Of).ToList();

        grants.Where(grant => grant.Organisation == Nijmegen).Select(grant => (grant.Room, grant.Kind, grant.Resource, grant.Role)).ShouldBe(
        [
            (Room.General, ResourceKind.Case, Streams[0].Id, GrantRole.Lead),
            (Room.Care, ResourceKind.VictimTrack, Streams[1].Id, GrantRole.Lead),
            (Room.Security, ResourceKind.SecurityTrack, Streams[2].Id, GrantRole.Lead),
        ]);
        var police = grants.Where(grant => grant.Organisation == Police).ShouldHaveSingleItem();
        (police.Room, police.Resource, police.Role, police.Municipality).ShouldBe((Room.General, Streams[0].Id, GrantRole.Member, Municipality));
    }

    [Fact]
    public void lets_the_tracks_be_joined_by_membership_facts_only()
    {
        string[] ids = [.. Streams.Select(stream => stream.Id.ToString())];
        for (var stream = 0; stream < 3; stream++)
        {
            foreach (var @event in Streams[stream].Events.Where(@event => @event is not MemberJoined))
            {
                var json = JsonSerializer.Serialize(@event, @event.GetType(), Json.Http);
                ids.Where((_, other) => other != stream).ShouldAllBe(id => !json.Contains(id));
            }
        }
    }

    [Fact]
    public void tells_each_room_once_that_it_began()
    {
        var facts = Streams.SelectMany(stream => stream.Events).Select(FeedRules.Of).OfType<FeedFact>().Where(fact => fact.Starts).ToList();

        facts.Select(fact => (fact.Type, fact.Room, fact.Resource)).ShouldBe(
        [
            ("nl.chaincoop.cases.proposed.v1", Room.General, Streams[0].Id),
            ("nl.chaincoop.victim-tracks.opened.v1", Room.Care, Streams[1].Id),
            ("nl.chaincoop.security-tracks.opened.v1", Room.Security, Streams[2].Id),
        ]);
    }

    [Fact]
    public void shows_no_instant_that_joins_the_rooms()
    {
        foreach (var joined in Streams[0].Events.OfType<MemberJoined>())
            FeedRules.TimeOf(joined, joined.Room).ShouldBe(joined.Room == Room.General ? Monday : new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        FeedRules.TimeOf(Left(Joined(Police, Room.Care), Monday, Anna, Monday), Room.Care).TimeOfDay.ShouldBe(TimeSpan.Zero);

        // What is done in a room has its instant: no fact elsewhere shares it.
        FeedRules.TimeOf(new MeasureConsidered(SecurityRoom, MeasureId.New(), new("closure"), null, Anna, Monday), Room.Security).ShouldBe(Monday);
    }

    [Fact]
    public void from_a_signal_asks_that_one_has_it_that_it_is_of_the_municipality_and_that_no_case_grew_from_it()
    {
        var command = new ProposeCase(Municipality, [new("labour")], SignalId.New());
        var origin = new CaseOrigin(Municipality, SignalStatus.Received, HasCase: false);

        Propose(null).Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/fromSignal");
        Propose(origin with { Municipality = new("0281") }).Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/fromSignal");
        (Propose(origin with { HasCase = true }).Refusal!.Code, Propose(origin with { HasCase = true }).Refusal!.State).ShouldBe(("state-forbids", "received"));

        var decision = Propose(origin);
        decision.Starts[0].Events[0].ShouldBeOfType<CaseProposed>().From.ShouldBe(command.FromSignal);
        decision.Race!.Lost.Code.ShouldBe("state-forbids");
        Propose(origin with { Version = 7 }).Premises.ShouldBe([new ChainCoop.Access.Premise(command.FromSignal!.Value.Value, 7, Problems.ChangedMeanwhile)]);

        Decision Propose(CaseOrigin? from) => ProposeCaseEndpoint.Decide(Id, command, from, null, Anna, Monday);
    }

    [Fact]
    public void without_a_signal_asks_for_none() =>
        ProposeCaseEndpoint.Decide(Id, new ProposeCase(Municipality, [new("labour")]), null, null, Anna, Monday).Refusal.ShouldBeNull();
}

using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using ChainCoop.Signals;
using CsCheck;
using JasperFx.Events;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Feeds;

public class the_ledger_of_feeds
{
    private static readonly District District = new(Municipality);

    [Fact]
    public void gives_every_entitled_organisation_an_entry_of_its_own()
    {
        var ledger = After(Received, Acknowledged);

        FeedOf(ledger, Municipality).ShouldBe(["signals.received", "signals.acknowledged"]);
        FeedOf(ledger, Inspectorate).ShouldBe(["signals.received", "signals.acknowledged"]);
        FeedOf(ledger, Shelter).ShouldBeEmpty();
    }

    [Fact]
    public void gives_one_entry_to_who_is_entitled_twice() =>
        FeedOf(After(Received with { From = Municipality }), Municipality).ShouldBe(["signals.received"]);

    [Fact]
    public void tells_nothing_of_the_assessment_to_who_only_sent_it()
    {
        var ledger = After(Received, Assessed(AssessmentStep.W1), NeedsFurtherAnalysis, new SignalBecameOverdue(Id, SignalDeadline.Assessment, Monday, Monday));

        FeedOf(ledger, Inspectorate).ShouldBe(["signals.received"]);
        FeedOf(ledger, Municipality).ShouldBe(["signals.received", "signals.assessed", "signals.assessed", "signals.overdue"]);
    }

    [Fact]
    public void begins_with_access_for_who_gets_it_later_and_ends_with_its_end()
    {
        var ledger = After(Received, Referred, Declined, Dismissed);

        FeedOf(ledger, Shelter).ShouldBe(["access.granted", "signals.concluded", "access.ended"]);
        FeedOf(ledger, Municipality).ShouldBe(["signals.received", "signals.concluded", "signals.referral-answered", "signals.concluded"]);
        ledger.Added.Where(entry => entry.AboutAccess).ShouldAllBe(entry => entry.Organisation == Shelter);
    }

    [Fact]
    public void holds_ids_codes_and_the_place_in_the_feed_only()
    {
        var entry = After(Received, Acknowledged, Dismissed).Added[^1];

        JsonNode.DeepEquals(JsonNode.Parse(entry.Canonical), JsonNode.Parse(
            $$"""
            {
              "specversion": "1.0", "id": "{{NewId.Named(EventIdAt(3), $"nl.chaincoop.signals.concluded.v1|{Id}")}}",
              "source": "urn:nld:oin:00000099000000268000:systeem:chaincoop", "type": "nl.chaincoop.signals.concluded.v1", "time": "2026-03-02T08:00:00Z",
              "subject": "{{Id}}", "dataref": "/v1/signals/{{Id}}", "sequence": "00000000000000000003", "data": { "kind": "signal", "status": "dismissed" }
            }
            """)).ShouldBeTrue();
        entry.Commitment.ShouldBe(SHA256.HashData(entry.Canonical));
    }

    [Fact]
    public void has_no_gaps_and_chains_every_entry_to_the_one_before() =>
        History.Sample(history =>
        {
            foreach (var feed in After(history).Added.GroupBy(entry => (entry.Organisation, entry.Room)))
            {
                byte[] hash = [];
                var position = 0L;
                foreach (var entry in feed)
                {
                    entry.Position.ShouldBe(++position);
                    entry.FeedHash.ShouldBe(hash = SHA256.HashData([.. hash, .. SHA256.HashData(entry.Canonical)]));
                }
            }
        });

    [Fact]
    public void is_the_same_however_the_timeline_is_cut_into_pages() =>
        Gen.Select(History, Gen.Int[0, 12].Array[0, 4]).Sample((history, cuts) =>
        {
            var whole = After(history);
            Dictionary<(Oin, Room), (long Position, byte[] Hash)> heads = [];
            HashSet<Entitlement> access = [];
            List<FeedEntry> entries = [];
            int[] bounds = [0, .. cuts.Select(cut => Math.Min(cut, history.Length)).Order(), history.Length];
            for (var page = 1; page < bounds.Length; page++)
            {
                var ledger = new FeedLedger();
                foreach (var (feed, head) in heads) ledger.Restore(feed.Item1, feed.Item2, head.Position, head.Hash);
                foreach (var given in access) ledger.Restore(given.Resource, given.Organisation, given.Room, given.Role);
                for (var i = bounds[page - 1]; i < bounds[page]; i++) FeedPageHandler.Project(EventOf(history[i], i + 1), ledger, District);

                entries.AddRange(ledger.Added);
                foreach (var head in ledger.MovedHeads) heads[(head.Organisation, head.Room)] = (head.Position, head.FeedHash);
                access.ExceptWith(ledger.Ended);
                access.UnionWith(ledger.Given);
            }

            entries.Select(entry => Convert.ToHexString(entry.FeedHash)).ShouldBe(whole.Added.Select(entry => Convert.ToHexString(entry.FeedHash)));
            access.ShouldBe(whole.Given, ignoreOrder: true);
        });

    [Fact]
    public void tells_of_a_retraction_to_who_had_the_signal_and_of_a_question_to_who_is_asked_alone()
    {
        var request = EnrichmentRequestId.New();
        var asked = new EnrichmentRequested(Id, request, Police, Nijmegen, Nijmegen, Text, new(DeadlineId.From(request.Value), new("enrichment"), Monday, Tuesday, null), Anna, Monday);
        var ledger = After(
            Received, asked, Referred, Declined, new NoticeGiven(Id, Emm, new("emm"), Nijmegen, true, null, Anna, Monday),
            new SignalRetracted(Id, new("false-report"), null, [Emm], [new(request, Police)], Nijmegen, null, Anna, Tuesday),
            new RetractionSent(Id, RetractionId.New(), Municipality, [Emm, Police, Shelter], Nijmegen, Anna, Tuesday));

        FeedOf(ledger, Police).ShouldBe(["enrichment-requests.made", "access.ended", "retractions.made"]);
        FeedOf(ledger, Shelter).ShouldBe(["access.granted", "signals.concluded", "access.ended", "retractions.made"]);
        FeedOf(ledger, Emm).ShouldBe(["access.granted", "access.ended", "retractions.made"]);
        FeedOf(ledger, Inspectorate).ShouldBe(["signals.received", "signals.concluded", "signals.referral-answered", "signals.retracted"]);
        FeedOf(ledger, Municipality)[^3..].ShouldBe(["signals.notified", "signals.retracted", "retractions.made"]);
    }

    [Fact]
    public void writes_only_the_access_that_changed()
    {
        var ledger = new FeedLedger();
        ledger.Restore(Id.Value, Shelter, Room.General, GrantRole.Referred);

        FeedPageHandler.Project(EventOf(Referred, 1), ledger, District);
        ledger.Given.ShouldBeEmpty();
        ledger.Ended.ShouldBeEmpty();

        FeedPageHandler.Project(EventOf(Declined, 2), ledger, District);
        ledger.Given.ShouldBeEmpty();
        ledger.Ended.ShouldBe([new Entitlement(Id.Value, Shelter, Room.General, GrantRole.Referred)]);
    }

    [Fact]
    public void writes_no_access_that_came_and_went_in_one_page()
    {
        var ledger = new FeedLedger();
        FeedPageHandler.Project(EventOf(Referred, 1), ledger, District);
        FeedPageHandler.Project(EventOf(Declined, 2), ledger, District);

        ledger.Given.ShouldBeEmpty();
        ledger.Ended.ShouldBeEmpty();
    }

    private static readonly Gen<object[]> History =
        from received in Gen.OneOf(Gen.Const(Received), Gen.Const(Received with { From = Municipality }), Gen.Const(Received with { From = Shelter }))
        from rest in Gen.OneOf(
            Gen.Const<object>(Acknowledged), Gen.Const<object>(Assessed(AssessmentStep.W1)), Gen.Const<object>(Referred),
            Gen.Const<object>(Declined), Gen.Const<object>(Accepted), Gen.Const<object>(Dismissed)).Array[0, 12]
        select (object[])[received, .. rest];

    private static FeedLedger After(params object[] history)
    {
        var ledger = new FeedLedger();
        for (var i = 0; i < history.Length; i++) FeedPageHandler.Project(EventOf(history[i], i + 1), ledger, District);
        return ledger;
    }

    private static string[] FeedOf(FeedLedger ledger, Oin organisation) =>
    [
        .. ledger.Added.Where(entry => entry.Organisation == organisation)
            .Select(entry => ((string)JsonNode.Parse(entry.Canonical)!["type"]!)["nl.chaincoop.".Length..^".v1".Length]),
    ];

    private static IEvent EventOf(object data, int sequence)
    {
        var @event = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(data.GetType()), data)!;
        (@event.Id, @event.Sequence) = (EventIdAt(sequence), sequence);
        return @event;
    }

    private static Guid EventIdAt(int sequence) => new(sequence, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
}

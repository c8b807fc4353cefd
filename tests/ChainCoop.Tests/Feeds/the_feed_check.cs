using System.Text;
using System.Text.Json;
using ChainCoop.Cases;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Handovers;
using ChainCoop.Feeds;
using ChainCoop.Feeds.Check;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Tests.Storage;
using CsCheck;
using JasperFx.Events;

namespace ChainCoop.Tests.Feeds;

public class the_feed_check
{
    private static readonly District District = new(new("00000099000000268000"));
    private static readonly JsonSerializerOptions Forms = FormsOfTheStore();
    private static readonly object[] Pool = MakePool();

    [Fact]
    public void shares_no_code_with_what_makes_the_feeds()
    {
        var check = Code.Types.Where(type => type.Namespace == typeof(FeedCheck).Namespace).ToList();

        check.ShouldContain(typeof(FeedCheck));
        check.SelectMany(Code.TypesUsedBy).Distinct()
            .Where(type => type.Assembly == typeof(FeedCheck).Assembly && type.Namespace != typeof(FeedCheck).Namespace)
            .Where(type => type.Namespace?.StartsWith("ChainCoop", StringComparison.Ordinal) == true)
            .ShouldBe([typeof(District)], "Only the configured source of the entries comes from elsewhere.");
    }

    /// <summary>Any history at all, also one that no decision allows: two programs, one answer.</summary>
    [Fact]
    public void computes_what_the_handler_writes_for_any_history() =>
        Gen.Int[0, Pool.Length - 1].Array[0, 60].Sample(choices =>
        {
            var history = choices.Select(choice => Pool[choice]).ToList();
            var ledger = new FeedLedger();
            var expected = new ExpectedFeeds(District.Source);
            List<ExpectedRow> rows = [];
            for (var i = 0; i < history.Count; i++)
            {
                var @event = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(history[i].GetType()), history[i])!;
                @event.Id = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
                @event.Sequence = i + 1;
                FeedPageHandler.Project(@event, ledger, District);

                using var data = JsonDocument.Parse(JsonSerializer.Serialize(history[i], history[i].GetType(), Forms));
                rows.AddRange(expected.Next(@event.Sequence, @event.Id, Store.Events.Single(known => known.Value == history[i].GetType()).Key, data.RootElement));
            }

            rows.Select(Comparable).ShouldBe(ledger.Added.Select(Comparable));
        });

    private static string Comparable(ExpectedRow row) => string.Join(
        '|', row.Organisation, row.Room, row.Position, row.EventSequence, row.Resource, row.AboutAccess, row.Entry,
        Convert.ToHexString(row.Commitment), Convert.ToHexString(row.FeedHash), row.RecordedAt);

    private static string Comparable(FeedEntry row) => string.Join(
        '|', row.Organisation, Kebab.Of(row.Room), row.Position, row.EventSequence, row.Resource, row.AboutAccess, Encoding.UTF8.GetString(row.Canonical),
        Convert.ToHexString(row.Commitment), Convert.ToHexString(row.FeedHash), row.At);

    /// <summary>Every event type, and those that change access in all their forms.</summary>
    private static object[] MakePool()
    {
        Oin[] organisations = [new("00000099000000281000"), new("00000099000100001000"), new("00000099000100007000")];
        var others = EventExamples.All.Where(example => example is not (MemberJoined or MemberLeft or RoomHandedOver or AttendeeInvited or AttendanceEnded or ConferencePlanned)).ToList();
        var joined = EventExamples.All.OfType<MemberJoined>().Single();
        var left = EventExamples.All.OfType<MemberLeft>().Single();
        var referred = EventExamples.All.OfType<SignalReferred>().Single();
        var declined = EventExamples.All.OfType<ReferralDeclined>().Single();
        var withdrawn = EventExamples.All.OfType<ReferralWithdrawn>().Single();

        var handed = EventExamples.All.OfType<RoomHandedOver>().Single();

        List<object> members = [];
        foreach (var organisation in organisations)
        {
            members.AddRange([referred with { To = organisation }, declined with { To = organisation }, withdrawn with { To = organisation }]);
            foreach (var room in Enum.GetValues<Room>())
            {
                var victims = room == Room.Care ? joined.VictimTrackId : null;
                var security = room == Room.Security ? joined.SecurityTrackId : null;
                members.Add(EventExamples.All.OfType<ConferencePlanned>().Single() with { Room = room });
                members.Add(EventExamples.All.OfType<AttendeeInvited>().Single() with { Organisation = organisation, Room = room, VictimTrackId = victims, SecurityTrackId = security });
                members.Add(EventExamples.All.OfType<AttendanceEnded>().Single() with { Organisation = organisation, Room = room, VictimTrackId = victims, SecurityTrackId = security });
                foreach (var role in new MemberRole[] { new("lead"), new("member") })
                {
                    foreach (var founding in new[] { true, false })
                    {
                        members.Add(joined with
                        {
                            Organisation = organisation,
                            Room = room,
                            Role = role,
                            Founding = founding,
                            VictimTrackId = victims,
                            SecurityTrackId = security,
                        });
                    }

                    // In one role before and after, from one role to the other, and with others who go on.
                    foreach (var after in new MemberRole[] { new("lead"), new("member") })
                    {
                        members.Add(handed with
                        {
                            Room = room,
                            VictimTrackId = victims,
                            SecurityTrackId = security,
                            Ended = [new(organisation, role, joined.At, null), new(organisations[0], role, joined.At, null)],
                            Begun = [new(organisation, after, joined.At, null)],
                            Continued = [new(organisations[2], role, joined.At, null)],
                        });
                    }

                    members.Add(left with { Organisation = organisation, Room = room, Role = role, VictimTrackId = victims, SecurityTrackId = security });
                }
            }
        }

        return [.. others, .. members];
    }

    private static JsonSerializerOptions FormsOfTheStore()
    {
        var options = new JsonSerializerOptions();
        Json.SetForms(options);
        return options;
    }
}

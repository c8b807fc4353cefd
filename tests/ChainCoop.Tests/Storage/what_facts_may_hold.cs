using System.Reflection;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using ChainCoop.Signals;
using JasperFx.Events;
using Marten;

namespace ChainCoop.Tests.Storage;

/// <summary>Personal data and prose are in the vault and nowhere else: not in events, messages, stored replies.</summary>
public class what_facts_may_hold
{
    public static TheoryData<string> Events => [.. Store.Events.Keys.Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Events))]
    public void an_event_holds_no_text(string alias) => Holdings.FaultsIn(Store.Events[alias]).ShouldBeEmpty(
        "Events are kept for decades. A reason is a code; prose and whatever identifies a person goes into the vault (PayloadRef).");

    [Fact]
    public void a_message_holds_no_text() => Messages.SelectMany(Holdings.FaultsIn).ShouldBeEmpty("Messages wait in tables, and in those of failed messages.");

    [Fact]
    public void messages_are_found() => Messages.ShouldContain(typeof(SignalDeadlineDue));

    [Fact]
    public void a_stored_reply_holds_no_text() =>
        Route.All.Where(route => route.Has<IdempotentAttribute>()).SelectMany(route => route.Answers)
            .Where(answer => answer != typeof(SignalsReceived)) // put together anew; what is stored is the receipt of each signal
            .SelectMany(Holdings.FaultsIn).Except(
        [
            "SignalReceipt.FollowUpToken is String", // made anew for every repetition, never stored
        ]).ShouldBeEmpty("The answer to a request with an Idempotency-Key is stored.");

    [Fact]
    public void the_tracks_of_a_case_are_joined_by_membership_alone()
    {
        Type[] rooms = [typeof(CaseId), typeof(VictimTrackId), typeof(SecurityTrackId)];
        Store.Events.Where(known => Holdings.TypesIn(known.Value).Intersect(rooms).Count() > 1).Select(known => known.Key)
            .ShouldBe(["member_joined", "member_left", "room_handed_over", "attendee_invited", "attendance_ended"], ignoreOrder: true, "Any other event that names two rooms would tell one of the other.");
        Store.Events.Values.Where(type => type.Namespace is "ChainCoop.Cases.Victims" or "ChainCoop.Cases.Security").ShouldBe(
            Store.Events.Values.Where(type => Holdings.TypesIn(type).Any(held => held == typeof(VictimTrackId) || held == typeof(SecurityTrackId)))
                .Where(type => !Holdings.TypesIn(type).Contains(typeof(CaseId))), ignoreOrder: true);
        typeof(VictimTrackOpened).Namespace.ShouldNotBe(typeof(SecurityTrackOpened).Namespace);
    }

    [Fact]
    public void anything_but_ids_codes_numbers_days_and_instants_is_noticed() =>
        Holdings.FaultsIn(typeof(Careless)).ShouldBe(
        [
            "Careless.Name is String", "Careless.Anything is Object", "Careless.Raw is Guid", "Careless.Amount is Decimal", "Careless.Clock is DateTime",
            "Careless.Bytes is Byte[]", "Careless.Map is IReadOnlyDictionary`2", "Hidden.Text is String",
        ], ignoreOrder: true);

    /// <summary>What handlers of Wolverine take. A page of events is handed over within the process and never stored.</summary>
    private static IEnumerable<Type> Messages =>
        Code.Types.Where(type => type.Name.EndsWith("Handler", StringComparison.Ordinal) || type.Name.EndsWith("Consumer", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.Name is "Handle" or "HandleAsync" or "Consume" or "ConsumeAsync")
            .Select(method => method.GetParameters()[0].ParameterType)
            .Where(message => !IsPage(message));

    private static bool IsPage(Type message) =>
        message.GetProperties().Select(property => property.PropertyType).SequenceEqual([typeof(IReadOnlyList<IEvent>), typeof(IDocumentOperations)]);

    private sealed record Careless(
        SignalId Id, MunicipalityCode? Code, Room Room, string Name, object Anything, Guid? Raw, decimal Amount, DateTime Clock, byte[] Bytes,
        IReadOnlyDictionary<Oin, int> Map, IReadOnlyList<Hidden> Within);

    private sealed record Hidden(string Text, Hidden? Next);
}

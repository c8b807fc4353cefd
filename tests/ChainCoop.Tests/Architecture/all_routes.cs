using System.Reflection;
using System.Text.RegularExpressions;
using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Tests.Storage;
using Microsoft.AspNetCore.Authorization;

namespace ChainCoop.Tests.Architecture;

/// <summary>What every route of the API must say about itself; <c>Shared/RequestMetadata.cs</c> has the markers.</summary>
public class all_routes
{
    /// <summary>Text in answers that is about nobody, so that no purpose is asked.</summary>
    private static readonly Dictionary<string, string> PublicText = new()
    {
        ["OrganisationView.Name is String"] = "public register",
        ["OrganisationView.NameNl is String"] = "public register",
        ["StatisticsReport.Rules is String"] = "version of rules",
        ["StatisticsTable.Code is String"] = "names a table, part of the program",
        ["StatisticsTable.NotSaid is String"] = "names a sentence, part of the program",
        ["StatisticsColumn.Code is String"] = "codes of a list",
        ["Sentence.Code is String"] = "names a sentence, part of the program",
        ["Sentence.Text is String"] = "part of the program",
        ["MunicipalityView.Name is String"] = "public register",
        ["MunicipalityView.Predecessors is String"] = "codes of former municipalities",
        ["SubscriptionView.Sink is String"] = "address of a system, shown to the organisation that gave it",
        ["SubscriptionState.Head is String"] = "digits",
        ["SubscriptionState.Taken is String"] = "digits",
        ["DeliverySummary.Sequence is String"] = "digits",
        ["FeedState.Position is String"] = "digits",
        ["FeedState.Feedhash is String"] = "hexadecimal digits of a hash",
        ["FeedSnapshot.Position is String"] = "digits",
        ["FeedSnapshot.Next is String"] = "opaque position in a list",
        ["FeedResource.Dataref is String"] = "address of a resource, by its id",
        ["FeedResource.Status is String"] = "code of a status",
        ["CaseloadPage.Next is String"] = "opaque position in a list",
        ["DeadlinePage.Next is String"] = "opaque position in a list",
        ["DeadlineItem.Source is String"] = "law or policy",
        ["CaseTimelineEntry.Id is String"] = "digits of a version",
        ["CaseTimelineEntry.Type is String"] = "alias of an event",
        ["Page`1.Next is String"] = "opaque position in a list",
        ["String is String"] = "a signed head of the timeline: hashes and signatures",
        ["Byte[] is Byte[]"] = "hashes",
        ["Byte is Byte"] = "hashes",
        ["TimelineKeyView.Id is String"] = "digits",
        ["TimelineKeyView.VerifierKey is String"] = "a public key",
        ["WitnessView.Name is String"] = "the public name of an organisation's key",
        ["WitnessView.VerifierKey is String"] = "a public key",
        ["InclusionProof.LeafHash is String"] = "a hash",
        ["InclusionProof.RootHash is String"] = "a hash",
        ["InclusionProof.Hashes is String"] = "hashes",
        ["InclusionProof.TlogProof is String"] = "hashes and signatures",
        ["ConsistencyProof.FromRootHash is String"] = "a hash",
        ["ConsistencyProof.ToRootHash is String"] = "a hash",
        ["ConsistencyProof.Hashes is String"] = "hashes",
        ["Object is Object"] = "feed entries, which hold ids and codes (Feeds/FeedRules.cs)",
    };

    /// <summary>POSTs below a resource that need no If-Match, each with the reason.</summary>
    private static readonly Dictionary<string, string> WithoutIfMatch = new()
    {
        ["POST /audit/evidence-bundles/{bundleId}/approvals"] = "its tag moves with its progress, and it is decided on once",
        ["POST /audit/evidence-bundles/{bundleId}/refusals"] = "its tag moves with its progress, and it is decided on once",
        ["POST /cases/{caseId}/emergency-access"] = "who does it does not see the case, and changes nothing of it",
        ["POST /emergency-uses/{emergencyUseId}/reviews"] = "a use of emergency access is reviewed once",
        ["POST /erasures/{erasureId}/receipts"] = "the receipt of one organisation meets no other's, and a receiver does not see the version",
        ["POST /enrichment-requests/{enrichmentRequestId}/withdrawals"] = "a request is answered or withdrawn once, whatever the version of the signal",
        ["POST /enrichment-requests/{enrichmentRequestId}/answers"] = "who is asked does not see the version of the signal, and answers once",
        ["POST /follow-up/answers"] = "who has a follow-up token does not see the version of the signal, and answers a question once",
        ["POST /municipalities/{code}/evidence"] = "evidence is added; a municipality has no version",
        ["POST /signals/{signalId}/retractions"] = "who sent the signal does not see its version, and a retraction stands whatever came before",
        ["POST /timeline/{log}/cosignatures"] = "a log is not changed by who signs it",
        ["POST /subject-requests/{requestId}/parts"] = "each owner decides once, and what the others do is not for it to see",
    };

    /// <summary>Routes that are open to everybody, each with the reason.</summary>
    private static readonly Dictionary<string, string> Open = new()
    {
        ["GET /code-lists"] = "published language",
        ["GET /code-lists/{list}"] = "published language",
        ["GET /barrier-models/{version}"] = "published language",
        ["GET /measure-rules/{version}"] = "published language",
        ["GET /norm-frameworks/{version}"] = "published language",
    };

    /// <summary>Routes for who has a follow-up token instead of a bearer token.</summary>
    private static readonly string[] ForReporters = ["GET /follow-up", "POST /follow-up/answers"];

    [Fact]
    public void are_found() => Route.All.Count.ShouldBeGreaterThan(10);

    [Fact]
    public void are_static_methods_of_static_endpoint_classes() =>
        Route.All.Select(route => route.Method.DeclaringType!).Where(type =>
            !(type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Endpoint", StringComparison.Ordinal))).ShouldBeEmpty();

    [Fact]
    public void ask_for_one_scope_or_are_open_to_everybody() =>
        Route.All.Where(route => route.Has<ScopeAttribute>() == (IsOpen(route) || route.Has<ByFollowUpTokenAttribute>())).ShouldBeEmpty();

    /// <summary>There, and nowhere else, nothing is kept of where a request comes from (Platform/AccessRecording.cs).</summary>
    [Fact]
    public void take_a_follow_up_token_below_one_address_and_know_no_caller()
    {
        Route.All.Where(route => route.Has<ByFollowUpTokenAttribute>()).Select(route => route.ToString()).ShouldBe(ForReporters);
        Route.All.Where(route => route.Segments[0] == "follow-up").ShouldAllBe(route => route.Has<ByFollowUpTokenAttribute>() && route.Has<AllowAnonymousAttribute>());
    }

    [Fact]
    public void are_rarely_open_to_everybody() => Route.All.Where(IsOpen).Select(route => route.ToString()).ShouldBe(Open.Keys, ignoreOrder: true);

    [Fact]
    public void ask_for_the_scope_of_what_they_do() =>
        Route.All.Where(route => route.Method.GetCustomAttribute<ScopeAttribute>() is { Scope: var scope }
            && !scope.EndsWith(route.Verb == "GET" || route.IsSearch ? ".read" : ".write", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void go_through_the_gate() =>
        Route.All.Where(route => route.Method.GetParameters().All(parameter => parameter.ParameterType != (route.Has<ByFollowUpTokenAttribute>() ? typeof(ReporterGate) : typeof(Gate))) != IsOpen(route)).ShouldBeEmpty();

    [Fact]
    public void say_what_they_answer() =>
        Route.All.Where(route => !route.Answers.Any()).ShouldBeEmpty("[ProducesResponseType] tells the API description, and these tests, what is answered.");

    [Fact]
    public void ask_for_a_purpose_where_they_give_personal_data() =>
        Route.All.Where(route => GivesPersonalData(route) && !IsOpen(route) && !route.Has<ByFollowUpTokenAttribute>() && !route.Has<RequiresPurposeAttribute>()).ShouldBeEmpty();

    [Fact]
    public void that_give_personal_data_are_found() => Route.All.Single(route => route.ToString() == "GET /signals/{signalId}").ShouldSatisfyAllConditions(
        route => GivesPersonalData(route).ShouldBeTrue(), route => route.Answers.ShouldContain(typeof(SignalView)));

    [Fact]
    public void ask_for_the_version_they_change() =>
        Route.All.Where(route => route.Verb != "GET" && !route.IsSearch && route.IsBelowResource && !route.Has<RequiresIfMatchAttribute>() && !route.Has<HonoursIfMatchAttribute>())
            .Select(route => route.ToString()).ShouldBe(WithoutIfMatch.Keys, ignoreOrder: true);

    /// <summary>The contract: every POST below one signal, case or track that changes it.</summary>
    [Fact]
    public void ask_for_the_version_of_a_signal_case_or_track_whatever_its_state() =>
        Route.All.Where(route => route.Has<HonoursIfMatchAttribute>() && Regex.IsMatch(route.ToString(), @"^POST /(signals|cases|victim-tracks|security-tracks)/")).ShouldBeEmpty();

    [Fact]
    public void ask_for_no_version_where_nothing_is_there_to_change() =>
        Route.All.Where(route => route.Has<RequiresIfMatchAttribute>() && (route.Verb == "GET" || !route.IsBelowResource)).ShouldBeEmpty();

    [Fact]
    public void can_be_repeated() =>
        Route.All.Where(route => route.Has<IdempotentAttribute>() != (route.Verb == "POST" && !route.IsSearch)).ShouldBeEmpty();

    [Fact]
    public void must_be_repeatable_where_they_create_in_a_root_collection() =>
        Route.All.Where(route => route.Method.GetCustomAttribute<IdempotentAttribute>() is { } idempotent && idempotent.Required == route.IsBelowResource).ShouldBeEmpty();

    [Fact]
    public void have_rules_with_names_of_their_own()
    {
        AccessRules.ByName.ShouldContainKey("signal.receive");
        AccessRules.ByName.ShouldContainKey("feed.read.care");
    }

    private static bool IsOpen(Route route) => route.Has<AllowAnonymousAttribute>() && !route.Has<ByFollowUpTokenAttribute>();

    private static bool GivesPersonalData(Route route) =>
        route.Answers.Any(answer => Holdings.TypesIn(answer).Contains(typeof(SubjectId)) || Holdings.FaultsIn(answer).Except(PublicText.Keys).Any(held => !held.EndsWith(" is Guid", StringComparison.Ordinal)))
        && !route.Has<IdempotentAttribute>(); // their answers are ids and codes: what_facts_may_hold
}

using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace ChainCoop.Tests.Storage;

/// <summary>Logs, metrics, traces and addresses are read by people and machines that no policy guards: codes, ids and counts only.</summary>
public partial class what_leaves_in_clear
{
    /// <summary>Text in logs, each with the reason why it cannot be about a person.</summary>
    private static readonly Dictionary<string, string> TextInLogs = new()
    {
        ["ProblemAnswers.LogMissingKey name"] = "the name of a key-encryption key, as the operator chose it",
        ["AccessRecording.LogUnrecorded failure"] = "name of an exception type",
        ["ProblemAnswers.LogFault exceptions"] = "names of exception types; never their messages, which may quote values",
        ["SealTimeline.LogBroken fault"] = "a log, an index and what is wrong there, in words of the program",
        ["SealTimeline.LogLater failure"] = "name of an exception type",
        ["WatchTimeline.LogFault fault"] = "a log, an index and what is wrong there, in words of the program",
        ["WatchTimeline.LogLater failure"] = "name of an exception type",
        ["Housekeeping.LogLater failure"] = "name of an exception type",
        ["Housekeeping.LogLater sqlState"] = "one of PostgreSQL's codes",
        ["MissedTimers.LogFailed due"] = "name of a message type",
        ["MissedTimers.LogFailed failure"] = "name of an exception type",
        ["MissedTimers.LogLater failure"] = "name of an exception type",
        ["ExportProcessingLog.LogLater failure"] = "name of an exception type, a status of HTTP, or a number",
        ["ProposeWhatIsDue.LogLater failure"] = "name of an exception type",
        ["ProblemAnswers.LogFault stackTrace"] = "names of methods of the program",
        ["ProblemAnswers.LogUnavailable exceptions"] = "names of exception types",
        ["RecomputeRetention.LogProgress version"] = "a version in a data file of the program",
        ["RecomputeRetention.LogDone version"] = "a version in a data file of the program",
        ["RecomputeRetention.LogFailed version"] = "a version in a data file of the program",
        ["RecomputeRetention.LogFailed failure"] = "name of an exception type",
        ["DeliverEntries.LogLater failure"] = "name of an exception type",
        ["WatchBacklogs.LogLater failure"] = "name of an exception type",
        ["Sender.LogLater failure"] = "name of an exception type",
        ["SubscriptionWatch.LogRestarted subscription"] = "names of a database and a subscription",
        ["SubscriptionWatch.LogFailed subscription"] = "names of a database and a subscription",
        ["SubscriptionWatch.LogFailed failure"] = "name of an exception type",
    };

    /// <summary>Tags of metrics, with what may be their value.</summary>
    private static readonly HashSet<(string Name, string Value)> Tags =
    [
        ("action", "pass.Rule.Name"),
        ("problem", "problem.Code"),
        ("result", "outcome.Attempt.Result"),
        ("log", "name"),
        ("kind", "\"cosignature\""),
        ("kind", "\"rewritten\""),
    ];

    /// <summary>Text in addresses, each with the reason.</summary>
    private static readonly Dictionary<string, string> TextInRoutes = new()
    {
        ["code-lists/{list}"] = "what is not a published list is not found",
        ["barrier-models/{version}"] = "what is not a published version is not found",
        ["measure-rules/{version}"] = "what is not a published version is not found",
        ["norm-frameworks/{version}"] = "what is not a published version is not found",
        ["timeline/{log}"] = "what is neither log is not found",
        ["tile/{level}"] = "what is no tile is not found",
        ["{level}/{**number}"] = "what is no tile is not found",
        ["organisations/{oin}"] = "what is not in the public register is not found",
        ["municipalities/{code}"] = "what is not in the public register, or not mandated, is not found",
        ["ListActivities.Cursor is String"] = "an opaque position; any other is refused",
        ["ListEvidence.Cursor is String"] = "an opaque position; any other is refused",
        ["ListTrainings.Cursor is String"] = "an opaque position; any other is refused",
        ["ListTrainingTargets.Cursor is String"] = "an opaque position; any other is refused",
        ["ReadCaseload.Cursor is String"] = "an opaque position; any other is refused",
        ["ReadFeedSnapshot.Cursor is String"] = "an opaque position; any other is refused",
        ["ListAgreements.Cursor is String"] = "an opaque position; any other is refused",
        ["ListDisclosures.Cursor is String"] = "an opaque position; any other is refused",
        ["ReadDeadlines.Cursor is String"] = "an opaque position; any other is refused",
        ["ReadAccessLog.Cursor is String"] = "an opaque position; any other is refused",
        ["ReadDecisions.Cursor is String"] = "an opaque position; any other is refused",
        ["ReadReplay.Cursor is String"] = "an opaque position; any other is refused",
        ["ReadVisibility.Cursor is String"] = "an opaque position; any other is refused",
    };

    [Fact]
    public void log_messages_hold_codes_ids_and_counts() =>
        (from method in Code.Methods
         where method.IsDefined(typeof(LoggerMessageAttribute))
         from parameter in method.GetParameters()
         where !parameter.ParameterType.IsAssignableTo(typeof(ILogger)) && !MayBeSeen(parameter.ParameterType)
         select $"{Code.NameOf(method)} {parameter.Name}").Except(TextInLogs.Keys).ShouldBeEmpty();

    [Fact]
    public void reasons_for_text_in_logs_are_still_needed() =>
        TextInLogs.Keys.Except(
            from method in Code.Methods
            where method.IsDefined(typeof(LoggerMessageAttribute))
            from parameter in method.GetParameters()
            select $"{Code.NameOf(method)} {parameter.Name}").ShouldBeEmpty();

    [Fact]
    public void logs_are_written_by_declared_messages_only()
    {
        Code.MethodsThatName(member => member.DeclaringType == typeof(LoggerExtensions)).ShouldBeEmpty("Declare a partial method with [LoggerMessage].");
        Code.MethodsThatName(member => member.DeclaringType == typeof(ILogger) && member.Name == nameof(ILogger.Log)).Except(
            Code.Methods.Where(method => method.IsDefined(typeof(LoggerMessageAttribute))).Select(Code.NameOf)).ShouldBeEmpty();
    }

    [Fact]
    public void tags_of_metrics_are_known_codes()
    {
        var given = Source.App.SelectMany(file => TagForm().Matches(file.Text)).Select(match => (Name: match.Groups["name"].Value, Value: match.Groups["value"].Value)).ToList();

        given.ShouldNotBeEmpty();
        given.Except(Tags).ShouldBeEmpty();
    }

    [Fact]
    public void traces_are_left_to_the_frameworks() =>
        Code.MethodsThatName(member => member.DeclaringType?.FullName is "System.Diagnostics.Activity" && member.Name is "SetTag" or "AddTag" or "AddBaggage" or "SetBaggage" or "AddEvent" or "AddException")
            .ShouldBe(["QuietSpans.OnEnd"], "A tag of a trace leaves the program as it is; that one takes tags away.");

    [Fact]
    public void addresses_are_plain_nouns() =>
        Route.All.SelectMany(route => route.Segments.Where(segment => !SegmentForm().IsMatch(segment)).Select(segment => $"{route}: {segment}")).ShouldBeEmpty();

    [Fact]
    public void addresses_name_no_step_but_what_it_makes()
    {
        // The first words of commands and queries are the verbs of this program.
        var verbs = Route.All.Select(route => route.Method.DeclaringType!.Name).Select(name => WordForm().Match(name).Value.ToLowerInvariant())
            .Concat(["create", "update", "delete", "remove", "add", "set", "do"]).ToHashSet();

        Route.All.SelectMany(route => route.Segments.Where(verbs.Contains).Select(segment => $"{route}: {segment}")).ShouldBeEmpty();
    }

    [Fact]
    public void addresses_hold_ids_and_codes() =>
        (from route in Route.All
         from place in Enumerable.Range(0, route.Segments.Count)
         let segment = route.Segments[place]
         where segment.StartsWith('{')
         let parameter = route.Method.GetParameters().SingleOrDefault(parameter => parameter.Name == segment.Trim('{', '}'))
         where parameter is null || !MayBeSeen(parameter.ParameterType)
         select $"{route.Segments[place - 1]}/{segment}").Except(TextInRoutes.Keys).ShouldBeEmpty();

    [Fact]
    public void queries_hold_ids_and_codes() =>
        (from route in Route.All
         from parameter in route.Method.GetParameters()
         where parameter.GetCustomAttributes().Any(attribute => attribute.GetType().Name is "QueryAttribute" or "FromQueryAttribute")
         from fault in Holdings.FaultsIn(parameter.ParameterType)
         select fault).Except(TextInRoutes.Keys).ShouldBeEmpty("Addresses end up in logs of proxies and in histories of browsers.");

    private static bool MayBeSeen(Type type) => Holdings.IsValue(Nullable.GetUnderlyingType(type) ?? type);

    [GeneratedRegex("""KeyValuePair<string, object\?>\("(?<name>[^"]*)", (?<value>[^)]*)\)""")]
    private static partial Regex TagForm();

    [GeneratedRegex(@"^(_?[a-z]+(-[a-z]+)*|\{(\*\*)?[a-z][A-Za-z]*\})\z")]
    private static partial Regex SegmentForm();

    [GeneratedRegex("^[A-Z][a-z]*")]
    private static partial Regex WordForm();
}

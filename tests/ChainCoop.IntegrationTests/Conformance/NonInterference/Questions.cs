using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.Platform;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

/// <summary>Puts every operation of the API to an asker, with everything that its addresses, queries and bodies can name.</summary>
internal sealed partial class Questions(History history, IReadOnlyList<Operation> operations, SqlOfRequests sql)
{
    /// <summary>What nothing has, and what is not even looked for.</summary>
    public const string Absent = "0198f1f0-0000-7000-8000-0000000000ff";

    /// <summary>What is in an address beside ids.</summary>
    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["code"] = ["0268", "0281"],
        ["oin"] = [Asker.Police.Value],
        ["list"] = ["exploitation-types"],
        ["version"] = ["1"],
        ["log"] = ["events", "access"],
        ["index"] = ["2"],
        ["level"] = ["0"],
        ["number"] = ["000.p/3"],
    };

    /// <summary>Where the moment of the question goes.</summary>
    private const string Now = "{now}";

    private const int MostPages = 30;

    /// <summary>The answers to all questions, by operation and address. Pages are read to their end, by their cursors.</summary>
    /// <param name="isAsked">Of some questions only, where there is no time for all.</param>
    public async Task<IReadOnlyDictionary<(Operation Operation, string Address), Answer>> AskAsync(Asker asker, Func<bool> isAsked)
    {
        var client = await history.ClientOf(asker);
        Dictionary<(Operation, string), Answer> answers = [];
        foreach (var operation in operations.Where(operation => operation.IsQuestion))
        {
            foreach (var address in AddressesOf(operation).SelectMany(path => QueriesOf(operation).Select(query => path + query)).Where(_ => isAsked()))
                answers[(operation, address)] = operation.Verb == "GET" ? await ReadAsync(client, operation, address) : await SendAsync(client, operation, address, operation.Body);
        }
        return answers;
    }

    /// <param name="id">The id that is in the question, so that it is none of the difference.</param>
    public async Task<Answer> SendAsync(HttpClient client, Operation operation, string address, JsonNode? body, string? ifMatch = null, string? id = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Verb), "/v1" + address.Replace(Now, InstantForm.Write(TimeProvider.System.GetUtcNow()), StringComparison.Ordinal));
        var trace = sql.Begin();
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (operation.Verb == "POST") request.Headers.Add("Idempotency-Key", $"\"{Guid.NewGuid()}\"");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await client.SendAsync(request);
        return await Answer.OfAsync(response, sql.End(trace), id);
    }

    /// <summary>Below an address with this id in the place of every one that the template names, and with the ids below it that there are.</summary>
    public string AddressOf(Operation operation, string parameter, string id) =>
        Parameter().Replace(operation.Template, match => match.Groups[1].Value == parameter ? id : Below(operation, match.Groups[1].Value));

    private async Task<Answer> ReadAsync(HttpClient client, Operation operation, string address)
    {
        var all = await SendAsync(client, operation, address, null);
        var pages = 1;
        for (var last = all; NextOf(last.Text) is { } next && pages < MostPages; pages++)
        {
            last = await SendAsync(client, operation, $"{address}{(address.Contains('?') ? '&' : '?')}cursor={Uri.EscapeDataString(next)}", null);
            all = all with { Text = $"{all.Text}\n{last.Text}", Sql = $"{all.Sql}\n{last.Sql}" };
        }
        return all;
    }

    private static string? NextOf(string answer)
    {
        var start = answer.IndexOf("\n{", StringComparison.Ordinal);
        return start < 0 ? null : (string?)(JsonNode.Parse(answer[(start + 1)..].Split('\n')[0])?["next"]); // of what is a line for each thing none goes on
    }

    private IEnumerable<string> AddressesOf(Operation operation) => operation.Parameters switch
    {
        [] => [operation.Template],
        [var only] when Others.TryGetValue(only, out var values) => values.Select(value => operation.Template.Replace($"{{{only}}}", value, StringComparison.Ordinal)),
        ["log", ..] => Others["log"].Select(log => AddressOf(operation, "log", log)),
        [var first, ..] => history.Records.Where(record => record.Parameter == first).Select(record => AddressOf(operation, first, record.Id)),
    };

    /// <summary>Without a filter, and with each of them; small pages, so that there are several.</summary>
    private IEnumerable<string> QueriesOf(Operation operation)
    {
        var pages = operation.Query.Any(parameter => parameter.Name == "cursor") ? "limit=2" : operation.Query.Any(parameter => parameter.Name == "limit") ? "limit=1000" : "";
        if (operation.Template == "/reports/htcds") return Exports;
        var always = AlwaysOf(operation);
        var filters = operation.Query.Where(parameter => parameter.Name is not ("cursor" or "limit" or "timeout") && !always.Contains(parameter.Name + "=", StringComparison.Ordinal))
            .SelectMany(parameter => ValuesOf(operation, parameter).Select(value => $"{parameter.Name}={value}"));
        return filters.Prepend("").Select(filter => string.Join('&', ((string[])[pages, always, filter]).Where(part => part.Length > 0)) is { Length: > 0 } query ? "?" + query : "").Distinct();
    }

    /// <summary>Of a case of each municipality, of one that nobody has, and of a period.</summary>
    private IEnumerable<string> Exports =>
        [$"?caseId={history.Inner["C1"]}", $"?caseId={history.Inner["C2"]}", $"?caseId={Absent}", $"?from={SubjectWork.Day(-100)}&to={SubjectWork.Day(100)}"];

    /// <summary>What an answer cannot do without. What the officers of the history open is theirs to read, whoever it was: this one opens nothing.</summary>
    private string AlwaysOf(Operation operation) => operation.Template switch
    {
        "/audit/visibility" => $"org={Asker.Find("ggd").Organisation}&caseId={history.Inner["C1"]}&officer={Guid.Empty}&asOf={Now}",
        "/reports/statistics" => "from=2025-01-01&to=2025-12-31",
        "/audit/replay" or "/audit/story" => $"caseId={history.Inner["C1"]}",
        "/audit/differences" => $"caseId={history.Inner["C1"]}&from={history.Begun}",
        "/timeline/{log}/proofs/inclusion" => "index=2",
        "/timeline/{log}/proofs/consistency" => "from=2",
        "/audit/knowledge" => $"org={Asker.Find("ggd").Organisation}&caseId={history.Inner["C1"]}",
        _ => "",
    };

    /// <summary>What was so when it began stays so, whatever happens that the asker may not notice: each kind of room is asked, and what is disclosed.</summary>
    private static readonly HashSet<string> LookBack = ["/cases/{caseId}", "/victim-tracks/{victimTrackId}", "/security-tracks/{securityTrackId}", "/signals/{signalId}", "/disclosures/{disclosureId}"];

    private IEnumerable<string> ValuesOf(Operation operation, QueryParameter parameter) => parameter.Name switch
    {
        "asOf" => LookBack.Contains(operation.Template) ? [history.Begun] : [],
        "municipality" when operation.Template == "/audit/replay" => [],
        "municipality" => ["0281"],
        "organisation" => [Asker.Tiel.Value],
        "externalReference" => [history.TielsReference],
        "after" or "at" => ["1"],
        "overdue" => ["true"],
        _ => parameter.Values.Take(3),
    };

    private string Below(Operation operation, string parameter)
    {
        var room = operation.Template.Contains("/victim-tracks/", StringComparison.Ordinal) ? "V" : operation.Template.Contains("/security-tracks/", StringComparison.Ordinal) ? "X" : "";
        return Others.TryGetValue(parameter, out var values) ? values[0] : history.Inner.TryGetValue($"{parameter}{room}1", out var id) ? id : Absent;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}

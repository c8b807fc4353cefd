using System.Globalization;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Privacy;

/// <content>Texts of a case, whose persons have no id in it, and of a security room; and where the prose of records is.</content>
internal sealed partial class Interleaving
{
    private async Task AssignAsync(Random random)
    {
        var file = Pick(random, Ledger.Cases);
        if (await ReadAsync(owner, $"cases/{file}") is not var (_, tag)) return;
        List<Mark> sent = [];
        var body = new JsonObject
        {
            ["kind"] = "safety-check",
            ["organisation"] = People.NijmegenOin.Value,
            ["dueOn"] = "2100-01-01",
            ["note"] = Text([.. Ledger.Bystanders.Where(person => person.Record == file)], sent, random),
        };
        await TryAsync(owner, $"cases/{file}/tasks", body, tag, file, sent);
    }

    private async Task MeasureAsync(Random random)
    {
        var track = Pick(random, [.. Ledger.Tracks.Where(track => track.StartsWith("security", StringComparison.Ordinal))]);
        if (await ReadAsync(owner, track) is not var (view, tag)) return;
        var record = CaseWork.IdOf(track);
        List<Mark> sent = [];
        var note = Text(Ledger.In(record), sent, random);
        var measures = view["measures"]!.AsArray();
        if (measures.Count == 0 || random.Next(2) == 0) await TryAsync(owner, $"{track}/measures", new JsonObject { ["kind"] = "warning-letter", ["note"] = note }, tag, record, sent);
        else await TryAsync(owner, $"{track}/measures/{Pick(random, measures)!["id"]}/steps", new JsonObject { ["step"] = "legal-check", ["note"] = note }, tag, record, sent);
    }

    /// <summary>The prose of a signal that may name several persons, with its places.</summary>
    public static IEnumerable<(string At, string Text)> ProseOf(JsonNode view)
    {
        yield return ("/observation", (string)view["observation"]!);
        foreach (var (list, members) in (IEnumerable<(string, string[])>)[("assessment", ["note"]), ("outcomes", ["note"]), ("corrections", ["note"]), ("contests", ["statement", "note"])])
        {
            var items = view[list]!.AsArray();
            for (var i = 0; i < items.Count; i++)
            {
                foreach (var member in members)
                    if (items[i]!["subjectId"] is null && (string?)items[i]![member] is { } text) yield return ($"/{list}/{i.ToString(CultureInfo.InvariantCulture)}/{member}", text);
            }
        }
        var superseded = view["superseded"]!.AsArray();
        for (var i = 0; i < superseded.Count; i++) yield return ($"/superseded/{i.ToString(CultureInfo.InvariantCulture)}", (string)superseded[i]!);
        var given = view["notices"]?["given"]!.AsArray() ?? [];
        for (var i = 0; i < given.Count; i++)
            if ((string?)given[i]!["note"] is { } note) yield return ($"/notices/given/{i.ToString(CultureInfo.InvariantCulture)}/note", note);
        var told = view["feedback"]?["given"]!.AsArray() ?? [];
        for (var i = 0; i < told.Count; i++)
            if ((string?)told[i]!["note"] is { } note) yield return ($"/feedback/given/{i.ToString(CultureInfo.InvariantCulture)}/note", note);
        var requests = view["enrichmentRequests"]!.AsArray();
        for (var i = 0; i < requests.Count; i++)
        {
            yield return ($"/enrichmentRequests/{i.ToString(CultureInfo.InvariantCulture)}/question", (string)requests[i]!["question"]!);
            if ((string?)requests[i]!["answer"] is { } answer) yield return ($"/enrichmentRequests/{i.ToString(CultureInfo.InvariantCulture)}/answer", answer);
        }
        var questions = view["questions"]?.AsArray() ?? [];
        for (var i = 0; i < questions.Count; i++)
        {
            yield return ($"/questions/{i.ToString(CultureInfo.InvariantCulture)}/text", (string)questions[i]!["text"]!);
            if ((string?)questions[i]!["answer"] is { } answer) yield return ($"/questions/{i.ToString(CultureInfo.InvariantCulture)}/answer", answer);
        }
    }

    /// <summary>The prose of a record that may name several persons, with its places.</summary>
    private static IEnumerable<(string At, string Text)> ProseOf(string address, JsonNode view) => address.Split('/')[0] switch
    {
        "signals" => ProseOf(view),
        "cases" => NotesIn(view["tasks"]!.AsArray(), "/tasks"),
        "security-tracks" => MeasuresIn(view).SelectMany(measure => NotesIn(measure.Steps, measure.At)),
        _ => [],
    };

    private static IEnumerable<(string At, JsonArray Steps)> MeasuresIn(JsonNode view) => view["measures"]!.AsArray()
        .Select((measure, i) => ($"/measures/{i.ToString(CultureInfo.InvariantCulture)}/steps", measure!["steps"]!.AsArray()));

    private static IEnumerable<(string At, string Text)> NotesIn(JsonArray items, string at) => items
        .Select((item, i) => ($"{at}/{i.ToString(CultureInfo.InvariantCulture)}/note", (string?)item!["note"])).Where(note => note.Item2 is not null).Select(note => (note.Item1, note.Item2!));
}

using System.Text.Json.Nodes;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

/// <summary>
/// Pairs of requests that differ in one id: what the asker may not see, and what does not exist. Their answers are the same
/// bytes. What he may see makes a difference.
/// </summary>
internal sealed class Pairs(History history, IReadOnlyList<Operation> operations, Questions questions, Random random)
{
    /// <summary>No stream has this version, so that nothing is changed.</summary>
    private const string Stale = "\"999999\"";

    /// <summary>What a member of a body names.</summary>
    private static readonly Dictionary<string, string> Named = new()
    {
        ["caseId"] = "caseId",
        ["signalId"] = "signalId",
        ["fromSignal"] = "signalId",
        ["questionId"] = "questionId",
        ["victimTrackId"] = "victimTrackId",
        ["securityTrackId"] = "securityTrackId",
    };

    /// <summary>What a record can be, where the body says its kind.</summary>
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["signal"] = "signalId",
        ["case"] = "caseId",
        ["victim-track"] = "victimTrackId",
        ["security-track"] = "securityTrackId",
    };

    /// <summary>
    /// Its keepers review what was opened of a case, and do not see the case. Those of a municipality that is asked to take it over hear 403, too: they
    /// may become its keepers.
    /// </summary>
    private static readonly HashSet<string> ForKeepers = ["GET /cases/{caseId}/emergency-access"];

    /// <summary>In an emergency the id of a case opens a room, on record and with an alarm (adr/0027): only who may enter already asks here.</summary>
    private const string Opens = "POST /cases/{caseId}/emergency-access";

    /// <summary>Which municipalities there are is part of the program, whoever is mandated for them.</summary>
    private const string Public = "GET /municipalities/{code}";

    public List<string> Faults { get; } = [];

    public HashSet<string> TellDifferences { get; } = [];

    public async Task TryAsync(Asker asker)
    {
        var client = await history.ClientOf(asker);
        var nobody = await history.WithoutMandateAsync(asker);
        foreach (var operation in operations)
        {
            if (operation.Name == Opens && asker.Name != "nijmegen-care-coordinator") continue;
            if (operation.Parameters is [var outer, ..])
            {
                // Below a municipality it is the record that is hidden.
                var first = operation.Parameters is ["code", var below] ? below : outer;
                var absent = await SendAsync(Questions.Absent);
                if (operation.Name is not (Opens or Public) && Drawn(first, record => !IsKnown(record)) is { } hidden) Compare(asker, operation, await SendAsync(hidden), absent);
                if (Drawn(first, IsKnown) is { } visible && (await SendAsync(visible)).Text != absent.Text) TellDifferences.Add(operation.Name);

                bool IsKnown(Known record) =>
                    ForKeepers.Contains(operation.Name)
                        ? record.MayName(asker) || record.OfferedTo is { } municipality && asker.Is(municipality, Role.PrivacyOfficer, Role.RecordsManager)
                        : record.MaySee(asker);

                Task<Answer> SendAsync(string id) => questions.SendAsync(client, operation, questions.AddressOf(operation, first, id), operation.Body, Stale, id);
            }
            else if (operation.Verb == "POST")
            {
                var own = await questions.SendAsync(nobody, operation, operation.Template, operation.Body);
                if (own.Text != (await questions.SendAsync(client, operation, operation.Template, operation.Body)).Text) TellDifferences.Add(operation.Name);
            }

            foreach (var (at, hidden, absent) in BodiesOf(operation, asker))
            {
                // Below a record that he may see, on its version: else nobody would look at the body.
                var parent = operation.Parameters is [var parameter, ..] ? Drawn(parameter, asker, visible: true) : "";
                if (parent is null) continue;
                var address = parent.Length == 0 ? operation.Template : questions.AddressOf(operation, operation.Parameters[0], parent);
                var tag = parent.Length == 0 ? null : (await client.GetAsync("/v1/" + string.Join('/', address.Split('/')[1..3]))).Headers.ETag?.ToString();
                Compare(
                    asker, operation, await questions.SendAsync(client, operation, address, hidden, tag, at.Hidden), await questions.SendAsync(client, operation, address, absent, tag, Questions.Absent), at.Place);
            }
        }
    }

    private void Compare(Asker asker, Operation operation, Answer hidden, Answer absent, string? place = null)
    {
        if (hidden != absent) Faults.Add($"{asker} tells what is hidden from what is absent: {operation.Name} {place}\n{no_path_says_more_than_it_may.Difference(absent, hidden)}");
    }

    private string? Drawn(string parameter, Asker asker, bool visible) => Drawn(parameter, record => record.MaySee(asker) == visible);

    private string? Drawn(string parameter, Func<Known, bool> condition)
    {
        var choices = history.Records.Where(record => record.Parameter == parameter && condition(record)).ToList();
        return choices.Count == 0 ? null : choices[random.Next(choices.Count)].Id;
    }

    /// <summary>The example of the request, with one id exchanged for one that is hidden, and for one that is absent.</summary>
    private IEnumerable<((string Place, string Hidden) At, JsonNode Hidden, JsonNode Absent)> BodiesOf(Operation operation, Asker asker)
    {
        if (operation.Body is not JsonObject example) yield break;
        foreach (var (member, value) in example)
        {
            if (value is JsonValue && Named.TryGetValue(member, out var parameter) && Drawn(parameter, record => !record.MayName(asker)) is { } hidden)
                yield return ((member, hidden), With(body => body[member] = hidden), With(body => body[member] = Questions.Absent));
            if (value is not JsonObject { Count: 2 } record || record["kind"] is null || record["id"] is null) continue;
            foreach (var (kind, of) in Kinds)
            {
                if (Drawn(of, record => !record.MayName(asker)) is { } other)
                    yield return (($"{member} {kind}", other), With(body => body[member] = Record(kind, other)), With(body => body[member] = Record(kind, Questions.Absent)));
            }
        }

        JsonNode With(Action<JsonObject> change)
        {
            var body = example.DeepClone().AsObject();
            change(body);
            return body;
        }

        static JsonObject Record(string kind, string id) => new() { ["kind"] = kind, ["id"] = id };
    }
}

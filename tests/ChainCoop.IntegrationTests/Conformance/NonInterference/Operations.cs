using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

/// <summary>An operation of the API, as it describes itself.</summary>
internal sealed record Operation(string Verb, string Template, IReadOnlyList<QueryParameter> Query, JsonNode? Body)
{
    public string Name => $"{Verb} {Template}";

    public IReadOnlyList<string> Parameters => [.. Template.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment.Trim('{', '}'))];

    public bool IsQuestion => Verb == "GET" || Template.EndsWith("_search", StringComparison.Ordinal);

    public static async Task<IReadOnlyList<Operation>> AllAsync(HttpClient anybody)
    {
        var api = await (await anybody.GetAsync("/v1/openapi.json")).JsonAsync();
        return
        [
            .. from path in api["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where operation.Key is "get" or "post" or "put" or "patch" or "delete"
               select new Operation(operation.Key.ToUpperInvariant(), path.Key, [.. Queries(api, operation.Value!)], ExampleOf(api, operation.Value!)),
        ];
    }

    private static IEnumerable<QueryParameter> Queries(JsonNode api, JsonNode operation) =>
        from parameter in operation["parameters"]?.AsArray() ?? []
        let described = Resolve(api, parameter!)
        where (string)described["in"]! == "query"
        select new QueryParameter((string)described["name"]!, (bool?)described["required"] ?? false, [.. Values(api, described["schema"])]);

    private static IEnumerable<string> Values(JsonNode api, JsonNode? schema)
    {
        if (schema is null) return [];
        var described = Resolve(api, schema);
        return (described["enum"] as JsonArray)?.Select(value => (string)value!)
            ?? ((described["oneOf"] ?? described["anyOf"] ?? described["allOf"]) as JsonArray)?.SelectMany(choice => Values(api, choice))
            ?? [];
    }

    private static JsonNode? ExampleOf(JsonNode api, JsonNode operation) =>
        operation["requestBody"]?["content"]?["application/json"]?["examples"]?.AsObject().Select(example => Resolve(api, example.Value!)["value"]).FirstOrDefault();

    private static JsonNode Resolve(JsonNode api, JsonNode node) =>
        (string?)(node as JsonObject)?["$ref"] is { } reference
            ? reference.Split('/')[1..].Aggregate(api, (inner, segment) => inner[segment]!)
            : node;
}

/// <param name="Values">Those that it may have, where it is a code.</param>
internal sealed record QueryParameter(string Name, bool Required, IReadOnlyList<string> Values);

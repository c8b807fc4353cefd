using System.Text.Json;
using System.Text.Json.Nodes;
using ChainCoop.Shared;
using Microsoft.OpenApi;

namespace ChainCoop.Platform;

/// <summary>What all operations of the OpenAPI document share.</summary>
internal static class ApiComponents
{
    public const string Introduction =
        """
        The shared, auditable backend of municipalities and their chain partners against human trafficking.

        * **Caller**: an OAuth 2.0 bearer token with organisation, officer, roles and scopes. A role counts only together with a mandate.
        * **Purpose**: calls that return personal data say in the header `Purpose` why.
        * **Anonymous reporters** follow a signal up without a bearer token, with the `Follow-Up-Token` of its receipt.
        * **Hidden is absent**: what a caller may not see is answered with 404, as what does not exist.
        * **Creating**: an `Idempotency-Key` makes a repetition safe; the same key and body get the same answer.
        * **Changing**: `If-Match` with the `ETag` of the resource; without it 428 (below signals, cases and tracks), with another version 412.
        * **Faults**: every error is `application/problem+json`; invalid input is 400 and lists all faults, up to 100. Unknown members and query parameters are refused.
        * **Values**: instants in UTC with `Z` (any offset is accepted), ids are UUIDs without meaning, codes come from `GET /code-lists`.
        """;

    /// <summary>By operation and part: <c>receiveSignal-request</c>, <c>receiveSignal-201</c>.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Examples { get; } =
        JsonSerializer.Deserialize<Dictionary<string, JsonNode>>(EmbeddedData.Read("api-examples.data.json"))!;

    public static Dictionary<string, IOpenApiHeader> Headers { get; } = new()
    {
        ["ApiVersion"] = Header("The full version of the API.", HttpConformance.ApiVersion),
        ["AsOf"] = Header("How old the feed is: everything recorded before this instant is in it.", "2026-03-02T09:00:00Z"),
        ["ConsistencyToken"] = Header("Sent back with a reading of a feed or of what a municipality has at hand, it lets that wait until this write is in.", "9yX0m1Nn6eV0p2c3L4Qv8sT7uWzB5aKdRfGhJ1kM3nPqS6xZ"),
        ["ETag"] = Header("The version of the resource, for If-Match and If-None-Match.", "\"3\""),
        ["Location"] = Header("The address of what was created.", "/v1/signals/0198f1f0-0000-7000-8000-000000000001"),
        ["RetryAfter"] = Header("Seconds after which a repetition may succeed.", "2"),
    };

    public static Dictionary<string, IOpenApiParameter> Parameters { get; } = new IOpenApiParameter[]
    {
        InHeader("Purpose", true, "Why the data is processed: a code of the list `purposes` (see `GET /code-lists/purposes`).", "assessment"),
        InHeader("Purpose", false, "Why the data is processed: a code of the list `purposes`. Without it the default purpose of the role counts.", "assessment"),
        InHeader("Idempotency-Key", true, "A string in double quotes that is new for every new request: a repetition with the same key and body gets the stored answer.", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""),
        InHeader("Idempotency-Key", false, "A string in double quotes that is new for every new request: a repetition with the same key and body gets the stored answer.", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""),
        InHeader(FollowUpLimits.Header, true, "The `followUpToken` of the receipt of an anonymous signal. Never in an address. One that is not right, or over, is answered with 404.", "AQGY8fAAAHAAgAAAAAAAAAEAAAAAAAAAAA"),
        InHeader("If-Match", true, "The ETag of the resource as it was read; another version is refused with 412.", "\"3\""),
        InHeader("If-Match", false, "The ETag of the resource as it was read; where it is given, another version is refused with 412.", "\"3\""),
        InHeader("Consistency-Token", false, "From the answer to a write of the caller's organisation: waits up to five seconds until that write is in; then 503.", "9yX0m1Nn6eV0p2c3L4Qv8sT7uWzB5aKdRfGhJ1kM3nPqS6xZ"),
        InHeader("If-None-Match", false, "The ETag of the resource as the client has it; the same version is answered with 304.", "\"3\""),
    }.ToDictionary(parameter => NameOf(parameter.Name!, parameter.Required));

    private static readonly (int Status, string Description)[] ProblemStatuses =
    [
        (400, "The input has faults; all are listed, up to 100. Nothing was written."),
        (401, "There is no valid bearer token."),
        (403, "The scope, role, mandate or purpose does not allow this."),
        (404, "There is no such resource, or the caller may not see it."),
        (406, "None of the media types in Accept can be produced."),
        (409, "The state does not allow this step, or the same request is still running."),
        (412, "The resource has another version than If-Match says."),
        (413, "The body is too large."),
        (415, "The body is not application/json."),
        (422, "The Idempotency-Key was used before with another request."),
        (428, "If-Match is missing."),
        (429, "Too many requests of this organisation wait, or the quota of the officer is used up, or a signal is followed up too often. Repeat it after the time in Retry-After."),
        (500, "An unexpected error; whether the request was written is not known. Repeating it with the same Idempotency-Key is safe."),
        (503, "Temporarily unavailable; whether the request was written is not known. Repeat it after the time in Retry-After; with the same Idempotency-Key that is safe."),
    ];

    public static string NameOf(string header, bool required) => $"{(required ? "" : "Optional")}{header.Replace("-", "", StringComparison.Ordinal)}";

    public static Dictionary<string, IOpenApiResponse> ProblemsFor(OpenApiDocument document)
    {
        document.AddComponent("Problem", ProblemSchema());
        return ProblemStatuses.ToDictionary(problem => $"Problem{problem.Status}", IOpenApiResponse (problem) =>
        {
            var answer = new OpenApiResponse
            {
                Description = problem.Description,
                Headers = new Dictionary<string, IOpenApiHeader> { ["API-Version"] = new OpenApiHeaderReference("ApiVersion", document) },
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemAnswers.MediaType] = new() { Schema = new OpenApiSchemaReference("Problem", document) },
                },
            };
            if (problem.Status is 409 or 429 or 503) answer.Headers["Retry-After"] = new OpenApiHeaderReference("RetryAfter", document);
            return answer;
        });
    }

    private static OpenApiSchema ProblemSchema()
    {
        static OpenApiSchema Text(string description, string? format = null) => new() { Type = JsonSchemaType.String, Format = format, Description = description };

        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "A refusal or a fault (RFC 9457).",
            Required = new HashSet<string> { "type", "title", "status", "detail", "traceId" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("`urn:chaincoop:problem:` and the code of the problem.", "uri"),
                ["title"] = Text("What kind of problem it is."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
                ["detail"] = Text("What is wrong, in a sentence."),
                ["traceId"] = Text("Under which the operator finds the request."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "All faults of the input.",
                    Items = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "pointer", "detail" },
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["pointer"] = Text("A JSON pointer into the body (RFC 6901), or `query:name`, `header:name`."),
                            ["detail"] = Text("What is wrong there."),
                        },
                    },
                },
                ["state"] = Text("The state that refuses the step."),
                ["allowed"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text("A step."), Description = "The steps that the state allows." },
            },
        };
    }

    private static OpenApiHeader Header(string description, string example) => new()
    {
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = example,
    };

    private static OpenApiParameter InHeader(string name, bool required, string description, string example) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = required,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = example,
    };
}

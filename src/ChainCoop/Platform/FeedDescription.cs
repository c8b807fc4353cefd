using Microsoft.OpenApi;

namespace ChainCoop.Platform;

/// <summary>The form of feed entries in the OpenAPI document. They are kept as text, so that no type of the code has it.</summary>
internal static class FeedDescription
{
    private const string Media = "application/cloudevents-batch+json";
    private const string Stream = "text/event-stream";

    private static readonly (string Name, bool Always, string Description, string? Format)[] Members =
    [
        ("specversion", true, "1.0", null),
        ("id", true, "The same on every reading.", null),
        ("source", true, "The operator of the district.", null),
        ("type", true, "See the catalogue of events; `nl.chaincoop.feed.withheld.v1` stands in the place of what the caller may no longer see.", null),
        ("sequence", true, "Position in the feed, zero-padded to 20 digits.", null),
        ("feedhash", true, "SHA-256 of the feedhash before, followed by the SHA-256 of this entry in canonical JSON (RFC 8785) without this member; lower-case hexadecimal.", null),
        ("time", false, "When it happened; not of what is withheld.", "date-time"),
        ("subject", false, "The resource that it is about.", "uuid"),
        ("dataref", false, "Where that resource can be read.", "uri-reference"),
    ];

    private static readonly (string Name, bool Always, string Description, string? Format)[] Data =
    [
        ("kind", false, "Of the resource.", null),
        ("status", false, "Of the resource after the fact, where the fact says so.", null),
        ("commitment", false, "Only of what is withheld: SHA-256 of the entry.", null),
    ];

    public static void Add(OpenApiDocument document)
    {
        if (!document.Paths.TryGetValue("/feed", out var feed)) return;
        foreach (var path in document.Paths.Where(path => path.Key == "/feed" || path.Key.StartsWith("/feed/", StringComparison.Ordinal)))
            ((OpenApiResponse)path.Value.Operations![HttpMethod.Get].Responses!["200"]).Headers!["As-Of"] = new OpenApiHeaderReference("AsOf", document);
        var entry = Of(Members, "A CloudEvent, structured mode (NL GOV profile 1.1).");
        entry.Properties!["data"] = Of(Data, "Ids and codes; read the resource for the rest.");
        entry.Required!.Add("data");
        document.AddComponent("FeedEntry", entry);
        var get = feed.Operations![HttpMethod.Get];
        var content = get.Responses!["200"].Content!;
        content[Media].Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference("FeedEntry", document) };
        content[Stream] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Server-sent events: `id` is the position, `data` the entry as in a batch. A comment while nothing happens." },
        };
        get.Parameters!.Add(new OpenApiParameter
        {
            Name = "Last-Event-ID",
            In = ParameterLocation.Header,
            Description = "Of a stream: position of the last entry that the caller has; wins over `after`.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    private static OpenApiSchema Of((string Name, bool Always, string Description, string? Format)[] members, string description) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Required = members.Where(member => member.Always).Select(member => member.Name).ToHashSet(),
        Properties = members.ToDictionary(
            member => member.Name,
            IOpenApiSchema (member) => new OpenApiSchema { Type = JsonSchemaType.String, Format = member.Format, Description = member.Description }),
    };
}

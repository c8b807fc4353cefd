using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Wolverine.Http;

namespace ChainCoop.Platform;

/// <summary>
/// The OpenAPI document, made from the routes and their markers, so that it cannot say other than what they do. Words come
/// from doc comments, examples from <c>api-examples.data.json</c>.
/// </summary>
internal static class OpenApi
{
    public const string Path = "/v1/openapi.json";

    private const string Prefix = "/v1";
    private const string Json = "application/json";
    private const string Bearer = "bearer";

    public static void AddApiDescription(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", document =>
    {
        document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        document.ShouldInclude = description => description.RelativePath!.StartsWith("v1/", StringComparison.Ordinal);
        document.AddSchemaTransformer(Describe);
        document.AddOperationTransformer(Describe);
        document.AddDocumentTransformer((whole, context, _) => Complete(whole, ContactIn(context.ApplicationServices.GetRequiredService<IConfiguration>())));
    });

    /// <summary>Anybody may read it, from any origin.</summary>
    public static void MapApiDescription(this WebApplication app) =>
        app.MapOpenApi(Path).AllowAnonymous().WithMetadata(new NotRecordedAttribute()).Add(endpoint =>
        {
            var send = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http =>
            {
                http.Response.Headers.AccessControlAllowOrigin = "*";
                return send(http);
            };
        });

    private static async Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken token)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        // The framework takes every parameter of a record without a default as required, null or not.
        if (context.JsonTypeInfo.Kind is JsonTypeInfoKind.Object)
            schema.Required?.IntersectWith(context.JsonTypeInfo.Properties.Where(property => property.IsRequired).Select(property => property.Name));

        if (ItemOf(type) is { } item) ((OpenApiSchema)schema.Properties!["items"]).Items = await context.GetOrCreateSchemaAsync(item, null, token);
        if (context.JsonTypeInfo.ElementType is { } element) schema.Items ??= await context.GetOrCreateSchemaAsync(element, null, token);

        var form = Platform.Json.Http.GetTypeInfo(type).Converter as ITextForm;
        if (form is null && !type.IsEnum && type != typeof(DateTimeOffset)) return;

        schema.Type = type == context.JsonTypeInfo.Type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        schema.Format = type == typeof(DateTimeOffset) ? "date-time" : form?.Format;
        if (form?.CodeList is { } list) schema.Description = $"{schema.Description} A code of the list `{list}` (see `GET /code-lists/{list}`).".TrimStart();
    }

    private static Type? ItemOf(Type type) =>
        type.GetInterfaces().FirstOrDefault(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IItemsOf<>))?.GetGenericArguments()[0];

    private static async Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken token)
    {
        var action = (WolverineActionDescriptor)context.Description.ActionDescriptor;
        var method = action.Chain.Method.Method;
        var endpoint = new EndpointMetadataCollection(action.EndpointMetadata);
        var contract = endpoint.GetRequiredMetadata<RequestContract>();
        var scope = endpoint.GetMetadata<ScopeAttribute>()?.Scope;
        var document = context.Document!;

        // The framework puts its own name of the route where there is no doc comment.
        if (operation.Summary == action.Chain.Description) operation.Summary = null;
        var remarks = operation.Description == action.Chain.Description ? null : operation.Description;
        operation.Description = string.Join("\n\n", new[] { remarks, scope is null ? null : $"Scope: `{scope}`." }.OfType<string>());
        operation.OperationId = NameOf(method);
        operation.Tags = new HashSet<OpenApiTagReference> { new(ModuleOf(method), document) };
        operation.Security = endpoint.GetMetadata<IAllowAnonymous>() is null
            ? [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = scope is null ? [] : [scope] }]
            : [];

        await DescribeParameters(operation, context, contract, token);
        DescribeBody(operation, contract, document);
        DescribeAnswers(operation, contract, endpoint, document);
    }

    private static async Task DescribeParameters(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, RequestContract contract, CancellationToken token)
    {
        var parameters = operation.Parameters?.Where(parameter => parameter.In is ParameterLocation.Path).ToList() ?? [];
        var query = await context.GetOrCreateSchemaAsync(contract.Query, null, token);
        foreach (var (name, schema) in query.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            // A query has no null: what is not given is left out.
            var given = (OpenApiSchema)schema;
            given.Type &= ~JsonSchemaType.Null;
            given.Enum = given.Enum?.Where(value => value?.GetValueKind() is JsonValueKind.String).ToList();
            parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Required = query.Required?.Contains(name) == true,
                Description = given.Metadata?.TryGetValue("x-ref-description", out var words) == true ? words as string : given.Description,
                Schema = given,
            });
            given.Description = null;
        }

        void AddHeader(string name, bool required) =>
            parameters.Add(new OpenApiParameterReference(ApiComponents.NameOf(name, required), context.Document));

        if (contract.ByFollowUpToken) AddHeader(FollowUpLimits.Header, required: true);
        if (contract.TakesPurpose) AddHeader("Purpose", contract.RequiresPurpose);
        if (contract.Idempotency is { } idempotency) AddHeader("Idempotency-Key", idempotency.Required);
        if (contract.HonoursIfMatch) AddHeader("If-Match", contract.RequiresIfMatch);
        if (contract.Side is not null) AddHeader(ConsistencyToken.Header, required: false);
        if (operation.Responses!.ContainsKey("304")) AddHeader("If-None-Match", required: false);
        operation.Parameters = [.. parameters];
    }

    private static void DescribeBody(OpenApiOperation operation, RequestContract contract, OpenApiDocument document)
    {
        if (contract.Body is null) return;
        if (!contract.BodyIsRequired)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = "Empty object, or nothing.",
                Content = new Dictionary<string, OpenApiMediaType> { [Json] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = false } } },
            };
        }
        AddExample($"{operation.OperationId}-request", operation.RequestBody?.Content, document);
    }

    private static void DescribeAnswers(OpenApiOperation operation, RequestContract contract, EndpointMetadataCollection endpoint, OpenApiDocument document)
    {
        var declared = endpoint.OfType<IApiResponseMetadataProvider>().Select(answer => $"{answer.StatusCode}").ToHashSet();
        var answers = new OpenApiResponses();
        foreach (var (status, answer) in operation.Responses!.Where(answer => declared.Contains(answer.Key)))
        {
            answers[status] = WithHeaders(status, (OpenApiResponse)answer, contract, document);
            // A table is text, whatever the same answer is in JSON.
            if (answer.Content?.TryGetValue(Accepts.Csv, out var table) == true) table.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            AddExample($"{operation.OperationId}-{status}", answer.Content, document);
        }
        foreach (var status in ErrorsOf(operation, contract, endpoint)) answers[$"{status}"] = new OpenApiResponseReference($"Problem{status}", document);
        operation.Responses = answers;
    }

    private static OpenApiResponse WithHeaders(string status, OpenApiResponse answer, RequestContract contract, OpenApiDocument document)
    {
        answer.Headers = new Dictionary<string, IOpenApiHeader> { ["API-Version"] = new OpenApiHeaderReference("ApiVersion", document) };
        if (contract.Idempotency is not null) answer.Headers[ConsistencyToken.Header] = new OpenApiHeaderReference("ConsistencyToken", document);
        if (status == "201") answer.Headers["Location"] = new OpenApiHeaderReference("Location", document);
        if (status is "201" or "304" || contract.HonoursIfMatch || contract.ShowsVersion) answer.Headers["ETag"] = new OpenApiHeaderReference("ETag", document);
        return answer;
    }

    private static IEnumerable<int> ErrorsOf(OpenApiOperation operation, RequestContract contract, EndpointMetadataCollection endpoint)
    {
        var isOpen = endpoint.GetMetadata<IAllowAnonymous>() is not null;
        yield return 400;
        if (!isOpen) yield return 401;
        if (!isOpen) yield return 403;
        var hasQuota = endpoint.GetMetadata<QuotaAttribute>() is not null;
        if (hasQuota || contract.ByFollowUpToken || operation.Parameters!.Any(parameter => parameter.In is ParameterLocation.Path)) yield return 404;
        yield return 406;
        if (hasQuota || contract.Idempotency is not null || contract.HonoursIfMatch) yield return 409;
        if (contract.HonoursIfMatch) yield return 412;
        if (contract.Body is not null) yield return 413;
        if (contract.Body is not null) yield return 415;
        if (contract.Idempotency is not null) yield return 422;
        if (contract.RequiresIfMatch) yield return 428;
        if (hasQuota || contract.Side is not null || contract.ByFollowUpToken || endpoint.GetMetadata<MayWaitAttribute>() is not null) yield return 429;
        yield return 500;
        yield return 503;
    }

    /// <summary>
    /// Examples hold no member such as <c>postcode</c>: the linter of the API Design Rules takes it for a POST.
    /// </summary>
    private static void AddExample(string name, IDictionary<string, OpenApiMediaType>? content, OpenApiDocument document)
    {
        if (content is null || !ApiComponents.Examples.ContainsKey(name)) return;
        foreach (var (_, media) in content.Where(media => media.Key != Accepts.Csv))
            media.Examples = new Dictionary<string, IOpenApiExample> { ["example"] = new OpenApiExampleReference(name, document) };
    }

    private static Task Complete(OpenApiDocument document, OpenApiContact contact)
    {
        document.Info = new OpenApiInfo
        {
            Title = "ChainCoop",
            Version = HttpConformance.ApiVersion,
            Summary = "The shared, auditable backend of municipalities and their chain partners against human trafficking.",
            Description = ApiComponents.Introduction,
            Contact = contact,
        };
        document.Servers = [new OpenApiServer { Url = Prefix }];

        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(path => path.Key, StringComparer.Ordinal)) paths[path[Prefix.Length..]] = item;
        document.Paths = paths;

        document.Tags = document.Paths.Values
            .SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Tags!)
            .Select(tag => tag.Name!).Distinct().Order(StringComparer.Ordinal)
            .Select(name => new OpenApiTag { Name = name })
            .ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas?.Remove(nameof(IResult));
        document.Components.Headers = ApiComponents.Headers;
        document.Components.Parameters = ApiComponents.Parameters;
        document.Components.Responses = ApiComponents.ProblemsFor(document);
        FeedDescription.Add(document);
        document.Components.Examples = ApiComponents.Examples.ToDictionary(
            example => example.Key, IOpenApiExample (example) => new OpenApiExample { Value = example.Value.DeepClone() });
        document.AddComponent(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            BearerFormat = "JWT",
            Description = "OAuth 2.0 access token of a configured issuer, with the organisation, the roles and the scopes of the caller. The scope that an operation asks for stands beside it.",
        });
        return Task.CompletedTask;
    }

    /// <summary>Whom an integrator asks (<c>District:Contact</c>).</summary>
    private static OpenApiContact ContactIn(IConfiguration configuration) => new()
    {
        Name = configuration["District:Contact:Name"] ?? "The operator of this district",
        Email = configuration["District:Contact:Email"] ?? "chaincoop@example.org",
        Url = new Uri(configuration["District:Contact:Url"] ?? "https://example.org/chaincoop"),
    };

    /// <summary>The use case: the name of the class, and of the method where the class has several.</summary>
    public static string NameOf(MethodInfo method)
    {
        var name = method.DeclaringType!.Name;
        if (name.EndsWith("Endpoint", StringComparison.Ordinal)) name = name[..^"Endpoint".Length];
        return JsonNamingPolicy.CamelCase.ConvertName(name);
    }

    private static string ModuleOf(MethodInfo method) => method.DeclaringType!.Namespace!.Split('.')[^1];
}

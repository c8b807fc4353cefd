using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Wolverine.Http;

namespace ChainCoop.Platform;

/// <summary>
/// Refuses what can be refused without looking anything up, after the caller is known and before the endpoint runs:
/// media types (415, 406), size (413), all faults in headers, query and body together (400), a missing If-Match (428).
/// </summary>
internal static partial class RequestChecks
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const string PurposeHeader = "Purpose";

    public static void UseRequestChecks(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<RequestContract>() is { } contract
            && await RefusalOf(http, contract) is { } problem)
        {
            await http.WriteProblem(problem);
            return;
        }
        await next(http);
    });

    private static async Task<Problem?> RefusalOf(HttpContext http, RequestContract contract)
    {
        if (contract.Body is not null && !HasJson(http)) return Problems.UnsupportedMediaType;
        if (!Accepts(http, contract.Produces)) return Problems.NotAcceptable;

        var body = contract.Body is null ? [] : await BytesOf(http, contract.BodyLimit);
        if (body is null) return Problems.TooLarge(contract.BodyLimit);
        if (body.Length == 0 && !contract.BodyIsRequired && contract.Body is not null) body = "{}"u8.ToArray();

        var faults = new Faults { Now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() };
        var facts = new RequestFacts
        {
            Body = body,
            Purpose = PurposeOf(http, contract, faults),
            IdempotencyKey = KeyOf(http, contract, faults),
            FollowUpToken = TokenOf(http, contract, faults),
            NeedsIfMatch = contract.HonoursIfMatch && http.Request.Headers.IfMatch.Count > 0,
            IfMatch = VersionOf(http.Request.Headers.IfMatch),
            AtLeast = SequenceOf(http, contract, faults),
            Side = contract.Side,
        };
        http.Features.Set(facts);
        facts.Query = QueryOf(http, contract, faults);

        if (contract.Body is { } type)
        {
            using var document = JsonInput.Parse(body);
            if (document is null) return Problems.MalformedJson;
            facts.Command = JsonInput.Read(document.RootElement, type, faults, pointer => pointer);
            http.Request.Body = new MemoryStream(body, writable: false);
            // Wolverine compares it to the letter.
            http.Request.ContentType = "application/json";
        }

        // Nothing is wrong with the question but that it does not say what it is asked for.
        if (faults.All is [{ Pointer: "header:Purpose" }] && http.Request.Headers[PurposeHeader].Count == 0) return Problems.PurposeRequired with { Faults = faults.All };
        if (faults.All.Count > 0) return Problems.InvalidInput(faults.All);
        return contract.RequiresIfMatch && http.Request.Headers.IfMatch.Count == 0 ? Problems.PreconditionRequired : null;
    }

    private static bool HasJson(HttpContext http)
    {
        if (http.Request.ContentType is null) return http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true };
        return MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var given)
            && given.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!given.Charset.HasValue || given.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static bool Accepts(HttpContext http, IReadOnlyList<MediaTypeHeaderValue> produced)
    {
        if (StringValues.IsNullOrEmpty(http.Request.Headers.Accept)) return true;
        var wanted = http.Request.GetTypedHeaders().Accept.Where(range => range.Quality is not 0).ToList();
        return produced.Any(type => wanted.Any(type.IsSubsetOf));
    }

    /// <summary>Null if there are more than the limit.</summary>
    private static async Task<byte[]?> BytesOf(HttpContext http, int limit)
    {
        if (http.Request.ContentLength > limit) return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server) server.MaxRequestBodySize = limit + 1L;

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > limit) return null;
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Purpose? PurposeOf(HttpContext http, RequestContract contract, Faults faults)
    {
        var given = http.Request.Headers[PurposeHeader];
        if (given.Count == 0)
        {
            faults.Require(!contract.RequiresPurpose, $"header:{PurposeHeader}", $"Is required here: a code of the list {Purpose.List}.");
            return null;
        }
        if (given.Count == 1 && CodeLists.Contains(Purpose.List, given[0]!)) return new Purpose(given[0]!);
        faults.Add($"header:{PurposeHeader}", $"Must be one code of the list {Purpose.List}.");
        return null;
    }

    private static string? KeyOf(HttpContext http, RequestContract contract, Faults faults)
    {
        if (contract.Idempotency is not { } idempotent) return null;
        var given = http.Request.Headers[IdempotencyKey];
        if (given.Count == 0)
        {
            faults.Require(!idempotent.Required, $"header:{IdempotencyKey}", "Is required here.");
            return null;
        }
        if (given.Count == 1 && QuotedKey().Match(given[0]!) is { Success: true } match) return match.Groups["key"].Value;
        faults.Add($"header:{IdempotencyKey}", "Must be one string in double quotes with 1 to 64 visible ASCII characters, such as \"8e03978e-40d5\".");
        return null;
    }

    /// <summary>What it is worth is not told here: one that leads nowhere is answered like a signal that is not there.</summary>
    private static string? TokenOf(HttpContext http, RequestContract contract, Faults faults)
    {
        if (!contract.ByFollowUpToken) return null;
        var given = http.Request.Headers[FollowUpLimits.Header];
        faults.Require(given.Count > 0, $"header:{FollowUpLimits.Header}", "Is required here.");
        return given.ToString();
    }

    private static long? SequenceOf(HttpContext http, RequestContract contract, Faults faults)
    {
        if (contract.Side is null || http.Request.Headers[ConsistencyToken.Header] is not { Count: > 0 } given) return null;
        var sequence = given.Count == 1 ? ConsistencyToken.Read(given[0], http.Actor().Organisation, http.RequestServices.GetRequiredService<Secrets>()) : null;
        faults.Require(sequence is not null, $"header:{ConsistencyToken.Header}", "Must be one that an answer to your organisation had.");
        return sequence;
    }

    /// <summary>Null is a tag that no version has: weak, a list, a star, not a number.</summary>
    private static long? VersionOf(StringValues ifMatch) =>
        ifMatch is [{ Length: > 2 } tag] && tag[0] == '"' && tag[^1] == '"'
        && long.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;

    /// <summary>The query is read like a body of one object, so that both have the same rules.</summary>
    private static object? QueryOf(HttpContext http, RequestContract contract, Faults faults)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in http.Request.Query)
            {
                foreach (var value in values)
                {
                    writer.WritePropertyName(name);
                    var literal = contract.QueryLiterals.Contains(name) ? Literal().Match(value ?? "") : Match.Empty;
                    if (literal.Success) writer.WriteRawValue(literal.Groups["literal"].Value);
                    else writer.WriteStringValue(value);
                }
            }
            writer.WriteEndObject();
        }
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return JsonInput.Read(document.RootElement, contract.Query, faults, pointer => $"query:{pointer.TrimStart('/')}");
    }

    // A string of RFC 8941, section 3.3.3, without spaces.
    [GeneratedRegex("""^"(?<key>(?:[\x21\x23-\x5B\x5D-\x7E]|\\["\\]){1,64})"\z""", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedKey();

    // A number may have zeros in front, as positions in a feed have; JSON has none.
    [GeneratedRegex(@"^(?:(?<literal>true|false)|0*(?<literal>[0-9]{1,19}))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();
}

/// <summary>What a route asks of its requests, put together once from its method and its markers.</summary>
internal sealed record RequestContract
{
    /// <summary>The record in the body; null if the method has none (GET, DELETE).</summary>
    public Type? Body { get; init; }

    public bool BodyIsRequired { get; init; }

    public required int BodyLimit { get; init; }

    public required Type Query { get; init; }

    /// <summary>Query parameters that are numbers or booleans.</summary>
    public required IReadOnlySet<string> QueryLiterals { get; init; }

    public required IReadOnlyList<MediaTypeHeaderValue> Produces { get; init; }

    public IdempotentAttribute? Idempotency { get; init; }

    public bool RequiresIfMatch { get; init; }

    /// <summary>Where it is required, and where it may be left out.</summary>
    public bool HonoursIfMatch { get; init; }

    public bool RequiresPurpose { get; init; }

    /// <summary>Who sends it has a follow-up token instead of a caller's.</summary>
    public bool ByFollowUpToken { get; init; }
    /// <summary>What it reads from, where that can be behind; null: from what was written itself.</summary>
    public ReadSide? Side { get; init; }

    /// <summary>There is a caller, who acts for a purpose.</summary>
    public bool TakesPurpose { get; init; }

    /// <summary>The answer has an ETag, and may be 304.</summary>
    public bool ShowsVersion { get; init; }

    /// <summary>Nothing may be in it.</summary>
    internal sealed record Empty;

    public static RequestContract Of(HttpChain chain, IList<object> metadata)
    {
        var takesBody = chain.HttpMethods.Any(method => HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method));
        var record = chain.RequestType is { } type && type != typeof(void) ? type : null;
        var query = QueryOf(chain);
        return new RequestContract
        {
            Body = takesBody ? record ?? typeof(Empty) : null,
            BodyIsRequired = record is not null,
            BodyLimit = metadata.OfType<BodyLimitAttribute>().LastOrDefault()?.Bytes ?? BodyLimitAttribute.Default,
            Query = query,
            QueryLiterals = Json.Http.GetTypeInfo(query).Properties
                .Where(property => JsonInput.IsLiteral(property.PropertyType))
                .Select(property => property.Name)
                .ToHashSet(StringComparer.Ordinal),
            Produces = ProducedBy(metadata),
            Idempotency = metadata.OfType<IdempotentAttribute>().LastOrDefault(),
            RequiresIfMatch = metadata.OfType<RequiresIfMatchAttribute>().Any(),
            HonoursIfMatch = metadata.Any(marker => marker is RequiresIfMatchAttribute or HonoursIfMatchAttribute),
            Side = metadata.OfType<ReadsWritesAttribute>().FirstOrDefault()?.Side,
            RequiresPurpose = metadata.OfType<RequiresPurposeAttribute>().Any(),
            ByFollowUpToken = metadata.OfType<ByFollowUpTokenAttribute>().Any(),
            TakesPurpose = !metadata.OfType<IAllowAnonymous>().Any(),
            ShowsVersion = metadata.OfType<IApiResponseMetadataProvider>().Any(answer => answer.StatusCode == StatusCodes.Status304NotModified),
        };
    }

    /// <summary>Only a record with [Query] is checked here and described in the OpenAPI document, so there is no other way in.</summary>
    private static Type QueryOf(HttpChain chain)
    {
        var method = chain.Method.Method;
        var loose = method.GetParameters().FirstOrDefault(parameter => parameter.IsDefined(typeof(FromQueryAttribute), inherit: false));
        if (loose is not null)
            throw new InvalidOperationException($"{method.DeclaringType!.Name} reads {loose.Name} with [FromQuery]; a query is one record in a parameter with [Query].");
        return method.GetParameters().FirstOrDefault(parameter => parameter.IsDefined(typeof(QueryAttribute), inherit: false))?.ParameterType
            ?? (method.IsDefined(typeof(ShowsPastAttribute), inherit: false) ? typeof(AskedMoment) : typeof(Empty));
    }

    private static List<MediaTypeHeaderValue> ProducedBy(IList<object> metadata)
    {
        var declared = new MediaTypeCollection();
        foreach (var answer in metadata.OfType<IApiResponseMetadataProvider>().Where(answer => answer.StatusCode is >= 200 and < 300))
            answer.SetContentTypes(declared);
        return declared.Count == 0 ? [new MediaTypeHeaderValue("application/json")] : [.. declared.Select(type => MediaTypeHeaderValue.Parse(type))];
    }

    /// <summary>
    /// The framework refuses a wrong media type while it chooses the endpoint, before it knows the caller; here 401 comes
    /// first. So its metadata goes, and the contract comes.
    /// </summary>
    public static void Replace(HttpChain chain) => chain.Metadata.Finally(endpoint =>
    {
        foreach (var accepts in endpoint.Metadata.OfType<IAcceptsMetadata>().ToList()) endpoint.Metadata.Remove(accepts);
        endpoint.Metadata.Add(Of(chain, endpoint.Metadata));
    });
}

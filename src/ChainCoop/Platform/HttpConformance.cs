using ChainCoop.Shared;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Net.Http.Headers;

namespace ChainCoop.Platform;

/// <summary>What the NLgov REST API Design Rules ask of every answer, where ASP.NET Core does otherwise by default.</summary>
internal static class HttpConformance
{
    /// <summary>The version of the contract (SemVer), in every answer and in the OpenAPI document.</summary>
    public const string ApiVersion = "1.0.0";

    private const string HeadRequest = "ChainCoop.HeadRequest";

    /// <summary>Outermost: the headers are set when the answer starts, so that nothing on the way can lose them.</summary>
    public static void UseStandardHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers["API-Version"] = ApiVersion;
            headers.CacheControl = "no-store";
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = "frame-ancestors 'none'";
            return Task.CompletedTask;
        });
        return next(http);
    });

    /// <summary>HEAD is answered by the route for GET: the same headers, no body.</summary>
    public static void UseHead(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        var body = http.Response.Body;
        using var measured = new MemoryStream();
        http.Items[HeadRequest] = true;
        http.Request.Method = HttpMethods.Get;
        http.Response.Body = measured;
        try
        {
            await next(http);
            if (!http.Response.HasStarted) http.Response.ContentLength ??= measured.Length;
        }
        finally
        {
            http.Request.Method = HttpMethods.Head;
            http.Response.Body = body;
        }
    });

    /// <summary>
    /// After the choice of the endpoint. A path is one of ours to the letter, without a trailing slash, or it is nowhere.
    /// What no route answers ends here, before anybody is asked who they are: which routes there are is public.
    /// </summary>
    public static void UseExactPaths(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.Items.ContainsKey(HeadRequest)) http.Request.Method = HttpMethods.Head;

        if (http.GetEndpoint() is RouteEndpoint route)
        {
            if (IsExact(route.RoutePattern, http.Request.Path.Value ?? ""))
            {
                await next(http);
                return;
            }
            http.SetEndpoint(null);
        }

        if (http.GetEndpoint()?.RequestDelegate is not { } refusal || http.Request.Path.Value is [_, .., '/'])
        {
            await http.WriteProblem(Problems.NotFound);
            return;
        }
        await refusal(http);
        if (http.Response.Headers.Allow is [var allowed] && allowed!.Split(", ").Contains(HttpMethods.Get))
            http.Response.Headers.Allow = $"{allowed}, {HttpMethods.Head}";
    });

    private static bool IsExact(RoutePattern pattern, string path)
    {
        var given = path == "/" ? [] : path.Split('/')[1..];
        var wanted = pattern.PathSegments;
        var isOpen = wanted.Count > 0 && wanted[^1] is { Parts: [RoutePatternParameterPart { IsCatchAll: true }] };
        if (isOpen ? given.Length < wanted.Count || given is [.., ""] : given.Length != wanted.Count) return false;

        for (var i = 0; i < wanted.Count; i++)
        {
            if (wanted[i] is { Parts: [RoutePatternLiteralPart literal] } && literal.Content != given[i]) return false;
        }
        return true;
    }
}

/// <summary>A resource with its version as a strong ETag; 304 where the client has that version (If-None-Match).</summary>
internal sealed class VersionedResult(object view, string version) : IResult, IStatusCodeHttpResult
{
    private readonly EntityTagHeaderValue tag = new($"\"{version}\"");

    public int? StatusCode => StatusCodes.Status200OK;

    /// <summary>The client has this version already: it gets nothing.</summary>
    public bool IsKnownTo(HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known == EntityTagHeaderValue.Any || known.Compare(tag, useStrongComparison: false));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ETag = tag.ToString();
        if (IsKnownTo(httpContext.Request))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        return httpContext.Response.WriteAsJsonAsync(view, view.GetType(), Json.Http, contentType: null, httpContext.RequestAborted);
    }
}

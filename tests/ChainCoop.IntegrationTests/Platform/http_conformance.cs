
namespace ChainCoop.IntegrationTests.Platform;

/// <summary>The NLgov REST API Design Rules, over the routes of <see cref="SampleRoutes"/>. The names are those of the standard's tests.</summary>
public sealed class http_conformance(SampleRoutes routes) : IClassFixture<SampleRoutes>
{
    private const string Sample = "/v1/samples/0198f1f0-0000-7000-8000-000000000001";
    private const string Purpose = "Purpose: assessment";

    private static readonly string[] Everywhere =
        ["API-Version", "Cache-Control", "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options"];

    [Theory]
    [InlineData("/v1/samples/")]
    [InlineData("/v1/Samples")]
    [InlineData("/V1/samples")]
    [InlineData("/v1//samples")]
    [InlineData("/v1/openapi.json/")]
    [InlineData("/v1/nowhere")]
    [InlineData("/nowhere")]
    [InlineData(Sample + "/")]
    public async Task ADR_02_a_path_with_a_trailing_slash_or_in_other_letters_is_nowhere(string path)
    {
        (await routes.Send("GET", path)).ShouldSatisfyAllConditions(
            answer => answer.Status.ShouldBe(404),
            answer => answer.Code.ShouldBe("not-found"));
        (await routes.Send("GET", path, anonymous: true)).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("GET", "/v1/samples", 200)]
    [InlineData("GET", "/v1/samples?limit=x", 400)]
    [InlineData("GET", "/v1/nowhere", 404)]
    [InlineData("DELETE", "/v1/samples", 405)]
    [InlineData("POST", "/v1/samples", 415)]
    [InlineData("GET", "/v1/sample-failures/x", 500)]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/scalar.js", 200)]
    [InlineData("GET", "/v1/openapi.json", 200)]
    [InlineData("HEAD", "/v1/samples", 200)]
    [InlineData("OPTIONS", "/v1/samples", 405)]
    public async Task ADR_03_and_08_every_answer_has_the_version_and_the_security_headers(string method, string path, int status)
    {
        var answer = await routes.Send(method, path, headers: method == "POST" ? "Content-Type: text/plain" : null);

        answer.Status.ShouldBe(status);
        Everywhere.ShouldAllBe(name => answer.Headers.ContainsKey(name));
        answer.Headers["API-Version"].ToString().ShouldBe("1.0.0");
        answer.Headers.CacheControl.ToString().ShouldBe("no-store");
        answer.Headers.ContentSecurityPolicy.ToString().ShouldContain("frame-ancestors 'none'");
        answer.Headers.XFrameOptions.ToString().ShouldBe("DENY");
        answer.Headers.ShouldNotContainKey("Set-Cookie");
        answer.Headers.ShouldNotContainKey("Server");
    }

    [Fact]
    public async Task ADR_08_a_caller_who_is_refused_gets_the_headers_too()
    {
        var answer = await routes.Send("GET", "/v1/samples", anonymous: true);

        answer.Status.ShouldBe(401);
        Everywhere.ShouldAllBe(name => answer.Headers.ContainsKey(name));
        answer.Headers.WWWAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Theory]
    [InlineData("GET", "/v1/samples?unknown=1", 400, "invalid-input")]
    [InlineData("GET", "/v1/nowhere", 404, "not-found")]
    [InlineData("GET", "/v1/samples/no-id", 404, "not-found")]
    [InlineData("PUT", "/v1/samples", 405, "method-not-allowed")]
    [InlineData("GET", "/v1/sample-failures/x", 500, "internal")]
    [InlineData("GET", "/v1/sample-failures/database", 503, "unavailable")]
    [InlineData("GET", "/v1/sample-failures/shutdown", 503, "unavailable")]
    public async Task ADR_04_every_error_is_a_whole_problem(string method, string path, int status, string code)
    {
        var answer = await routes.Send(method, path, headers: path.StartsWith("/v1/samples/", StringComparison.Ordinal) ? Purpose : null);

        answer.Status.ShouldBe(status);
        answer.Headers.ContentType.ToString().ShouldBe("application/problem+json");
        answer.Json.GetProperty("type").GetString().ShouldBe($"urn:chaincoop:problem:{code}");
        answer.Json.GetProperty("status").GetInt32().ShouldBe(status);
        answer.Json.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        answer.Json.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        answer.Json.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty();
        answer.Headers.ContainsKey("Retry-After").ShouldBe(status == 503);
        answer.Body.ShouldNotContain("Exception");
        answer.Body.ShouldNotContain("Jansen");
    }

    [Fact]
    public async Task ADR_04_a_fault_is_logged_without_what_the_exception_says()
    {
        await routes.Send("GET", "/v1/sample-failures/x");

        routes.Logged.ShouldContain(line => line.StartsWith("Error Request failed: InvalidOperationException", StringComparison.Ordinal));
        routes.Logged.ShouldNotContain(line => line.Contains("Jansen"));
    }

    [Theory]
    [InlineData(Sample, 200)]
    [InlineData("/v1/samples", 200)]
    [InlineData("/v1/openapi.json", 200)]
    [InlineData("/", 200)]
    [InlineData("/v1/nowhere", 404)]
    public async Task ADR_05_head_gives_the_headers_of_get(string path, int status)
    {
        var get = await routes.Send("GET", path, headers: Purpose);
        var head = await routes.Send("HEAD", path, headers: Purpose);

        head.Status.ShouldBe(status);
        head.Body.ShouldBeEmpty();
        head.Headers.Where(header => header.Key != "Content-Length").ShouldBe(get.Headers.Where(header => header.Key != "Content-Length"), ignoreOrder: true);
        head.Headers.ContentLength.ShouldBe(System.Text.Encoding.UTF8.GetByteCount(get.Body));
    }

    [Theory]
    [InlineData("DELETE", "/v1/samples", "GET, POST, HEAD")]
    [InlineData("HEAD", "/v1/sample-imports", "POST")]
    [InlineData("POST", "/v1/openapi.json", "GET, HEAD")]
    public async Task ADR_06_a_method_that_a_route_lacks_names_those_that_it_has(string method, string path, string allowed)
    {
        var answer = await routes.Send(method, path);

        answer.Status.ShouldBe(405);
        answer.Headers.Allow.ToString().ShouldBe(allowed);
    }

    [Theory]
    [InlineData("application/json", 204)]
    [InlineData("application/json; charset=utf-8", 204)]
    [InlineData("application/JSON", 204)]
    [InlineData("application/json; charset=latin1", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("text/json", 415)]
    [InlineData("nonsense", 415)]
    public async Task ADR_07_a_body_of_another_media_type_is_refused(string type, int status) =>
        (await routes.Send("POST", "/v1/sample-imports", """{"name":"a","anonymous":true}""", $"Content-Type: \nContent-Type: {type}")).Status.ShouldBe(status);

    [Theory]
    [InlineData("/v1/samples", "application/json", 200)]
    [InlineData("/v1/samples", "text/html, */*;q=0.1", 200)]
    [InlineData("/v1/samples", "application/*", 200)]
    [InlineData("/v1/samples", "text/csv", 406)]
    [InlineData("/v1/samples", "application/json;q=0", 406)]
    [InlineData("/v1/sample-exports", "text/csv", 200)]
    [InlineData("/v1/sample-exports", "application/json", 406)]
    public async Task ADR_07_an_answer_that_the_client_does_not_take_is_refused(string path, string accept, int status)
    {
        var answer = await routes.Send("GET", path, headers: $"Accept: {accept}");

        answer.Status.ShouldBe(status);
        if (status == 406) answer.Headers.ContentType.ToString().ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData(true, "Content-Type: text/plain\nAccept: text/csv", 401)]
    [InlineData(false, "Content-Type: \nContent-Type: text/plain\nAccept: text/csv", 415)]
    [InlineData(false, "Accept: text/csv", 406)]
    [InlineData(false, "X-Other: 1", 400)]
    public async Task refusals_come_in_order(bool anonymous, string headers, int status) =>
        (await routes.Send("POST", "/v1/samples", "{", headers, anonymous)).Status.ShouldBe(status);

    [Fact]
    public async Task ADR_09_anybody_from_anywhere_reads_the_document()
    {
        var answer = await routes.Send("GET", "/v1/openapi.json", headers: "Origin: https://anywhere.example", anonymous: true);

        answer.Status.ShouldBe(200);
        answer.Headers.AccessControlAllowOrigin.ToString().ShouldBe("*");
        answer.Json.GetProperty("openapi").GetString()!.ShouldStartWith("3.");
        answer.Json.GetProperty("info").GetProperty("version").GetString().ShouldBe(answer.Headers["API-Version"].ToString());
        answer.Json.GetProperty("servers")[0].GetProperty("url").GetString()!.ShouldEndWith("/v1");
    }

    [Fact]
    public async Task ADR_09_the_document_is_open_to_any_origin_even_if_none_is_named() =>
        (await routes.Send("GET", "/v1/openapi.json", anonymous: true)).Headers.AccessControlAllowOrigin.ToString().ShouldBe("*");

    [Theory]
    [InlineData("https://cases.example", true)]
    [InlineData("https://anywhere.example", false)]
    public async Task other_origins_are_allowed_by_name(string origin, bool allowed)
    {
        var preflight = await routes.Send("OPTIONS", "/v1/samples", headers: $"Origin: {origin}\nAccess-Control-Request-Method: POST", anonymous: true);
        var answer = await routes.Send("GET", "/v1/samples", headers: $"Origin: {origin}");

        preflight.Headers.AccessControlAllowOrigin.ToString().ShouldBe(allowed ? origin : "");
        answer.Headers.AccessControlAllowOrigin.ToString().ShouldBe(allowed ? origin : "");
    }

    [Theory]
    [InlineData("2026-03-02T09:00:00+01:00")]
    [InlineData("2026-03-02T08:00:00Z")]
    [InlineData("2026-03-01T22:00:00-10:00")]
    public async Task ADR_10_instants_are_answered_in_utc(string given)
    {
        var answer = await routes.Send("POST", "/v1/samples", $$"""{"municipality":"0268","urgency":"normal","text":"a","seenAt":"{{given}}"}""", "Idempotency-Key: \"1\"");

        answer.Json.GetProperty("at").GetString().ShouldBe("2026-03-02T08:00:00Z");
    }

    [Theory]
    [InlineData("\"7\"", 304)]
    [InlineData("\"6\", \"7\"", 304)]
    [InlineData("W/\"7\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"6\"", 200)]
    [InlineData("nonsense", 200)]
    public async Task SYNC_03_a_client_that_has_the_version_gets_304(string tag, int status)
    {
        var answer = await routes.Send("GET", Sample, headers: $"{Purpose}\nIf-None-Match: {tag}");

        answer.Status.ShouldBe(status);
        answer.Headers.ETag.ToString().ShouldBe("\"7\"");
        answer.Body.Length.ShouldBe(status == 304 ? 0 : answer.Body.Length);
        Everywhere.ShouldAllBe(name => answer.Headers.ContainsKey(name));
    }

    [Fact]
    public async Task the_api_reference_needs_nothing_from_elsewhere()
    {
        var page = await routes.Send("GET", "/", anonymous: true);
        var script = await routes.Send("GET", "/scalar.js", anonymous: true);

        page.Headers.ContentType.ToString().ShouldBe("text/html; charset=utf-8");
        page.Headers.ContentSecurityPolicy.ToString().ShouldContain("default-src 'none'");
        page.Body.ShouldNotContain("//");
        script.Headers.ContentType.ToString().ShouldBe("text/javascript");
        script.Body.Length.ShouldBeGreaterThan(1_000_000);
    }
}

namespace ChainCoop.IntegrationTests.Platform;

public sealed class checks_of_requests(SampleRoutes routes) : IClassFixture<SampleRoutes>
{
    private const string Sample = "/v1/samples/0198f1f0-0000-7000-8000-000000000001";
    private const string Key = "Idempotency-Key: \"8e03978e-40d5\"";
    private const string Right = """{"municipality":"0268","urgency":"normal","text":"a"}""";

    [Fact]
    public async Task a_right_request_reaches_the_endpoint()
    {
        (await routes.Send("POST", "/v1/samples", Right, Key)).Status.ShouldBe(201);
        (await routes.Send("POST", "/v1/samples",
            """{"municipality":"0268","urgency":"very-urgent","text":"a","seenAt":null,"seenOn":"2026-03-02","count":3,"author":{"name":"A","anonymous":false},"subjects":[{"type":"labour"}]}""",
            Key)).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(201));
    }

    [Fact]
    public async Task ADR_11_all_faults_are_told_at_once()
    {
        var answer = await routes.Send("POST", "/v1/samples?unknown=1",
            """
            {"municipality":"9999","urgency":"Normal","seenAt":"2026-03-02T09:00:00","seenOn":"2026-02-30","count":"3","munincipality":"0268",
             "author":{"name":null,"anonymous":"yes","name":"x"},"subjects":[{"type":"nothing","postcode":1},7,{}]}
            """, "Purpose: fun\nIdempotency-Key: abc");

        answer.Status.ShouldBe(400);
        answer.Code.ShouldBe("invalid-input");
        answer.Pointers.ShouldBe(
            [
                "header:Purpose", "header:Idempotency-Key", "query:unknown", "/municipality", "/urgency", "/seenAt", "/seenOn", "/count", "/munincipality",
                "/author/name", "/author/anonymous", "/author/name", "/subjects/0/type", "/subjects/0/postcode", "/subjects/1", "/subjects/2/type", "/text",
            ],
            ignoreOrder: true);
        answer.Json.GetProperty("errors").EnumerateArray().ShouldAllBe(error => error.GetProperty("detail").GetString()!.EndsWith('.'));
    }

    [Fact]
    public async Task ADR_11_a_record_tells_its_own_faults_in_the_same_answer()
    {
        (await routes.Send("POST", "/v1/samples", """{"municipality":"9999","urgency":"normal","text":"wrong","count":0}""", Key))
            .Pointers.ShouldBe(["/municipality", "/text", "/count"]);
        (await routes.Send("POST", "/v1/samples", """{"municipality":"9999","urgency":"normal","text":1,"count":0}""", Key))
            .Pointers.ShouldBe(["/municipality", "/text", "/count"]);
        (await routes.Send("POST", "/v1/samples", """{"municipality":"0268","urgency":"normal","text":"wrong"}""", Key)).Pointers.ShouldBe(["/text"]);
    }

    [Theory]
    [InlineData("/urgency", """{"municipality":"0268","urgency":"later","text":"a"}""", "Must be one of: normal, very-urgent.")]
    [InlineData("/municipality", """{"municipality":"9999","urgency":"normal","text":"a"}""", "Must be a code of the list municipalities.")]
    [InlineData("/text", """{"municipality":"0268","urgency":"normal","text":""}""", "Must not be empty.")]
    [InlineData("/text", """{"municipality":"0268","urgency":"normal","text":"   "}""", "Must not be empty.")]
    [InlineData("/text", """{"municipality":"0268","urgency":"normal","text":"123456789012345678901"}""", "Must have at most 20 characters.")]
    [InlineData("/text", """{"municipality":"0268","urgency":"normal","text":"a\u0000"}""", "Must not contain the character U+0000.")]
    [InlineData("/text", """{"municipality":"0268","urgency":"normal","text":null}""", "Must not be null.")]
    [InlineData("/count", """{"municipality":"0268","urgency":"normal","text":"a","count":1.5}""", "Must be a whole number in digits, at most 2147483647.")]
    [InlineData("/seenAt", """{"municipality":"0268","urgency":"normal","text":"a","seenAt":"2026-03-02"}""", "Must be an instant with an offset, such as 2026-03-02T09:00:00Z.")]
    [InlineData("/subjects", """{"municipality":"0268","urgency":"normal","text":"a","subjects":{}}""", "Must be an array.")]
    [InlineData("/author", """{"municipality":"0268","urgency":"normal","text":"a","author":[]}""", "Must be an object.")]
    [InlineData("/text", """{"municipality":"0268","urgency":"normal","text":"a","text":"b"}""", "Is given more than once.")]
    [InlineData("/Text", """{"municipality":"0268","urgency":"normal","text":"a","Text":"b"}""", "Is unknown here; known: author, count, municipality, seenAt, seenOn, subjects, text, urgency.")]
    [InlineData("", """{"municipality":"0268","urgency":"normal","text":"a","Anna Jansen":"b"}""", "Has a member with an unknown name.")]
    [InlineData("", "[]", "Must be an object.")]
    [InlineData("", "null", "Must not be null.")]
    public async Task a_fault_says_where_and_what_is_wanted(string pointer, string body, string detail)
    {
        var answer = await routes.Send("POST", "/v1/samples", body, Key);

        answer.Status.ShouldBe(400);
        var error = answer.Json.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        error.GetProperty("pointer").GetString().ShouldBe(pointer);
        error.GetProperty("detail").GetString().ShouldBe(detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("{'text':1}")]
    [InlineData("\u00EF\u00BB\u00BF{}")]
    [InlineData("{\"text\":\"\u00FF\"}")]
    [InlineData("""{"text":"\ud800"}""")]
    public async Task what_is_no_json_is_said_to_be_none(string body)
    {
        var answer = await routes.Send("POST", "/v1/samples", body, Key);

        answer.Status.ShouldBe(400);
        answer.Code.ShouldBe("malformed-json");
    }

    [Fact]
    public async Task a_body_is_not_nested_without_end() =>
        (await routes.Send("POST", "/v1/samples", $"{{\"x\":{new string('[', 100)}{new string(']', 100)}}}", Key)).Code.ShouldBe("malformed-json");

    [Theory]
    [InlineData("/v1/samples", 256 * 1024 + 1, 413)]
    [InlineData("/v1/samples", 256 * 1024, 400)]
    [InlineData("/v1/sample-imports", 256 * 1024 + 1, 204)]
    [InlineData("/v1/sample-imports", 1_000_001, 413)]
    public async Task a_body_has_a_limit(string path, int bytes, int status)
    {
        var body = """{"anonymous":true,"name":"a"}""";

        (await routes.Send("POST", path, body.PadRight(bytes), Key)).Status.ShouldBe(status);
        (await routes.Send("POST", path, body.PadRight(bytes), $"{Key}\nContent-Length: ")).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("\"8e03978e-40d5\"", 201)]
    [InlineData("\"with \\\" quote\"", 400)]
    [InlineData("\"a\\\"b\"", 201)]
    [InlineData("8e03978e-40d5", 400)]
    [InlineData("\"\"", 400)]
    [InlineData("\"a\", \"b\"", 400)]
    [InlineData("\"a\";x=1", 400)]
    [InlineData("\"a\"\nIdempotency-Key: \"b\"", 400)]
    public async Task SYNC_04_an_idempotency_key_is_a_quoted_string(string key, int status)
    {
        var answer = await routes.Send("POST", "/v1/samples", Right, $"Idempotency-Key: {key}");

        answer.Status.ShouldBe(status);
        if (status == 400) answer.Pointers.ShouldBe(["header:Idempotency-Key"]);
    }

    [Fact]
    public async Task SYNC_04_creating_needs_an_idempotency_key() =>
        (await routes.Send("POST", "/v1/samples", Right)).Pointers.ShouldBe(["header:Idempotency-Key"]);

    [Fact]
    public async Task SYNC_04_a_key_has_at_most_64_characters()
    {
        (await routes.Send("POST", "/v1/samples", Right, $"Idempotency-Key: \"{new string('a', 64)}\"")).Status.ShouldBe(201);
        (await routes.Send("POST", "/v1/samples", Right, $"Idempotency-Key: \"{new string('a', 65)}\"")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task SYNC_02_changing_needs_the_version()
    {
        var answer = await routes.Send("POST", $"{Sample}/closures", "{}");

        answer.Status.ShouldBe(428);
        answer.Code.ShouldBe("precondition-required");
        (await routes.Send("POST", $"{Sample}/closures", "{\"x\":1}")).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("\"12\"", 12L)]
    [InlineData("W/\"12\"", null)]
    [InlineData("\"12\", \"13\"", null)]
    [InlineData("*", null)]
    [InlineData("12", null)]
    [InlineData("\"x\"", null)]
    public async Task SYNC_01_only_one_strong_tag_can_match(string tag, long? version)
    {
        var answer = await routes.Send("POST", $"{Sample}/closures", "{}", $"If-Match: {tag}\nIdempotency-Key: \"k\"\nPurpose: casework");

        answer.Status.ShouldBe(200);
        (answer.Json.TryGetProperty("version", out var found) ? found.GetInt64() : (long?)null).ShouldBe(version);
        answer.Json.GetProperty("key").GetString().ShouldBe("k");
        answer.Json.GetProperty("purpose").GetString().ShouldBe("casework");
    }

    [Theory]
    [InlineData("{}", 200)]
    [InlineData(null, 200)]
    [InlineData("{\"reason\":\"x\"}", 400)]
    [InlineData("[]", 400)]
    public async Task a_step_without_content_has_an_empty_body(string? body, int status) =>
        (await routes.Send("POST", $"{Sample}/closures", body, "If-Match: \"1\"")).Status.ShouldBe(status);

    [Fact]
    public async Task personal_data_is_read_for_a_purpose()
    {
        var unsaid = await routes.Send("GET", Sample);
        (unsaid.Status, unsaid.Code).ShouldBe((403, "purpose-required"));
        unsaid.Pointers.ShouldBe(["header:Purpose"]);
        (await routes.Send("GET", Sample, headers: "Purpose: fun")).Status.ShouldBe(400);
        (await routes.Send("GET", Sample, headers: "Purpose: fun")).Pointers.ShouldBe(["header:Purpose"]);
        (await routes.Send("GET", Sample, headers: "Purpose: care")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_query_is_read_like_a_body()
    {
        var answer = await routes.Send("GET", "/v1/samples?urgency=very-urgent&municipality=0268&overdue=true&limit=5&after=00000000000000000012");

        answer.Body.ShouldBe("""{"urgency":"very-urgent","municipality":"0268","overdue":true,"limit":5,"after":12}""");
    }

    [Theory]
    [InlineData("urgency=later", "query:urgency")]
    [InlineData("urgency=Normal", "query:urgency")]
    [InlineData("municipality=9999", "query:municipality")]
    [InlineData("overdue=1", "query:overdue")]
    [InlineData("limit=0", "query:limit")]
    [InlineData("limit=101", "query:limit")]
    [InlineData("limit=x", "query:limit")]
    [InlineData("limit=", "query:limit")]
    [InlineData("limit=1&limit=2", "query:limit")]
    [InlineData("after=99999999999999999999", "query:after")]
    [InlineData("after=-1.5", "query:after")]
    [InlineData("Limit=1", "query:Limit")]
    [InlineData("limt=1", "query:limt")]
    [InlineData("anna%20jansen=1", "query:")]
    public async Task a_query_parameter_that_is_unknown_or_malformed_is_refused(string query, string pointer)
    {
        var answer = await routes.Send("GET", $"/v1/samples?{query}");

        answer.Status.ShouldBe(400);
        answer.Pointers.ShouldBe([pointer]);
    }

    [Fact]
    public async Task a_route_without_query_has_none() =>
        (await routes.Send("GET", $"{Sample}?x=1", headers: "Purpose: care")).Pointers.ShouldBe(["query:x"]);
}

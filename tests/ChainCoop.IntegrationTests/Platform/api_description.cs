using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Http;

namespace ChainCoop.IntegrationTests.Platform;

/// <summary>The OpenAPI document of the program itself.</summary>
public sealed partial class api_description(AppFixture app)
{
    [Fact]
    public async Task ADR_01_the_linter_of_the_api_design_rules_finds_nothing()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "openapi.json");
        await File.WriteAllTextAsync(file, (await Document()).ToJsonString(), TestContext.Current.CancellationToken);

        using var linter = Process.Start(new ProcessStartInfo(Repository.File("deploy/lint-api"), file) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await linter.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await linter.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.SkipWhen(linter.ExitCode == 77, output.Trim());
        linter.ExitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task ADR_02_and_03_hold_for_every_route()
    {
        var client = app.Host.Server.CreateClient();
        foreach (var (name, operation) in Operations(await Document()))
        {
            var (method, path) = (name.Split(' ')[0], "/v1" + Parameter().Replace(name.Split(' ')[1], "0198f1f0-0000-7000-8000-000000000001"));
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBeOneOf(
                IsOpen(operation) ? [HttpStatusCode.OK, HttpStatusCode.NotFound] : IsForReporters(operation) ? [HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType] : [HttpStatusCode.Unauthorized]);
            answer.Headers.GetValues("API-Version").ShouldBe([HttpConformance.ApiVersion], name);
            if (!answer.IsSuccessStatusCode) answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", name);

            using var slash = await client.GetAsync(path + "/", TestContext.Current.CancellationToken);
            slash.StatusCode.ShouldBe(HttpStatusCode.NotFound, name);
        }
    }

    [Fact]
    public async Task every_operation_is_described()
    {
        foreach (var (name, operation) in Operations(await Document()))
        {
            operation["summary"].ShouldNotBeNull(name);
            ((string)operation["summary"]!).ShouldEndWith(".", customMessage: name);
            ((string)operation["description"]!).ShouldNotContain("_", customMessage: name);
            operation["tags"]!.AsArray().Count.ShouldBe(1, name);
            operation["security"]!.AsArray().Count.ShouldBe(IsOpen(operation) || IsForReporters(operation) ? 0 : 1, name);
            operation["responses"]!.AsObject().ShouldContain(answer => answer.Key.StartsWith('2'), name);
        }
    }

    [Fact]
    public async Task what_anonymous_reporters_call_takes_their_token_in_a_header_and_may_be_too_often()
    {
        var document = await Document();
        var theirs = Operations(document).Where(operation => IsForReporters(operation.Operation)).ToList();
        theirs.Select(operation => operation.Name).ShouldBe(["get /follow-up", "post /follow-up/answers"]);
        foreach (var (_, operation) in theirs)
            operation["responses"]!.AsObject().Select(answer => answer.Key).ShouldSatisfyAllConditions(
                statuses => new[] { "400", "404", "429" }.ShouldBeSubsetOf(statuses), statuses => statuses.Intersect(["401", "403"]).ShouldBeEmpty());
        var header = document["components"]!["parameters"]!["FollowUpToken"]!;
        ((string)header["in"]!, (string)header["name"]!, (bool)header["required"]!).ShouldBe(("header", "Follow-Up-Token", true));
    }

    [Fact]
    public async Task every_body_has_an_example_that_the_checks_accept()
    {
        var document = await Document();
        var bodies = Endpoints().Where(endpoint => endpoint.Contract.BodyIsRequired).ToList();
        bodies.ShouldNotBeEmpty();
        foreach (var (name, contract) in bodies)
        {
            var example = document["components"]!["examples"]![$"{name}-request"];
            example.ShouldNotBeNull($"api-examples.data.json has no {name}-request.");
            var faults = new Faults { Now = TimeProvider.System.GetUtcNow() };
            JsonInput.Read(JsonSerializer.SerializeToElement(example["value"]), contract.Body!, faults, pointer => pointer);
            faults.All.ShouldBeEmpty(name);
        }
    }

    [Fact]
    public async Task every_example_belongs_to_an_operation()
    {
        var document = await Document();
        var ids = Operations(document).Select(operation => (string)operation.Operation["operationId"]!).ToList();

        document["components"]!["examples"]!.AsObject().Select(example => example.Key[..example.Key.LastIndexOf('-')]).ShouldBeSubsetOf(ids);
    }

    /// <summary>No body that a client can send is a fault of the program.</summary>
    [Fact]
    public void ADR_11_a_record_can_check_what_is_left_of_any_body()
    {
        foreach (var (name, contract) in Endpoints().Where(endpoint => endpoint.Contract.Body is not null))
        {
            var whole = ApiComponents.Examples.GetValueOrDefault($"{name}-request") as JsonObject ?? [];
            foreach (var body in Damaged(whole).Append(new JsonObject()))
            {
                var faults = new Faults { Now = TimeProvider.System.GetUtcNow() };
                Should.NotThrow(() => JsonInput.Read(JsonSerializer.SerializeToElement(body), contract.Body!, faults, pointer => pointer), $"{name}: {body}");
            }
        }
    }

    /// <summary>Copies of an object in each of which one member, at any depth, is missing, null or of another type.</summary>
    private static IEnumerable<JsonObject> Damaged(JsonObject whole)
    {
        foreach (var (name, value) in whole)
        {
            foreach (var wrong in new JsonNode?[] { null, 1, "?", new JsonObject(), new JsonArray(), new JsonArray(1, "?", null, new JsonObject()) })
            {
                var copy = (JsonObject)whole.DeepClone();
                copy[name] = wrong;
                yield return copy;
            }
            var without = (JsonObject)whole.DeepClone();
            without.Remove(name);
            yield return without;

            foreach (var inner in DamagedInside(value))
            {
                var copy = (JsonObject)whole.DeepClone();
                copy[name] = inner;
                yield return copy;
            }
        }
    }

    private static IEnumerable<JsonNode> DamagedInside(JsonNode? value) => value switch
    {
        JsonObject inner => Damaged(inner),
        JsonArray items when items is [JsonObject inner, ..] => Damaged(inner).Select(item => new JsonArray(item)),
        _ => [],
    };

    [Fact]
    public async Task ADR_12_no_url_can_hold_a_person()
    {
        string[] persons = ["name", "birth", "phone", "mail", "document", "licence", "plate", "address", "bsn", "observation", "note", "contact"];
        foreach (var (name, operation) in Operations(await Document()))
        {
            var inUrl = (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string?)parameter!["in"] is "path" or "query").ToList();
            inUrl.Select(parameter => (string)parameter!["name"]!)
                .ShouldAllBe(parameter => !persons.Any(person => parameter.Contains(person, StringComparison.OrdinalIgnoreCase)), name);
        }
    }

    /// <summary>A value in a URL is an id, a code, a number, an instant or a cursor: never free text.</summary>
    [Fact]
    public void ADR_12_no_query_takes_free_text()
    {
        foreach (var (name, contract) in Endpoints())
        {
            Json.Http.GetTypeInfo(contract.Query).Properties.Where(property => property.PropertyType == typeof(string)).Select(property => property.Name)
                .ShouldBeSubsetOf(["cursor"], name);
        }
    }

    /// <summary>Code lists are for anybody; whoever opens another route has to say so here.</summary>
    /// <summary>Who has a follow-up token needs no other.</summary>
    private static bool IsForReporters(JsonNode operation) =>
        operation["parameters"]?.AsArray().Any(parameter => (string?)parameter!["$ref"] == "#/components/parameters/FollowUpToken") == true;

    private static bool IsOpen(JsonNode operation) => (string)operation["tags"]![0]! == "Vocabulary";

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    private static IEnumerable<(string Name, JsonNode Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key} {path.Key}", operation.Value!);

    private IEnumerable<(string Name, RequestContract Contract)> Endpoints() =>
        from endpoint in app.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        let contract = endpoint.Metadata.GetMetadata<RequestContract>()
        where contract is not null
        select (OpenApi.NameOf(endpoint.Metadata.GetRequiredMetadata<HttpChain>().Method.Method), contract);

    private async Task<JsonNode> Document() =>
        JsonNode.Parse(await app.Host.Server.CreateClient().GetStringAsync("/v1/openapi.json", TestContext.Current.CancellationToken))!;
}

/// <summary>Files of the repository, found from where the tests run.</summary>
internal static class Repository
{
    public static string File(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder!.FullName, "ChainCoop.sln"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, path);
    }
}

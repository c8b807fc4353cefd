using System.Net.Http.Headers;
using System.Security.Cryptography;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace ChainCoop.IntegrationTests.Platform;

/// <summary>Section 7 of the standards on the program itself; <see cref="who_calls"/> has the cases in full.</summary>
public sealed class who_calls_the_program(AppFixture app)
{
    public static TheoryData<string> Refused => new(TokensToRefuse.Keys);

    private static readonly Dictionary<string, Func<string>> TokensToRefuse = new(StringComparer.Ordinal)
    {
        ["AUTH_01 none"] = () => Tokens.Unsigned(Right()),
        ["AUTH_01 HS256"] = () => Tokens.Signed(Right(), SecurityAlgorithms.HmacSha256, Tokens.PublicKeyAsSecret()),
        ["AUTH_01 key of another"] = () => Tokens.Signed(Right(), key: new RsaSecurityKey(RSA.Create(2048))),
        ["AUTH_02 aud"] = () => Tokens.Signed(Right("aud", "another")),
        ["AUTH_02 iss"] = () => Tokens.Signed(Right("iss", "https://elsewhere.invalid")),
        ["AUTH_02 azp"] = () => Tokens.Signed(Right("azp", "")),
        ["AUTH_04 certificate"] = () => Tokens.Signed(Right("cnf", new Dictionary<string, string> { ["x5t#S256"] = "c2hhMjU2" })),
        ["AUTH_06 an organisation of another district"] = () => Tokens.Signed(Right("org", "00000099000000363000")),
        ["expired"] = () => Tokens.Signed(Right("exp", 1_700_000_000)),
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task a_token_that_does_not_fit_is_refused(string why)
    {
        using var answer = await Get("/v1/municipalities", TokensToRefuse[why]());
        ((int)answer.StatusCode).ShouldBe(401);
        (await answer.JsonAsync())["type"]!.GetValue<string>().ShouldBe("urn:chaincoop:problem:unauthenticated");
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer error=\"invalid_token\"");
    }

    [Fact]
    public async Task AUTH_03_a_token_in_the_query_is_refused()
    {
        var token = Tokens.Signed(Right());
        using var alone = await Get($"/v1/municipalities?access_token={token}", token: null);
        ((int)alone.StatusCode).ShouldBe(401);
        using var beside = await Get($"/v1/municipalities?access_token={token}", token);
        ((int)beside.StatusCode).ShouldBe(401);
    }

    [Fact]
    public async Task AUTH_05_a_missing_scope_is_403_and_recorded()
    {
        var officer = $"officer-{NewId.Ordered():N}";
        using var answer = await Get("/v1/municipalities", Tokens.For(People.NijmegenOin, officer, "focal-point", "signals.read"));
        ((int)answer.StatusCode).ShouldBe(403);
        (await answer.JsonAsync())["detail"]!.GetValue<string>().ShouldContain("municipalities.read");

        await using var command = app.Database.CreateCommand("select route || ' ' || status from access.log where officer = $1");
        command.Parameters.Add(new() { Value = officer });
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("/v1/municipalities 403");
    }

    [Fact]
    public async Task every_route_wants_a_scope_and_a_caller_or_is_open_by_name()
    {
        var routes = app.Host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.TrimStart('/').StartsWith("v1", StringComparison.Ordinal)).ToList();
        routes.Count.ShouldBeGreaterThan(10);

        List<string> open = [];
        foreach (var route in routes)
        {
            var method = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                open.Add(route.RoutePattern.RawText!);
                continue;
            }

            route.Metadata.GetMetadata<ScopeAttribute>().ShouldNotBeNull(route.DisplayName);
            Scopes.All.ShouldContain(route.Metadata.GetMetadata<ScopeAttribute>()!.Scope);
            var path = string.Join('/', route.RoutePattern.PathSegments.Select(segment =>
                segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : NewId.Ordered().ToString()));
            using var client = app.Host.Server.CreateClient();
            using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/{path}"), TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBe(401, route.DisplayName);
        }

        open.ShouldBe(["/v1/barrier-models/{version}", "/v1/code-lists", "/v1/code-lists/{list}", "/v1/follow-up", "/v1/follow-up/answers", "/v1/measure-rules/{version}", "/v1/norm-frameworks/{version}", "/v1/openapi.json"], ignoreOrder: true);
    }

    private static Dictionary<string, object> Right(string? claim = null, object? value = null)
    {
        var claims = Tokens.Claims(People.NijmegenOin, "officer-1", "focal-point", "municipalities.read");
        if (claim is not null)
            claims[claim] = value!;
        return claims;
    }

    private async Task<HttpResponseMessage> Get(string url, string? token)
    {
        using var client = app.Host.Server.CreateClient();
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);
    }
}

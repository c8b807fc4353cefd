using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Alba;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace ChainCoop.IntegrationTests.Platform;

/// <summary>The program's authentication before three routes: one that wants a scope, one that wants a caller, an open one.</summary>
public sealed class AuthenticatedRoutes : IAsyncLifetime
{
    /// <summary>Speaks for the police only, and only for partners and operators.</summary>
    internal const string PoliceIssuer = "https://police.tests.invalid";

    internal static readonly RsaSecurityKey PoliceKey = new(RSA.Create(2048)) { KeyId = "police" };

    internal static readonly StoppedClock Clock = new(TimeProvider.System.GetUtcNow());

    public IAlbaHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(Tokens.Settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Auth:Clients:0"] = Tokens.Client,
            ["Auth:TrustedHops:0"] = "10.7.0.0/24",
            ["Auth:Issuers:1:Issuer"] = PoliceIssuer,
            ["Auth:Issuers:1:Jwks"] = Tokens.PublicKeys(PoliceKey),
            ["Auth:Issuers:1:Organisations:0"] = who_calls.Police.Value,
            ["Auth:Issuers:1:Roles:0"] = "partner",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddTrustedHops();
        builder.AddCallerAuthentication(new Databases("", "", OnPrivateCluster: false, PrivateDirectory: null));
        Host = await AlbaHost.For(builder, app =>
        {
            app.UseProblemAnswers();
            app.UseTrustedHops();
            app.UseRouting();
            app.UseCallerAuthentication();
            app.MapGet("/signals", [Scope("signals.read")] (HttpContext http) => http.Actor().Ref.ToString());
            app.MapGet("/caller", (HttpContext http) => $"{http.Actor().Officer} {http.User.Identity!.Name}");
            app.MapGet("/open", (HttpContext http) => $"{string.Join(' ', http.Request.Headers.Keys)} {http.Request.Scheme}").AllowAnonymous();
        });
    }

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();
}

public sealed class who_calls(AuthenticatedRoutes routes) : IClassFixture<AuthenticatedRoutes>
{
    internal static readonly Oin Police = new("00000099000100001000");
    private static readonly Oin Nijmegen = new("00000099000000268000");

    private static readonly string[] Strangers = ["X-Forwarded-For", "X-Forwarded-Proto", "Fsc-Authorization", "Client-Cert", "X-Client-Cert"];

    [Fact]
    public async Task a_right_token_names_the_caller()
    {
        (await Status("/signals", Tokens.Signed(Right()))).ShouldBe(200);
        (await Body("/caller", Tokens.For(Nijmegen, "officer-1", "focal-point", ""))).ShouldBe("officer-1 00000099000000268000/officer-1");
        (await Status("/signals", Tokens.Signed(Right(), SecurityAlgorithms.RsaSha256))).ShouldBe(200);
        (await Status("/signals", Tokens.Signed(Right("roles", "focal-point case-lead")))).ShouldBe(200);
        (await Status("/signals", Tokens.Signed(Right("aud", new[] { "other", "chaincoop" })))).ShouldBe(200);
    }

    [Fact]
    public async Task AUTH_01_none_and_HS256_are_refused()
    {
        (await Status("/signals", Tokens.Unsigned(Right()))).ShouldBe(401);
        (await Status("/signals", Tokens.Signed(Right(), SecurityAlgorithms.HmacSha256, Tokens.PublicKeyAsSecret()))).ShouldBe(401);
        (await Status("/signals", Tokens.Signed(Right(), SecurityAlgorithms.RsaSsaPssSha512))).ShouldBe(401);
        (await Status("/signals", Tokens.Signed(Right(), key: AuthenticatedRoutes.PoliceKey))).ShouldBe(401);
        (await Status("/signals", Tokens.Signed(Right())[..^4] + "AAAA")).ShouldBe(401);
        (await Status("/signals", "nonsense")).ShouldBe(401);
    }

    [Theory]
    [InlineData("aud", "another-district")]
    [InlineData("aud", null)]
    [InlineData("iss", "https://elsewhere.invalid")]
    [InlineData("iss", null)]
    [InlineData("azp", "another-client")]
    [InlineData("azp", null)]
    public async Task AUTH_02_a_wrong_audience_issuer_or_client_is_refused(string claim, string? value) =>
        (await Status("/signals", Tokens.Signed(Right(claim, value)))).ShouldBe(401);

    [Fact]
    public async Task AUTH_02_an_issuer_speaks_for_its_own_organisations_and_roles_only()
    {
        (await Status("/caller", ByPoliceIssuer(Police, "partner"))).ShouldBe(200);
        (await Status("/caller", ByPoliceIssuer(Nijmegen, "partner"))).ShouldBe(401);
        (await Status("/caller", ByPoliceIssuer(Police, "chain-director"))).ShouldBe(401);
        (await Status("/caller", ByPoliceIssuer(Police, "partner auditor"))).ShouldBe(401);

        static string ByPoliceIssuer(Oin organisation, string roles)
        {
            var claims = Tokens.Claims(organisation, "officer-1", roles, "");
            claims["iss"] = AuthenticatedRoutes.PoliceIssuer;
            return Tokens.Signed(claims, key: AuthenticatedRoutes.PoliceKey);
        }
    }

    [Fact]
    public async Task AUTH_03_a_token_in_the_query_is_refused()
    {
        var token = Tokens.Signed(Right());
        (await Status($"/signals?access_token={token}", token: null)).ShouldBe(401);
        (await Status($"/signals?access_token={token}", token)).ShouldBe(401);
        (await Status($"/signals?ACCESS_TOKEN={token}", token)).ShouldBe(401);
    }

    [Fact]
    public async Task AUTH_04_a_bound_token_counts_only_with_its_certificate()
    {
        using var own = Certificate();
        using var other = Certificate();
        var thumbprint = Base64UrlEncoder.Encode(own.GetCertHash(HashAlgorithmName.SHA256));
        var bound = Tokens.Signed(Right("cnf", new Dictionary<string, string> { ["x5t#S256"] = thumbprint }));

        (await Status("/signals", bound, own)).ShouldBe(200);
        (await Status("/signals", bound, other)).ShouldBe(401);
        (await Status("/signals", bound)).ShouldBe(401);
        (await Status("/signals", Tokens.Signed(Right("cnf", new Dictionary<string, string> { ["jkt"] = thumbprint })), own)).ShouldBe(401);
    }

    [Fact]
    public async Task AUTH_04_only_a_trusted_hop_may_say_which_certificate_it_saw()
    {
        using var own = Certificate();
        var thumbprint = Base64UrlEncoder.Encode(own.GetCertHash(HashAlgorithmName.SHA256));
        var bound = Tokens.Signed(Right("cnf", new Dictionary<string, string> { ["x5t#S256"] = thumbprint }));
        var header = $":{Convert.ToBase64String(own.RawData)}:";

        (await Send("/signals", bound, http => From(http, "10.7.0.9").Headers["Client-Cert"] = header)).Response.StatusCode.ShouldBe(200);
        (await Send("/signals", bound, http => From(http, "10.7.0.9").Headers["Client-Cert"] = "nonsense")).Response.StatusCode.ShouldBe(401);
        (await Send("/signals", bound, http => From(http, "10.8.0.9").Headers["Client-Cert"] = header)).Response.StatusCode.ShouldBe(401);
    }

    [Fact]
    public async Task AUTH_05_a_missing_scope_is_403_and_names_the_scope()
    {
        var answer = await Send("/signals", Tokens.Signed(Right("scope", "signals.write cases.read")));
        answer.Response.StatusCode.ShouldBe(403);
        answer.Response.Headers.WWWAuthenticate.ToString().ShouldBe("Bearer error=\"insufficient_scope\", scope=\"signals.read\"");
        answer.Response.ContentType.ShouldBe("application/problem+json");
        (await Text(answer)).ShouldContain("urn:chaincoop:problem:missing-scope");
        (await Status("/signals", Tokens.Signed(Right("scope", null)))).ShouldBe(403);
        (await Status("/caller", Tokens.Signed(Right("scope", null)))).ShouldBe(200);
    }

    [Fact]
    public async Task a_route_wants_a_caller_unless_it_says_otherwise()
    {
        (await Status("/caller", token: null)).ShouldBe(401);
        (await Status("/no-such-route", token: null)).ShouldBe(401);
        (await Status("/no-such-route", Tokens.Signed(Right()))).ShouldBe(404);
        (await Status("/open", token: null)).ShouldBe(200);
    }

    [Fact]
    public async Task a_refusal_does_not_tell_which_check_failed()
    {
        var without = await Send("/signals", token: null);
        without.Response.Headers.WWWAuthenticate.ToString().ShouldBe("Bearer");
        (await Text(without)).ShouldContain("urn:chaincoop:problem:unauthenticated");

        foreach (var token in new[] { Tokens.Unsigned(Right()), Tokens.Signed(Right("exp", 1)), Tokens.Signed(Right("org", "x")) })
            (await Send("/signals", token)).Response.Headers.WWWAuthenticate.ToString().ShouldBe("Bearer error=\"invalid_token\"");
    }

    [Theory]
    [InlineData(-60, -31, 401)]
    [InlineData(-60, -29, 200)]
    [InlineData(29, 60, 200)]
    [InlineData(31, 60, 401)]
    public async Task a_token_counts_in_its_time_with_half_a_minute_of_skew(int starts, int ends, int status)
    {
        var now = AuthenticatedRoutes.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = Right("exp", now + ends);
        claims["nbf"] = now + starts;
        (await Status("/signals", Tokens.Signed(claims))).ShouldBe(status);
    }

    [Theory]
    [InlineData("exp", null)]
    [InlineData("org", "00000099000009999000")]
    [InlineData("org", "x")]
    [InlineData("org", null)]
    [InlineData("sub", "a.jansen@nijmegen.example")]
    [InlineData("sub", "Anna Jansen")]
    [InlineData("sub", null)]
    [InlineData("roles", "focal-point king")]
    [InlineData("roles", "")]
    [InlineData("roles", null)]
    [InlineData("scope", 7)]
    public async Task a_claim_out_of_form_voids_the_token(string claim, object? value) =>
        (await Status("/signals", Tokens.Signed(Right(claim, value)))).ShouldBe(401);

    [Fact]
    public async Task headers_of_a_hop_are_stripped_unless_the_hop_is_trusted()
    {
        var stranger = await Send("/open", token: null, http => SpeakAsHop(From(http, "192.0.2.1")));
        var seen = await Text(stranger);
        Strangers.ShouldAllBe(name => !seen.Contains(name));
        seen.ShouldEndWith(" http");

        var trusted = await Send("/open", token: null, http => SpeakAsHop(From(http, "10.7.0.1")));
        (await Text(trusted)).ShouldSatisfyAllConditions(
            text => text.ShouldContain("Fsc-Authorization"),
            text => text.ShouldEndWith(" https"));

        static void SpeakAsHop(HttpRequest request)
        {
            foreach (var name in Strangers)
                request.Headers[name] = name == "X-Forwarded-Proto" ? "https" : "198.51.100.7";
        }
    }

    private static Dictionary<string, object> Right(string? claim = null, object? value = null)
    {
        var claims = Tokens.Claims(Nijmegen, "officer-1", "focal-point", "signals.read");
        if (claim is not null && value is null)
            claims.Remove(claim);
        else if (claim is not null)
            claims[claim] = value!;
        return claims;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pss).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static HttpRequest From(HttpContext http, string address)
    {
        http.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address);
        return http.Request;
    }

    private async Task<int> Status(string url, string? token, X509Certificate2? certificate = null) =>
        (await Send(url, token, http => http.Connection.ClientCertificate = certificate)).Response.StatusCode;

    private async Task<string> Body(string url, string token) => await Text(await Send(url, token));

    private static async Task<string> Text(HttpContext answer)
    {
        using var reader = new StreamReader(answer.Response.Body);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private Task<HttpContext> Send(string url, string? token, Action<HttpContext>? set = null) =>
        routes.Host.Server.SendAsync(
            http =>
            {
                var split = url.Split('?');
                http.Request.Method = "GET";
                http.Request.Path = split[0];
                http.Request.QueryString = split.Length > 1 ? new QueryString($"?{split[1]}") : default;
                if (token is not null)
                    http.Request.Headers.Authorization = $"Bearer {token}";
                set?.Invoke(http);
            },
            TestContext.Current.CancellationToken);
}

internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}

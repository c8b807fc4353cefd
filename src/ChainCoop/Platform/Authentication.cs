using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChainCoop.Platform;

/// <summary>
/// Who calls: a resource server after the OAuth NL profile 1.1. A token is right in every respect or the answer is 401,
/// which never says what was wrong. A route that does not say otherwise wants a caller; <see cref="ScopeAttribute"/>
/// names the scope that it wants as well (403).
/// </summary>
internal static partial class Authentication
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    // Two members of one name could be read differently by two readers, so such a token is refused.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static void AddCallerAuthentication(this WebApplicationBuilder builder, Databases databases)
    {
        var development = DevelopmentIssuer.Find(databases, builder.Environment);
        if (development is not null)
            builder.Services.AddSingleton(development);
        builder.Services.AddSingleton(services => TokenIssuers.Read(
            services.GetRequiredService<IConfiguration>(),
            services.GetRequiredService<IHostEnvironment>().IsProduction(),
            () => DevelopmentIssuer.IsOnLoopbackOnly(services.GetRequiredService<IServer>()) ? development?.AsIssuer() : null));
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<TokenIssuers, TimeProvider, ILogger<TokenIssuers>>(Configure)
            .ValidateOnStart();

        var everywhere = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(HasScope).Build();
        builder.Services.AddAuthorizationBuilder().SetDefaultPolicy(everywhere).SetFallbackPolicy(everywhere);
    }

    public static void UseCallerAuthentication(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
    }

    /// <summary>The caller, if there is one.</summary>
    public static Actor? FindActor(this HttpContext http) => http.Features.Get<Actor>();

    /// <summary>The caller. Only for routes that want one.</summary>
    public static Actor Actor(this HttpContext http) =>
        http.FindActor() ?? throw new InvalidOperationException("The route has no authenticated caller.");

    private static void Configure(JwtBearerOptions bearer, TokenIssuers issuers, TimeProvider clock, ILogger<TokenIssuers> log)
    {
        bearer.MapInboundClaims = false;
        bearer.IncludeErrorDetails = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSha256],
            IssuerValidator = (name, _, _) => issuers.Find(name)?.Name ?? throw new SecurityTokenInvalidIssuerException(),
            // Only the keys of the issuer that the token names: nobody signs in the name of another.
            IssuerSigningKeyResolver = (_, token, kid, _) =>
                issuers.Find(token.Issuer)?.Keys.Where(key => string.IsNullOrEmpty(kid) || key.KeyId == kid) ?? [],
            TryAllIssuerSigningKeys = false,
            ValidAudience = issuers.Audience,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires, clock.GetUtcNow().UtcDateTime),
        };
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = message =>
            {
                if (message.Request.Query.ContainsKey("access_token"))
                    message.Fail("A token belongs in the Authorization header.");
                return Task.CompletedTask;
            },
            OnTokenValidated = async validated =>
            {
                var (caller, fault) = await ReadCaller((JsonWebToken)validated.SecurityToken, issuers, validated.HttpContext);
                if (caller is null)
                {
                    TokenRefused(log, fault);
                    validated.Fail("The token does not fit.");
                    return;
                }

                validated.HttpContext.Features.Set(caller);
                validated.Principal = new ClaimsPrincipal(new ClaimsIdentity(
                    [new Claim("caller", $"{caller.Organisation}/{caller.Officer}")], validated.Scheme.Name, "caller", roleType: null));
            },
            OnChallenge = challenge =>
            {
                // RFC 6750, section 3.1: no code where there was no token at all.
                if (challenge.AuthenticateFailure is not null)
                    challenge.Error = "invalid_token";
                return Task.CompletedTask;
            },
            OnForbidden = forbidden =>
            {
                if (WantedScope(forbidden.HttpContext) is not { } scope)
                    return Task.CompletedTask;
                forbidden.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
                return forbidden.HttpContext.WriteProblem(Problems.MissingScope(scope));
            },
        };
    }

    private static bool IsAlive(DateTime? notBefore, DateTime? expires, DateTime now) =>
        now < expires + Skew && (notBefore is null || notBefore - Skew <= now);

    /// <summary>From when the caller's token counts no more: an answer that goes on for longer ends then.</summary>
    public static DateTimeOffset TokenEnds(this HttpContext http) =>
        http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc + Skew ?? throw new InvalidOperationException("The token has no end.");

    private static bool HasScope(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http
        && (WantedScope(http) is not { } scope || http.FindActor()?.Scopes.Contains(scope) == true);

    private static string? WantedScope(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<ScopeAttribute>()?.Scope;

    private static async Task<(Actor? Caller, TokenFault Fault)> ReadCaller(JsonWebToken token, TokenIssuers issuers, HttpContext http)
    {
        JsonDocument payload;
        try
        {
            payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), Strict);
        }
        catch (JsonException)
        {
            return (null, TokenFault.Form);
        }

        using (payload)
        {
            var claims = payload.RootElement;
            if (TokenClaims.Text(claims, "azp") is not { Length: > 0 } client || (issuers.Clients.Count > 0 && !issuers.Clients.Contains(client)))
                return (null, TokenFault.Client);
            if (claims.TryGetProperty("cnf", out var confirmation) && !await IsHeldBySender(confirmation, http))
                return (null, TokenFault.Binding);
            return TokenClaims.ReadActor(claims, issuers.Find(token.Issuer)!);
        }
    }

    /// <summary>
    /// A token that is bound to a certificate counts only from the one who holds its key (RFC 8705). Bound to anything
    /// else it is refused, because nothing here could tell that the sender holds it.
    /// </summary>
    private static async Task<bool> IsHeldBySender(JsonElement confirmation, HttpContext http)
    {
        if (TokenClaims.Text(confirmation, "x5t#S256") is not { } thumbprint)
            return false;
        var certificate = await http.Connection.GetClientCertificateAsync(http.RequestAborted);
        return certificate is not null && Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256)) == thumbprint;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A token with a valid signature was refused: {Fault}")]
    private static partial void TokenRefused(ILogger log, TokenFault fault);
}

/// <summary>Which claim of a well-signed token was refused. For the log of the operator; the caller is not told.</summary>
internal enum TokenFault
{
    None,
    Form,
    Client,
    Binding,
    Organisation,
    Officer,
    Roles,
    Scope,
}

/// <summary>From claims to the caller.</summary>
internal static class TokenClaims
{
    public static string? Text(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.String
            ? claim.GetString()
            : null;

    /// <summary>
    /// The issuer must be allowed to say all of it, for an organisation of this district. An unknown role makes the token void rather than smaller: whoever
    /// gave it meant something that this program cannot honour.
    /// </summary>
    public static (Actor? Caller, TokenFault Fault) ReadActor(JsonElement claims, TokenIssuer issuer)
    {
        if (Text(claims, "org") is not { } org || !CodeLists.Contains(Oin.List, org) || !issuer.SpeaksFor(new Oin(org)))
            return (null, TokenFault.Organisation);
        if (!OfficerId.TryParse(Text(claims, "sub"), out var officer))
            return (null, TokenFault.Officer);

        var roles = new HashSet<Role>();
        foreach (var name in Names(claims, "roles"))
        {
            if (!Kebab.TryParse<Role>(name, out var role) || !issuer.Roles.Contains(role))
                return (null, TokenFault.Roles);
            roles.Add(role);
        }

        if (roles.Count == 0)
            return (null, TokenFault.Roles);
        if (claims.TryGetProperty("scope", out var scope) && scope.ValueKind != JsonValueKind.String)
            return (null, TokenFault.Scope);

        var scopes = Names(claims, "scope").ToHashSet(StringComparer.Ordinal);
        return (new Actor(new Oin(org), officer, roles, scopes), TokenFault.None);
    }

    /// <summary>A claim of several names: an array, or one text with spaces. What is no text in it becomes an unknown name.</summary>
    private static IEnumerable<string> Names(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var claim) ? []
        : claim.ValueKind == JsonValueKind.Array
            ? claim.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")
        : claim.ValueKind == JsonValueKind.String ? claim.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        : [""];
}

using System.Text.Json;
using ChainCoop.Shared;
using Microsoft.IdentityModel.Tokens;

namespace ChainCoop.Platform;

/// <summary>The section <c>Auth</c> of the configuration.</summary>
internal sealed class AuthSettings
{
    /// <summary>What <c>aud</c> must name: this district's deployment.</summary>
    public string Audience { get; init; } = "chaincoop";

    /// <summary>Which clients (<c>azp</c>) may call; empty: every client to which an issuer gives tokens.</summary>
    public string[] Clients { get; init; } = [];

    public IssuerSettings[] Issuers { get; init; } = [];

    /// <summary>See <see cref="Platform.TrustedHops"/>.</summary>
    public string[] TrustedHops { get; init; } = [];
}

internal sealed class IssuerSettings
{
    public string Issuer { get; init; } = "";

    /// <summary>The public keys: a JSON Web Key Set itself, or the path of a file that holds one.</summary>
    public string Jwks { get; init; } = "";

    /// <summary>For whom the issuer may speak: OINs, or prefixes of OINs that end in <c>*</c>.</summary>
    public string[] Organisations { get; init; } = [];

    /// <summary>Which roles it may claim for them: names, or <c>*</c> for all.</summary>
    public string[] Roles { get; init; } = [];
}

/// <summary>One that may vouch for officers. It speaks for its own organisations and roles only, whatever its tokens say.</summary>
internal sealed record TokenIssuer(
    string Name, IReadOnlyList<SecurityKey> Keys, IReadOnlyList<string> Organisations, IReadOnlySet<Role> Roles)
{
    public bool SpeaksFor(Oin organisation) => Organisations.Any(pattern => pattern.EndsWith('*')
        ? organisation.Value.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : organisation.Value == pattern);
}

/// <summary>Everyone whose tokens count. Made once, at start; anything wrong with the configuration stops the program.</summary>
internal sealed class TokenIssuers
{
    private readonly Dictionary<string, TokenIssuer> byName;

    private readonly Lazy<TokenIssuer?> development;

    private TokenIssuers(AuthSettings settings, IEnumerable<TokenIssuer> issuers, Func<TokenIssuer?> development)
    {
        Audience = settings.Audience;
        Clients = settings.Clients;
        byName = issuers.ToDictionary(issuer => issuer.Name, StringComparer.Ordinal);
        this.development = new Lazy<TokenIssuer?>(development);
    }

    public string Audience { get; }

    public IReadOnlyList<string> Clients { get; }

    public TokenIssuer? Find(string name) => name == DevelopmentIssuer.Name ? development.Value : byName.GetValueOrDefault(name);

    /// <param name="development">Asked at the first token that names the development issuer: the server listens by then.</param>
    /// <exception cref="CannotStartException">Names every fault of the section at once.</exception>
    public static TokenIssuers Read(IConfiguration configuration, bool production, Func<TokenIssuer?> development)
    {
        // A misspelt key here could open a door, so that unknown keys are errors.
        AuthSettings settings;
        try
        {
            settings = configuration.GetSection("Auth").Get<AuthSettings>(binding => binding.ErrorOnUnknownConfiguration = true) ?? new AuthSettings();
        }
        catch (InvalidOperationException unknown)
        {
            throw new CannotStartException($"The section Auth of the configuration has a key that does not exist. {unknown.Message}", unknown);
        }

        var faults = new Faults();
        faults.Require(settings.Audience.Length > 0, "Auth:Audience", "must not be empty.");
        faults.Require(!production || settings.Issuers.Length > 0, "Auth:Issuers", "at least one issuer is needed: without it nobody can call.");

        var names = new HashSet<string>(StringComparer.Ordinal);
        var issuers = new List<TokenIssuer>();
        for (var i = 0; i < settings.Issuers.Length; i++)
        {
            var at = $"Auth:Issuers:{i}";
            var issuer = settings.Issuers[i];
            faults.Require(issuer.Issuer.Length > 0, $"{at}:Issuer", "is missing.");
            faults.Require(issuer.Issuer != DevelopmentIssuer.Name, $"{at}:Issuer", "is the development issuer, which cannot be configured.");
            faults.Require(names.Add(issuer.Issuer), $"{at}:Issuer", "is configured twice.");
            faults.Require(issuer.Organisations.Length > 0, $"{at}:Organisations", "is missing: OINs, or prefixes that end in *.");
            faults.Require(issuer.Organisations.All(IsPattern), $"{at}:Organisations", "may hold OINs of 20 digits and prefixes of digits that end in *.");
            issuers.Add(new TokenIssuer(
                issuer.Issuer, ReadKeys(issuer.Jwks, $"{at}:Jwks", faults), issuer.Organisations, ReadRoles(issuer.Roles, $"{at}:Roles", faults)));
        }

        if (faults.All.Count > 0)
            throw new CannotStartException(string.Join(Environment.NewLine, faults.All.Select(fault => $"{fault.Pointer} {fault.Detail}")));
        return new TokenIssuers(settings, issuers, development);
    }

    private static bool IsPattern(string text) => text.EndsWith('*')
        ? text.Length <= 20 && text.AsSpan(0, text.Length - 1).IndexOfAnyExceptInRange('0', '9') < 0
        : Oin.IsWellFormed(text);

    private static HashSet<Role> ReadRoles(string[] names, string at, Faults faults)
    {
        faults.Require(names.Length > 0, at, "is missing: names of roles, or *.");
        if (names is ["*"])
            return [.. Enum.GetValues<Role>()];

        var roles = new HashSet<Role>();
        foreach (var name in names)
        {
            if (Kebab.TryParse<Role>(name, out var role))
                roles.Add(role);
            else
                faults.Add(at, $"there is no role {name}; there are {string.Join(", ", Kebab.All<Role>())}.");
        }

        return roles;
    }

    private static List<SecurityKey> ReadKeys(string jwks, string at, Faults faults)
    {
        try
        {
            var json = jwks.TrimStart().StartsWith('{') ? jwks : File.ReadAllText(jwks);
            var keys = new JsonWebKeySet(json).Keys.Where(key => key.Use is null or "" or "sig").ToList();
            faults.Require(keys.Count > 0, at, "holds no key for signatures.");
            faults.Require(keys.All(key => key.Kty == "RSA"), at, "may hold RSA keys only: signatures are PS256 or RS256.");
            faults.Require(keys.All(key => key.Kty != "RSA" || key.KeySize >= 2048), at, "holds an RSA key of less than 2048 bits.");
            faults.Require(!keys.Any(key => key.HasPrivateKey), at, "holds a private key: it belongs to the issuer alone.");
            return [.. keys];
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or IOException or UnauthorizedAccessException or FormatException)
        {
            faults.Add(at, "is neither a JSON Web Key Set nor the path of a file that holds one.");
            return [];
        }
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using ChainCoop.Shared;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChainCoop.IntegrationTests;

/// <summary>An issuer of our own, which the program under test knows through its configuration like any other.</summary>
internal static class Tokens
{
    public const string Issuer = "https://issuer.tests.invalid";
    public const string Client = "test-client";

    private static readonly RsaSecurityKey Key = new(RSA.Create(2048)) { KeyId = "tests" };

    /// <summary>What makes the program accept <see cref="For(Oin, string, string, string)"/>.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Auth:Issuers:0:Issuer"] = Issuer,
        ["Auth:Issuers:0:Jwks"] = PublicKeys(Key),
        ["Auth:Issuers:0:Organisations:0"] = "00000099*",
        ["Auth:Issuers:0:Roles:0"] = "*",
    };

    /// <param name="roles">Separated by spaces, as is <paramref name="scopes"/>.</param>
    public static string For(Oin organisation, string officer, string roles, string scopes) =>
        Signed(Claims(organisation, officer, roles, scopes));

    public static Dictionary<string, object> Claims(Oin organisation, string officer, string roles, string scopes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = Issuer,
            ["aud"] = "chaincoop",
            ["azp"] = Client,
            ["org"] = organisation.Value,
            ["sub"] = officer,
            ["roles"] = roles.Split(' '),
            ["scope"] = scopes,
            ["nbf"] = now,
            ["exp"] = now + 3600,
        };
    }

    public static string Signed(Dictionary<string, object> claims, string algorithm = SecurityAlgorithms.RsaSsaPssSha256, SecurityKey? key = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
            .CreateToken(JsonSerializer.Serialize(claims), new SigningCredentials(key ?? Key, algorithm));

    public static string Unsigned(Dictionary<string, object> claims) =>
        $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}.";

    /// <summary>The public key as if it were a shared secret: who confuses the two accepts what anybody can sign.</summary>
    public static SymmetricSecurityKey PublicKeyAsSecret() => new(Key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = Key.KeyId };

    public static string PublicKeys(RsaSecurityKey key)
    {
        var pair = key.Rsa.ExportParameters(includePrivateParameters: false);
        var n = Base64UrlEncoder.Encode(pair.Modulus);
        var e = Base64UrlEncoder.Encode(pair.Exponent);
        return $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{key.KeyId}}","n":"{{n}}","e":"{{e}}"}]}""";
    }
}

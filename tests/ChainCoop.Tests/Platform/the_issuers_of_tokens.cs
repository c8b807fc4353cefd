using System.Security.Cryptography;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace ChainCoop.Tests.Platform;

public class the_issuers_of_tokens
{
    private static readonly RSA Key = RSA.Create(2048);

    [Fact]
    public void are_read_with_the_organisations_and_roles_that_they_may_speak_for()
    {
        var issuers = Read(
            ("Issuers:0:Issuer", "https://a.invalid"), ("Issuers:0:Jwks", Jwks(Key)),
            ("Issuers:0:Organisations:0", "00000099000000*"), ("Issuers:0:Organisations:1", "00000099000100001000"),
            ("Issuers:0:Roles:0", "focal-point"), ("Issuers:0:Roles:1", "case-lead"));

        var issuer = issuers.Find("https://a.invalid").ShouldNotBeNull();
        issuer.SpeaksFor(new Oin("00000099000000268000")).ShouldBeTrue();
        issuer.SpeaksFor(new Oin("00000099000100001000")).ShouldBeTrue();
        issuer.SpeaksFor(new Oin("00000099000100002000")).ShouldBeFalse();
        issuer.Roles.ShouldBe([Role.FocalPoint, Role.CaseLead], ignoreOrder: true);
        issuers.Find("https://b.invalid").ShouldBeNull();
    }

    [Fact]
    public void may_have_their_keys_in_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Jwks(Key));
        try
        {
            Read(Right(("Issuers:0:Jwks", file))).Find("https://a.invalid")!.Keys.Count.ShouldBe(1);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void stop_the_program_with_all_that_is_wrong_at_once()
    {
        var refused = Should.Throw<CannotStartException>(() => Read(
            ("Audience", ""),
            ("Issuers:0:Issuer", "https://a.invalid"), ("Issuers:0:Jwks", "/no/such/file"),
            ("Issuers:0:Organisations:0", "268"), ("Issuers:0:Roles:0", "king"),
            ("Issuers:1:Issuer", "https://a.invalid"), ("Issuers:1:Jwks", "{}")));

        foreach (var at in new[] { "Audience", "Issuers:0:Jwks", "Issuers:0:Organisations", "Issuers:0:Roles", "Issuers:1:Issuer", "Issuers:1:Jwks", "Issuers:1:Organisations", "Issuers:1:Roles" })
            refused.Message.ShouldContain($"Auth:{at} ");
    }

    [Fact]
    public void may_not_hand_over_a_private_or_weak_or_other_key()
    {
        using var weak = RSA.Create(1024);
        Refused(("Issuers:0:Jwks", Jwks(Key, ",\"d\":\"AQAB\",\"p\":\"AQAB\",\"q\":\"AQAB\",\"dp\":\"AQAB\",\"dq\":\"AQAB\",\"qi\":\"AQAB\""))).ShouldContain("private");
        Refused(("Issuers:0:Jwks", Jwks(weak))).ShouldContain("2048");
        Refused(("Issuers:0:Jwks", """{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}""")).ShouldContain("RSA");

        static string Refused((string, string) setting) => Should.Throw<CannotStartException>(() => Read(Right(setting))).Message;
    }

    [Fact]
    public void are_not_misspelt_unnoticed() =>
        Should.Throw<CannotStartException>(() => Read(Right(("Issuers:0:Organizations:0", "*"))));

    [Fact]
    public void are_never_the_development_issuer() =>
        Should.Throw<CannotStartException>(() => Read(production: true, Right(("Issuers:0:Issuer", DevelopmentIssuer.Name))))
            .Message.ShouldContain("Auth:Issuers:0:Issuer");

    [Fact]
    public void are_needed_in_production() =>
        Should.Throw<CannotStartException>(() => Read(production: true)).Message.ShouldContain("Auth:Issuers");

    private static (string, string)[] Right((string Name, string Value) setting)
    {
        var settings = new Dictionary<string, string>
        {
            ["Issuers:0:Issuer"] = "https://a.invalid",
            ["Issuers:0:Jwks"] = Jwks(Key),
            ["Issuers:0:Organisations:0"] = "*",
            ["Issuers:0:Roles:0"] = "*",
        };
        settings[setting.Name] = setting.Value;
        return [.. settings.Select(pair => (pair.Key, pair.Value))];
    }

    private static TokenIssuers Read(params (string Name, string Value)[] settings) => Read(production: false, settings);

    private static TokenIssuers Read(bool production, params (string Name, string Value)[] settings) =>
        TokenIssuers.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.ToDictionary(setting => $"Auth:{setting.Name}", string? (setting) => setting.Value))
                .Build(),
            production,
            development: () => null);

    private static string Jwks(RSA key, string more = "")
    {
        var pair = key.ExportParameters(includePrivateParameters: false);
        return $$"""{"keys":[{"kty":"RSA","n":"{{Base64UrlEncoder.Encode(pair.Modulus)}}","e":"{{Base64UrlEncoder.Encode(pair.Exponent)}}"{{more}}}]}""";
    }
}

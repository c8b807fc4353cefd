using System.Net;
using System.Security.Cryptography;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChainCoop.Platform;

/// <summary>
/// The program as its own issuer of tokens, for developers and demos. It exists in Development only, on the private
/// cluster only, and its tokens count only while the server listens on loopback and nowhere else.
/// </summary>
internal sealed class DevelopmentIssuer
{
    public const string Name = "https://development.chaincoop.invalid";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly RsaSecurityKey key;

    private DevelopmentIssuer(RSA key) => this.key = new RsaSecurityKey(key) { KeyId = "development" };

    /// <summary>Null where it does not exist.</summary>
    public static DevelopmentIssuer? Find(Databases databases, IHostEnvironment environment) =>
        environment.IsDevelopment() && databases is { OnPrivateCluster: true, PrivateDirectory: { } directory }
            ? new DevelopmentIssuer(ReadKey(Path.Combine(directory, "development-issuer.pem")))
            : null;

    public TokenIssuer AsIssuer() => new(Name, [key], ["*"], Enum.GetValues<Role>().ToHashSet());

    public string Issue(Actor actor, string audience, DateTimeOffset now, TimeSpan valid) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = audience,
            NotBefore = now.UtcDateTime,
            IssuedAt = now.UtcDateTime,
            Expires = (now + valid).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                ["azp"] = "development",
                ["org"] = actor.Organisation.Value,
                ["sub"] = actor.Officer.Value,
                ["roles"] = actor.Roles.Select(Kebab.Of).ToArray(),
                ["scope"] = string.Join(' ', actor.Scopes),
            },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSsaPssSha256),
        });

    /// <summary>Whether all addresses of a started server are loopback; a server in memory has none.</summary>
    public static bool IsOnLoopbackOnly(IServer server) =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.All(IsLoopback) ?? true;

    // Kestrel takes any other name, and * and +, as every address of the machine.
    private static bool IsLoopback(string address)
    {
        var host = BindingAddress.Parse(address).Host.Trim('[', ']');
        return host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    /// <summary>One random key per cluster. Two programs that start at once end up with the same one.</summary>
    private static RSA ReadKey(string file)
    {
        if (!File.Exists(file))
            WriteKey(file);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~OwnerOnly) != 0)
            throw new CannotStartException($"{file} can be read by others than its owner: its tokens count no more. Delete it; a new one is made.");

        var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }

    private static void WriteKey(string file)
    {
        var unfinished = $"{file}.{NewId.Ordered()}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var key = RSA.Create(2048))
        using (var writer = new StreamWriter(unfinished, options))
            writer.Write(key.ExportPkcs8PrivateKeyPem());

        try
        {
            File.Move(unfinished, file);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(unfinished);
        }
    }
}

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChainCoop.Platform;

/// <summary>How clients of municipal case systems identify themselves (ZGW): HS256, which we take from nobody ourselves.</summary>
internal static class ZgwToken
{
    public static string Of(string client, byte[] key, DateTimeOffset now) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["iss"] = client, ["iat"] = now.ToUnixTimeSeconds(), ["client_id"] = client, ["user_id"] = "", ["user_representation"] = "" },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256),
        });
}

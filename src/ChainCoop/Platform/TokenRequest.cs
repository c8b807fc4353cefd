using System.Globalization;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Platform;

/// <summary>What the command <c>token</c> was asked for.</summary>
/// <param name="Municipalities">For which the mandates behind the token are.</param>
internal sealed record TokenRequest(Actor Actor, IReadOnlyList<MunicipalityCode> Municipalities, TimeSpan Valid)
{
    /// <summary>Looks at all of it, so that one run tells all that is wrong.</summary>
    public static TokenRequest? Read(TokenInput input, OrganisationRegister register, Faults faults)
    {
        var organisation = register.Find(new Oin(input.OrgFlag ?? ""));
        faults.Require(organisation is not null, "--org", "must be the OIN of an organisation of the district: GET /v1/code-lists/organisations names them.");

        List<Role> roles = [];
        foreach (var name in Split(input.RolesFlag ?? (organisation?.Municipality is null ? "partner" : "focal-point")))
        {
            faults.Require(Kebab.TryParse<Role>(name, out var role), "--roles", $"there is no role {name}; there are {string.Join(", ", Kebab.All<Role>())}.");
            roles.Add(role);
        }

        var scopes = Split(input.ScopesFlag ?? string.Join(' ', Scopes.All));
        foreach (var scope in scopes)
            faults.Require(Scopes.All.Contains(scope), "--scopes", $"there is no scope {scope}; there are {string.Join(", ", Scopes.All)}.");

        var municipalities = input.MunicipalitiesFlag is { } codes ? Split(codes).Select(code => new MunicipalityCode(code)).ToList()
            : organisation?.Municipality is { } own ? [own]
            : [.. register.Municipalities.Select(municipality => municipality.Code)];
        foreach (var code in municipalities)
            faults.Require(register.Find(code) is not null, "--municipalities", $"there is no municipality {code} in the district.");

        faults.Require(OfficerId.TryParse(input.OfficerFlag, out var officer), "--officer", "must be a pseudonym of at most 64 letters, digits, hyphens and underscores.");
        faults.Require(TryReadDuration(input.ValidFlag, out var valid), "--valid", "must be a number of minutes, hours or days, at most 31 days: 30m, 8h, 7d.");

        return faults.All.Count > 0 || organisation is null
            ? null
            : new TokenRequest(new Actor(organisation.Oin, officer, roles.ToHashSet(), scopes.ToHashSet(StringComparer.Ordinal)), [.. municipalities.Distinct()], valid);
    }

    private static string[] Split(string list) => list.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private static bool TryReadDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is 0 or > 100_000)
            return false;
        duration = text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => default,
        };
        return duration > TimeSpan.Zero && duration <= TimeSpan.FromDays(31);
    }
}

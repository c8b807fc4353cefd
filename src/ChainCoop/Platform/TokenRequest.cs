using System.Globalization;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Platform;

/// <summary>What the command <c>token</c> was asked for.</summary>
/// <param name="Mandate">The mandate that the token needs behind it.</param>
internal sealed record TokenRequest(MandateRequest Mandate, IReadOnlySet<string> Scopes, TimeSpan Valid)
{
    public Actor Actor => Mandate.Actor with { Scopes = Scopes };

    /// <summary>Looks at all of it, so that one run tells all that is wrong.</summary>
    public static TokenRequest? Read(TokenInput input, OrganisationRegister register, Faults faults)
    {
        input.OfficerFlag ??= "officer-1";
        input.RolesFlag ??= register.Find(new Oin(input.OrgFlag ?? ""))?.Municipality is null ? "partner" : "focal-point";
        var mandate = MandateRequest.Read(input, register, faults);

        var known = Shared.Scopes.All;
        var scopes = MandateRequest.Split(input.ScopesFlag ?? string.Join(' ', known));
        foreach (var scope in scopes)
            faults.Require(known.Contains(scope), "--scopes", $"there is no scope {scope}; there are {string.Join(", ", known)}.");
        faults.Require(TryReadDuration(input.ValidFlag, out var valid), "--valid", "must be a number of minutes, hours or days, at most 31 days: 30m, 8h, 7d.");

        return faults.All.Count > 0 || mandate is null ? null : new TokenRequest(mandate, scopes.ToHashSet(StringComparer.Ordinal), valid);
    }

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

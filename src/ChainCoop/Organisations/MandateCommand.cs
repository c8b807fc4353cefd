using ChainCoop.Shared;
using JasperFx.CommandLine;
using Marten;
using Npgsql;

namespace ChainCoop.Organisations;

public class MandateInput : NetCoreInput
{
    [Description("The organisation, as its OIN of 20 digits")]
    public string? OrgFlag { get; set; }

    [Description("The officer, by the pseudonym that the tokens have (sub)")]
    [FlagAlias("officer", longAliasOnly: true)]
    public string? OfficerFlag { get; set; }

    [Description("Roles, separated by commas")]
    public string? RolesFlag { get; set; }

    [Description("Codes of the municipalities that the mandate is for, separated by commas; default its own for a municipality, all for another organisation")]
    public string? MunicipalitiesFlag { get; set; }
}

/// <summary>
/// For the operator of the machine: the first chain director of an organisation has to come from somewhere. Over HTTP only a
/// chain director gives mandates.
/// </summary>
[Description("Gives an officer a mandate, without end: for the first chain director of an organisation", Name = "mandate")]
public sealed class MandateCommand : JasperFxAsyncCommand<MandateInput>
{
    public override async Task<bool> Execute(MandateInput input)
    {
        using var host = input.BuildHost();
        var faults = new Faults();
        var request = MandateRequest.Read(input, OrganisationRegister.Current, faults);
        if (request is null)
        {
            foreach (var fault in faults.All)
                await Console.Error.WriteLineAsync($"{fault.Pointer} {fault.Detail}");
            return false;
        }

        try
        {
            var given = await OperatorMandates.EnsureAsync(
                host.Services.GetRequiredService<IDocumentStore>(), host.Services.GetRequiredService<NpgsqlDataSource>(), request.Actor, request.Municipalities,
                host.Services.GetRequiredService<TimeProvider>().GetUtcNow(), CancellationToken.None);
            await Console.Out.WriteLineAsync(given.Count == 0 ? "The officer has this mandate already." : $"Given: {string.Join(", ", given)}");
            return true;
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await Console.Error.WriteLineAsync("There are no tables in this database: start the program, or create them with db-apply.");
            return false;
        }
    }
}

/// <summary>Whom the operator of the machine wants to have which mandate.</summary>
/// <param name="Actor">Without scopes: those are a matter of tokens.</param>
internal sealed record MandateRequest(Actor Actor, IReadOnlyList<MunicipalityCode> Municipalities)
{
    /// <summary>Looks at all of it, so that one run tells all that is wrong.</summary>
    public static MandateRequest? Read(MandateInput input, OrganisationRegister register, Faults faults)
    {
        var before = faults.All.Count;
        var organisation = register.Find(new Oin(input.OrgFlag ?? ""));
        faults.Require(organisation is not null, "--org", "must be the OIN of an organisation of the district: GET /v1/organisations names them.");
        faults.Require(
            OfficerId.TryParse(input.OfficerFlag, out var officer), "--officer", "must be a pseudonym of at most 64 letters, digits, hyphens and underscores.");

        var names = Split(input.RolesFlag ?? "");
        faults.Require(names.Length > 0, "--roles", $"is missing; there are {string.Join(", ", Kebab.All<Role>())}.");
        HashSet<Role> roles = [];
        foreach (var name in names)
        {
            if (Kebab.TryParse<Role>(name, out var role))
                roles.Add(role);
            else
                faults.Add("--roles", $"there is no role {name}; there are {string.Join(", ", Kebab.All<Role>())}.");
        }

        var municipalities = input.MunicipalitiesFlag is { } codes ? Split(codes).Distinct().Select(code => new MunicipalityCode(code)).ToList()
            : organisation?.Municipality is { } own ? [own]
            : [.. register.Municipalities.Select(municipality => municipality.Code)];
        foreach (var code in municipalities)
            faults.Require(register.Find(code) is not null, "--municipalities", $"there is no municipality {code} in the district.");

        return faults.All.Count > before ? null : new MandateRequest(new Actor(organisation!.Oin, officer, roles, new HashSet<string>()), municipalities);
    }

    internal static string[] Split(string list) => list.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
}

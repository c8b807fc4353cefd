using System.Text.Json;
using ChainCoop.Audit;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;
using JasperFx.CommandLine;
using Marten;
using Npgsql;

namespace ChainCoop.Access.Replay;

/// <summary>As it is typed, hence in lower case.</summary>
public enum AuditWork { visibility }

public sealed class AuditInput : NetCoreInput
{
    [Description("visibility: what an organisation could see of a case at an instant, and what it opened by then")]
    public AuditWork Work { get; set; }

    [Description("The organisation, as its OIN of 20 digits")]
    public string? OrgFlag { get; set; }

    [Description("general, care or security; default all")]
    public string? RoomFlag { get; set; }

    [Description("The id of the case")]
    [FlagAlias("case", longAliasOnly: true)]
    public string? CaseFlag { get; set; }

    [Description("The instant, such as 2026-03-02T08:15:30Z; default now")]
    [FlagAlias("as-of", longAliasOnly: true)]
    public string? AsOfFlag { get; set; }

    [Description("One officer, by the pseudonym that the access log has; default all")]
    [FlagAlias("officer", longAliasOnly: true)]
    public string? OfficerFlag { get; set; }
}

/// <summary>
/// For the operator of the machine, who gives an auditor what he asks for. It prints the answer of <c>GET /v1/audit/visibility</c>:
/// ids and codes, officers under pseudonyms, no content. The look is on record like every other.
/// </summary>
[Description("What an organisation could see of a case, decided again from the events: audit visibility", Name = "audit")]
public sealed class AuditCommand : JasperFxAsyncCommand<AuditInput>
{
    private const int Lines = 200;

    private static readonly JsonSerializerOptions Printed = new(Json.Http) { WriteIndented = true };

    public override async Task<bool> Execute(AuditInput input)
    {
        using var host = input.BuildHost();
        var now = host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var faults = new Faults { Now = now };
        if (Read(input, faults) is not { } query)
        {
            foreach (var fault in faults.All) await Console.Error.WriteLineAsync($"{fault.Pointer} {fault.Detail}");
            return false;
        }

        var source = host.Services.GetRequiredService<NpgsqlDataSource>();
        try
        {
            var view = await new VisibilityReading(host.Services.GetRequiredService<IDocumentStore>(), host.Services.GetRequiredService<Pseudonyms>(), source)
                .ReadAsync(query, new Cursor(DateTimeOffset.MaxValue, Guid.Empty), _ => "", within: null, CancellationToken.None);
            await LookOf(query, view, now).WriteAsync(source, CancellationToken.None);
            if (view is null)
            {
                await Console.Error.WriteLineAsync("There was no such case at that instant.");
                return false;
            }

            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(view with { Opened = view.Opened with { Next = null } }, Printed));
            if (view.Opened.Next is not null) await Console.Error.WriteLineAsync($"More than {Lines} answers gave something; GET /v1/audit/visibility has them all.");
            return true;
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await Console.Error.WriteLineAsync("There are no tables in this database: start the program, or create them with db-apply.");
            return false;
        }
    }

    /// <summary>Looks at all of it, so that one run tells all that is wrong.</summary>
    public static ReadVisibility? Read(AuditInput input, Faults faults)
    {
        var organisation = new Oin(input.OrgFlag ?? "");
        faults.Require(OrganisationRegister.Current.Find(organisation) is not null, "--org", "must be the OIN of an organisation of the district: GET /v1/organisations names them.");
        faults.Require(CaseId.TryParse(input.CaseFlag, null, out var id), "--case", "must be the id of a case.");
        var asOf = faults.Now;
        faults.Require(input.AsOfFlag is null || InstantForm.TryRead(input.AsOfFlag, out asOf), "--as-of", "must be an instant in UTC, such as 2026-03-02T08:15:30Z.");
        faults.Require(asOf <= faults.Now, "--as-of", "must not be in the future.");
        Room? room = null;
        if (input.RoomFlag is { } name)
        {
            faults.Require(Kebab.TryParse<Room>(name, out var known), "--room", $"must be one of {string.Join(", ", Kebab.All<Room>())}.");
            room = known;
        }

        Pseudonym? officer = null;
        if (input.OfficerFlag is { } pseudonym)
        {
            faults.Require(Pseudonym.TryParse(pseudonym, null, out var known), "--officer", "must be a pseudonym of the access log.");
            officer = known;
        }

        return faults.All.Count > 0 ? null : new ReadVisibility(organisation, id, asOf, room, officer, Limit: Lines);
    }

    /// <summary>Nobody in particular: who runs commands on the machine has no token.</summary>
    private static AccessRecord LookOf(ReadVisibility query, VisibilityView? view, DateTimeOffset now) => new()
    {
        At = now,
        StartedAt = now,
        TraceId = "",
        SpanId = "",
        Method = "command",
        Route = "audit visibility",
        Action = GetVisibilityEndpoint.Rule.Name,
        Status = view is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK,
        Kind = GetVisibilityEndpoint.Rule.Kind,
        Resource = query.CaseId.Value,
        Municipality = view?.Municipality,
        Purpose = new Purpose("oversight"),
    };
}

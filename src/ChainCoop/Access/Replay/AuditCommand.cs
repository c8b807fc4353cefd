using System.Text.Json;
using ChainCoop.Audit;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Timeline.Replay;
using JasperFx.CommandLine;
using Marten;
using Npgsql;

namespace ChainCoop.Access.Replay;

/// <summary>As it is typed, hence in lower case.</summary>
public enum AuditWork { visibility, story }

public sealed class AuditInput : NetCoreInput
{
    [Description("visibility: what an organisation could see of a case at an instant, and what it opened by then; story: the life of a case, line by line")]
    public AuditWork Work { get; set; }

    [Description("Of a story: the id of the case")]
    public string? Story { get; set; }

    [Description("The organisation, as its OIN of 20 digits")]
    public string? OrgFlag { get; set; }

    [Description("general, care or security; default all")]
    public string? RoomFlag { get; set; }

    [Description("The id of the case")]
    [FlagAlias("case", longAliasOnly: true)]
    public string? CaseFlag { get; set; }

    [Description("The instant, such as 2026-03-02T08:15:30Z; default now, and of a story all that is sealed")]
    [FlagAlias("as-of", longAliasOnly: true)]
    public string? AsOfFlag { get; set; }

    [Description("One officer, by the pseudonym that the access log has; default all")]
    [FlagAlias("officer", longAliasOnly: true)]
    public string? OfficerFlag { get; set; }
}

/// <summary>
/// For the operator of the machine, who gives an auditor what he asks for. It prints the answer of <c>GET /v1/audit/visibility</c>:
/// ids and codes, officers under pseudonyms, no content. Or that of <c>GET /v1/audit/story</c>, as text. The look is on record like every other.
/// </summary>
[Description("What an organisation could see of a case, or its whole life, from the events: audit visibility, audit story <case>", Name = "audit")]
public sealed class AuditCommand : JasperFxAsyncCommand<AuditInput>
{
    private const int Lines = 200;

    private static readonly JsonSerializerOptions Printed = new(Json.Http) { WriteIndented = true };

    public AuditCommand()
    {
        Usage("What an organisation could see of a case").Arguments(input => input.Work);
        Usage("The life of a case").Arguments(input => input.Work, input => input.Story!);
    }

    public override async Task<bool> Execute(AuditInput input)
    {
        using var host = input.BuildHost();
        var services = host.Services;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        try
        {
            return await (input.Work == AuditWork.story ? TellAsync(input, services, now) : ShowAsync(input, services, now));
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await Console.Error.WriteLineAsync("There are no tables in this database: start the program, or create them with db-apply.");
            return false;
        }
    }

    private static async Task<bool> ShowAsync(AuditInput input, IServiceProvider services, DateTimeOffset now)
    {
        var faults = new Faults { Now = now };
        if (Read(input, faults) is not { } query) return await RefuseAsync(faults);

        var source = services.GetRequiredService<NpgsqlDataSource>();
        var view = await new VisibilityReading(services.GetRequiredService<IDocumentStore>(), services.GetRequiredService<Pseudonyms>(), source)
            .ReadAsync(query, new Cursor(DateTimeOffset.MaxValue, Guid.Empty), _ => "", within: null, CancellationToken.None);
        await LookAt(query.CaseId, "audit visibility", GetVisibilityEndpoint.Rule, view is not null, view?.Municipality, now).WriteAsync(source, CancellationToken.None);
        if (view is null)
        {
            await Console.Error.WriteLineAsync("There was no such case at that instant.");
            return false;
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(view with { Opened = view.Opened with { Next = null } }, Printed));
        if (view.Opened.Next is not null) await Console.Error.WriteLineAsync($"More than {Lines} answers gave something; GET /v1/audit/visibility has them all.");
        return true;
    }

    private static async Task<bool> TellAsync(AuditInput input, IServiceProvider services, DateTimeOffset now)
    {
        var faults = new Faults { Now = now };
        if (ReadStory(input, faults) is not { } query) return await RefuseAsync(faults);

        var source = services.GetRequiredService<NpgsqlDataSource>();
        var (moment, refusal) = await new SealedMoments(source, services.GetRequiredService<TimeProvider>()).FindAsync(query.Moment, CancellationToken.None);
        var lines = moment is null ? null
            : await new Story(services.GetRequiredService<IDocumentStore>(), source, services.GetRequiredService<Pseudonyms>())
                .OfAsync(query.CaseId, query.Room, moment, AuditReach.District, CancellationToken.None);
        await LookAt(query.CaseId, "audit story", GetStoryEndpoint.Rule, lines is not null, null, now).WriteAsync(source, CancellationToken.None);
        if (lines is null)
        {
            await Console.Error.WriteLineAsync(refusal == Problems.AsOfInFuture ? "That instant is not sealed yet." : "There was no such case in what was sealed by then.");
            return false;
        }

        foreach (var line in lines) await Console.Out.WriteLineAsync(Story.Text(line));
        return true;
    }

    private static async Task<bool> RefuseAsync(Faults faults)
    {
        foreach (var fault in faults.All) await Console.Error.WriteLineAsync($"{fault.Pointer} {fault.Detail}");
        return false;
    }

    /// <summary>Looks at all of it, so that one run tells all that is wrong.</summary>
    public static ReadVisibility? Read(AuditInput input, Faults faults)
    {
        var organisation = new Oin(input.OrgFlag ?? "");
        faults.Require(OrganisationRegister.Current.Find(organisation) is not null, "--org", "must be the OIN of an organisation of the district: GET /v1/organisations names them.");
        faults.Require(CaseId.TryParse(input.CaseFlag, null, out var id), "--case", "must be the id of a case.");
        var asOf = AsOfIn(input, faults) ?? faults.Now;
        var room = RoomIn(input, faults);
        Pseudonym? officer = null;
        if (input.OfficerFlag is { } pseudonym)
        {
            faults.Require(Pseudonym.TryParse(pseudonym, null, out var known), "--officer", "must be a pseudonym of the access log.");
            officer = known;
        }

        return faults.All.Count > 0 ? null : new ReadVisibility(organisation, id, asOf, room, officer, Limit: Lines);
    }

    /// <inheritdoc cref="Read"/>
    public static ReadStory? ReadStory(AuditInput input, Faults faults)
    {
        faults.Require(CaseId.TryParse(input.Story ?? input.CaseFlag, null, out var id), "<case>", "must be the id of a case.");
        var query = new ReadStory(id, AsOfIn(input, faults), null, RoomIn(input, faults));
        return faults.All.Count > 0 ? null : query;
    }

    private static DateTimeOffset? AsOfIn(AuditInput input, Faults faults)
    {
        if (input.AsOfFlag is null) return null;
        faults.Require(InstantForm.TryRead(input.AsOfFlag, out var asOf), "--as-of", "must be an instant in UTC, such as 2026-03-02T08:15:30Z.");
        faults.Require(asOf <= faults.Now, "--as-of", "must not be in the future.");
        return asOf;
    }

    private static Room? RoomIn(AuditInput input, Faults faults)
    {
        if (input.RoomFlag is null) return null;
        faults.Require(Kebab.TryParse<Room>(input.RoomFlag, out var room), "--room", $"must be one of {string.Join(", ", Kebab.All<Room>())}.");
        return room;
    }

    /// <summary>Nobody in particular: who runs commands on the machine has no token.</summary>
    private static AccessRecord LookAt(CaseId id, string command, AccessRule rule, bool found, MunicipalityCode? municipality, DateTimeOffset now) => new()
    {
        At = now,
        StartedAt = now,
        TraceId = "",
        SpanId = "",
        Method = "command",
        Route = command,
        Action = rule.Name,
        Status = found ? StatusCodes.Status200OK : StatusCodes.Status404NotFound,
        Kind = rule.Kind,
        Resource = id.Value,
        Municipality = municipality,
        Purpose = new Purpose("oversight"),
    };
}

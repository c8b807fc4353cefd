using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Wolverine.Runtime;

namespace ChainCoop.IntegrationTests.Access;

/// <summary>A decision as the access record of a live answer had it.</summary>
internal sealed record KeptDecision(
    AccessRule Rule, Actor Actor, Purpose? Purpose, Guid? Resource, DateTimeOffset At, Effect Effect, IReadOnlyList<string> Reasons)
{
    public override string ToString() => $"{Rule.Name} of {Resource} by {Actor.Organisation} {Actor.Officer} as {string.Join('+', Actor.Roles)} for {Purpose} at {At:O}";
}

/// <summary>
/// Several organisations at work, at random: every request is drawn, most may not do what they ask, and time moves on. After each
/// the decision on it is kept.
/// </summary>
internal sealed class ChainScenario(AppFixture app, MovedClock clock, Random random)
{
    private static readonly Oin[] Organisations =
        [People.NijmegenOin, People.Tiel.Organisation, People.PoliceOin, Cases.CaseWork.ShelterOin];

    private static readonly Role[] Roles = [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner];
    private static readonly string[] Officers = ["officer-1", "officer-2", "officer-3"];
    private static readonly string[] Towns = ["0268", "0281"];
    private static readonly string[] Purposes = ["assessment", "casework", "care", "security", "synchronisation"];

    private readonly Dictionary<string, HttpClient> clients = [];
    private readonly List<string> signals = [];
    private readonly List<string> mandates = [];
    private readonly List<string> disclosures = [];
    private long seen;

    public List<KeptDecision> Kept { get; } = [];

    /// <summary>By the id of a room, its case.</summary>
    public Dictionary<Guid, Guid> CaseOf { get; } = [];

    /// <summary>Chain directors of all organisations and some officers, from the command line as in life.</summary>
    public async Task StaffAsync()
    {
        foreach (var organisation in Organisations)
        {
            await GiveAsync(organisation, "director", Role.ChainDirector);
            foreach (var officer in Officers) await GiveAsync(organisation, officer, Draw(Roles), Draw(Roles));
        }

        // Somebody of each municipality who can begin.
        foreach (var municipality in new[] { People.NijmegenOin, People.Tiel.Organisation }) await GiveAsync(municipality, "officer-1", Role.FocalPoint, Role.CaseLead, Role.CareCoordinator);
        await AgreeAsync();
    }

    public async Task GiveAsync(Oin organisation, string officer, params Role[] roles) => await OperatorMandates.EnsureAsync(
        app.Host.Services.GetRequiredService<IDocumentStore>(), app.Database, new Actor(organisation, new OfficerId(officer), roles.ToHashSet(), new HashSet<string>()),
        [.. People.District.Select(code => new MunicipalityCode(code))], clock.GetUtcNow(), CancellationToken.None);

    public async Task StepAsync()
    {
        if (CaseOf.Count == 0 || CaseOf.Count < 9 && random.Next(20) == 0) await ProposeAsync();
        var cases = CaseOf.Values.Distinct().ToList();
        var room = Draw([.. CaseOf.Keys]);
        var of = Draw(cases);
        var (victims, security) = TracksOf(of);
        await (random.Next(26) switch
        {
            0 or 1 or 2 => GetAsync($"cases/{of}"),
            3 or 4 => GetAsync($"victim-tracks/{victims}"),
            5 or 6 => GetAsync($"security-tracks/{security}"),
            7 => GetAsync(Draw(["cases", "signals", "mandates", $"cases/{of}/timeline", $"cases/{Guid.NewGuid()}", "municipalities/0268/caseload", "feed?room=care", $"victim-tracks/{security}"])),
            8 or 9 or 10 => JoinAsync(of),
            11 or 12 => PostAsync($"cases/{of}/member-endings", new() { ["organisation"] = Draw(Organisations).Value, ["room"] = DrawRoom() }, of, Leads()),
            13 => PostAsync($"victim-tracks/{victims}/participations", Cases.rooms_apart.Person("victim"), victims),
            14 => PostAsync($"security-tracks/{security}/measures", new() { ["kind"] = "warning-letter" }, security),
            15 => GiveMandateAsync(),
            16 => mandates.Count == 0 ? ListAsync() : WithMandateAsync(Draw(mandates)),
            17 or 18 => SignalAsync(),
            19 => PassTimeAsync(),
            20 or 21 or 22 => DiscloseAsync(of, victims, security),
            23 or 24 => EmergencyAsync(of, victims, security),
            _ => GetAsync($"{(room == of ? "cases" : room == victims ? "victim-tracks" : "security-tracks")}/{room}"),
        });
    }

    private async Task ProposeAsync()
    {
        var town = Draw(Towns);
        var (status, answer) = await PostAsync("cases", Cases.CaseWork.Proposal(town), null, (OwnerOf(town), "officer-1"));
        if (status != 201) return;
        var id = Guid.Parse((string)answer!["id"]!);
        CaseOf[id] = id;
        await using var tracks = app.Database.CreateCommand("select data ->> 'victimTrack', data ->> 'securityTrack' from chaincoop.mt_doc_case where id = $1");
        tracks.Parameters.Add(new() { Value = id });
        await using var reader = await tracks.ExecuteReaderAsync();
        await reader.ReadAsync();
        for (var i = 0; i < 2; i++) CaseOf[Guid.Parse(reader.GetString(i))] = id;
        foreach (var room in Enum.GetValues<Room>()) await PostAsync($"cases/{id}/members", Cases.CaseWork.Membership(Draw(Organisations), Kebab.Of(room)), id, (OwnerOf(town), "director"));
    }

    /// <summary>All four share with each other. Who sets it up asks until it is so: what is drawn comes later.</summary>
    private async Task AgreeAsync()
    {
        var agreement = new JsonObject
        {
            ["parties"] = new JsonArray([.. Organisations.Select(party => JsonValue.Create(party.Value))]),
            ["purposes"] = new JsonArray("casework", "care", "security"),
            ["from"] = "2026-01-01",
        };
        (int Status, JsonNode? Answer) made;
        do made = await PostAsync("agreements", agreement.DeepClone().AsObject(), null, (People.NijmegenOin, "director"), "casework");
        while (made.Status != 201);
        foreach (var party in Organisations.Skip(1))
        {
            while ((await PostAsync($"agreements/{made.Answer!["id"]}/acceptances", [], null, (party, "director"), "casework")).Status != 200) { }
        }
    }

    /// <summary>Some of a room is disclosed, read by its receiver for whatever purpose, and now and then revoked.</summary>
    private async Task DiscloseAsync(Guid of, Guid victims, Guid security)
    {
        var (member, path, record, fields, purpose) = Draw<(string, string, Guid, string, string)>(
            [("caseId", "cases", of, "status", Draw(["casework", "care", "security"])), ("victimTrackId", "victim-tracks", victims, "participations", "care"), ("securityTrackId", "security-tracks", security, "participations", Draw(["casework", "security"]))]);
        var receiver = Draw(Organisations);
        foreach (var sharer in Towns.Select(OwnerOf))
        {
            await PostAsync("legal-bases", new() { [member] = record, ["kind"] = "public-task", ["from"] = "2026-01-01" }, null, (sharer, "officer-1"), purpose);
            var body = Sharing.SharingWork.Disclosure(member, record.ToString(), receiver, fields);
            body["purpose"] = purpose;
            body["expiresAt"] = clock.GetUtcNow().AddHours(random.Next(1, 60));
            var (status, answer) = await PostAsync("disclosures", body, null, (sharer, "officer-1"), purpose);
            if (status == 201) disclosures.Add((string)answer!["id"]!);
        }

        foreach (var officer in Officers) await GetAsync($"{path}/{record}", (receiver, officer), random.Next(2) == 0 ? purpose : null);
        if (disclosures.Count > 0 && random.Next(3) == 0)
            await PostAsync($"disclosures/{Draw(disclosures)}/revocations", new() { ["reason"] = "no-longer-needed" }, null, (OwnerOf(Draw(Towns)), "officer-1"));
    }

    /// <summary>Somebody opens a room for some hours, and reads it and what else there is.</summary>
    private async Task EmergencyAsync(Guid of, Guid victims, Guid security)
    {
        var caller = (Draw(Organisations), Draw(Officers));
        var room = Draw(Enum.GetValues<Room>());
        await PostAsync($"cases/{of}/emergency-access", new() { ["room"] = Kebab.Of(room), ["reason"] = "danger-to-life", ["note"] = "A cry for help." }, null, caller);
        for (var look = 0; look < 3; look++)
            await GetAsync(room switch { Room.General => $"cases/{of}", Room.Care => $"victim-tracks/{victims}", _ => $"security-tracks/{security}" }, caller);
    }

    private async Task JoinAsync(Guid of)
    {
        var until = random.Next(3) == 0 ? clock.GetUtcNow().AddHours(random.Next(1, 60)) : (DateTimeOffset?)null;
        await PostAsync($"cases/{of}/members", Cases.CaseWork.Membership(Draw(Organisations), DrawRoom(), random.Next(4) == 0 ? "lead" : "member", until), of, Leads());
    }

    private async Task GiveMandateAsync()
    {
        var body = new JsonObject
        {
            ["officer"] = Draw(Officers),
            ["role"] = Kebab.Of(Draw(Roles)),
            ["municipalities"] = new JsonArray(Draw(Towns)),
            ["from"] = Day(random.Next(3)),
        };
        if (random.Next(2) == 0) body["until"] = Day(random.Next(3, 8));
        var (status, answer) = await PostAsync("mandates", body, null, (Draw(Organisations), "director"));
        if (status == 201) mandates.Add((string)answer!["id"]!);
    }

    private async Task WithMandateAsync(string id)
    {
        if (random.Next(2) == 0) await PostAsync($"mandates/{id}/endings", [], Guid.Parse(id), (Draw(Organisations), "director"));
        else await GetAsync($"mandates/{id}", (Draw(Organisations), "director"));
    }

    private Task ListAsync() => GetAsync("mandates", (Draw(Organisations), "director"));

    /// <summary>A signal comes in, or its municipality or the party it was referred to takes the next step.</summary>
    private async Task SignalAsync()
    {
        var town = Draw(Towns);
        if (signals.Count < 3)
        {
            var (status, answer) = await PostAsync("signals", Examples.Signal(town, "urgent"), null);
            if (status == 201) signals.Add((string)answer!["id"]!);
        }

        if (signals.Count == 0) return;
        var signal = Draw(signals);
        await GetAsync($"signals/{signal}");
        await (random.Next(4) switch
        {
            0 => PostAsync($"signals/{signal}/acknowledgements", [], Guid.Parse(signal), (Draw([People.NijmegenOin, People.Tiel.Organisation]), "officer-1")),
            1 or 2 => PostAsync($"signals/{signal}/outcome", Examples.Outcome("referred", Draw(Organisations).Value), Guid.Parse(signal), (Draw([People.NijmegenOin, People.Tiel.Organisation]), "officer-1")),
            _ => PostAsync($"signals/{signal}/referral-answers", new() { ["answer"] = "declined", ["reason"] = "not-recent" }, Guid.Parse(signal)),
        });
    }

    /// <summary>Periods run out; sometimes what timers bring comes, too.</summary>
    private async Task PassTimeAsync()
    {
        clock.Advance(TimeSpan.FromMinutes(random.Next(1, 2500)));
        if (random.Next(2) == 0) return;
        using var missed = new MissedTimers(app.Database, app.Host.Services.GetRequiredService<IWolverineRuntime>(), DeadlineRules.Current, clock, NullLogger<MissedTimers>.Instance);
        await missed.MakeUpAsync(CancellationToken.None);
    }

    private async Task GetAsync(string url, (Oin, string)? caller = null, string? purpose = null)
    {
        using var response = await ClientOf(caller, purpose).GetAsync(url);
        await KeepAsync();
    }

    /// <param name="changed">Whose version has to be named.</param>
    private async Task<(int Status, JsonNode? Answer)> PostAsync(string url, JsonObject body, Guid? changed, (Oin, string)? caller = null, string? purpose = null)
    {
        string? tag = null;
        if (changed is { } id)
        {
            await using var version = app.Database.CreateCommand("select version from chaincoop.mt_streams where id = $1");
            version.Parameters.Add(new() { Value = id });
            tag = $"\"{await version.ExecuteScalarAsync()}\"";
        }

        using var response = await ClientOf(caller, purpose).PostAsync(url, body, tag);
        await KeepAsync();
        return ((int)response.StatusCode, response.IsSuccessStatusCode ? await response.JsonAsync() : null);
    }

    /// <summary>Any officer of any organisation, with any roles in his token, for any purpose but where one is given.</summary>
    private HttpClient ClientOf((Oin Organisation, string Officer)? asked, string? stated = null)
    {
        var (organisation, officer) = asked ?? (Draw(Organisations), Draw(Officers));
        var roles = random.Next(asked is null ? 3 : 6) > (asked is null ? 0 : 4) ? [.. Roles.Where(_ => random.Next(2) == 0).DefaultIfEmpty(Role.Partner)] : Roles;
        var claimed = string.Join(' ', roles.Select(Kebab.Of));
        var purpose = stated ?? Draw(Purposes);
        var key = $"{organisation} {officer} {claimed} {purpose}";
        if (clients.TryGetValue(key, out var known)) return known;
        var client = app.ClientAt(clock, organisation, officer, claimed);
        client.DefaultRequestHeaders.Add("Purpose", purpose);
        return clients[key] = client;
    }

    private async Task KeepAsync()
    {
        await using var command = app.Database.CreateCommand(
            "select seq, action, organisation, officer, roles, purpose, resource, decided_at, decision, reasons, kind from access.log where seq > $1 and decision is not null and not 'no-case-within-mandate' = any(reasons) order by seq");
        command.Parameters.Add(new() { Value = seen });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            seen = reader.GetInt64(0);
            var roles = reader.GetFieldValue<string[]>(4).Select(Kebab.Parse<Role>).ToHashSet();
            Kept.Add(new KeptDecision(
                DecidingRule(reader.GetString(1), Kebab.Parse<ResourceKind>(reader.GetString(10))), new Actor(new Oin(reader.GetString(2)), new OfficerId(reader.GetString(3)), roles, new HashSet<string>()),
                reader.IsDBNull(5) ? null : new Purpose(reader.GetString(5)), reader.IsDBNull(6) ? null : reader.GetGuid(6),
                reader.GetFieldValue<DateTimeOffset>(7), Kebab.Parse<Effect>(reader.GetString(8)), reader.GetFieldValue<string[]>(9)));
        }
    }

    /// <summary>Of the action; or, where it was refused about the record that it named, the one that the verdict on that is of (ADR 0026).</summary>
    private static AccessRule DecidingRule(string action, ResourceKind kind) =>
        AccessRules.ByName[action] is var rule && (rule.Kind == kind || rule.Kind == ResourceKind.EmergencyUse) ? rule : AccessRules.ByName[$"{Kebab.Of(kind)}.share"];

    /// <summary>Mostly somebody who can decide on members.</summary>
    private (Oin, string)? Leads() => random.Next(3) == 0 ? null : (OwnerOf(Draw(Towns)), "director");

    public (Guid Victims, Guid Security) TracksOf(Guid of) =>
        CaseOf.Where(pair => pair.Value == of && pair.Key != of).Select(pair => pair.Key).ToList() is [var victims, var security] ? (victims, security) : throw new InvalidOperationException();

    private static Oin OwnerOf(string town) => town == "0268" ? People.NijmegenOin : People.Tiel.Organisation;

    private string DrawRoom() => Kebab.Of(Draw(Enum.GetValues<Room>()));

    private string Day(int ahead) => DutchTime.DayOf(clock.GetUtcNow()).AddDays(ahead).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private T Draw<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];
}

internal static class CallersAtAnInstant
{
    /// <summary>The token holds for as long as a scenario runs, whatever its clock says. No mandate is made.</summary>
    public static HttpClient ClientAt(this AppFixture app, MovedClock clock, Oin organisation, string officer, string roles)
    {
        var claims = Tokens.Claims(organisation, officer, roles, string.Join(' ', Scopes.All));
        claims["nbf"] = clock.GetUtcNow().AddDays(-1).ToUnixTimeSeconds();
        claims["exp"] = clock.GetUtcNow().AddYears(1).ToUnixTimeSeconds();
        var client = app.Host.Server.CreateClient();
        client.BaseAddress = new Uri("http://localhost/v1/");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Signed(claims));
        return client;
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>Who deals with requests of data subjects in tests, and the records that these are about.</summary>
internal static class SubjectWork
{
    public const string Purpose = "rights-of-data-subjects";

    public static readonly Officer Nijmegen = PrivacyOfficer(People.NijmegenOin, "0268");
    public static readonly Officer Tiel = PrivacyOfficer(People.Tiel.Organisation, "0281");
    public static readonly Officer Heumen = PrivacyOfficer(new("00000099000000252000"), "0252");

    public static Officer PrivacyOfficer(Oin organisation, string municipality, string role = "privacy-officer") =>
        new(organisation, $"{role}-{NewId.Ordered():N}", role, [municipality]) { Scopes = "privacy.read privacy.write" };

    public static Task<HttpClient> AsKeeper(this AppFixture app, Officer officer) => app.As(officer, Purpose);

    public static string Day(int fromToday = 0) =>
        DutchTime.DayOf(TimeProvider.System.GetUtcNow()).AddDays(fromToday).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static JsonObject Request(string kind = "access", string[]? asks = null, string? receivedOn = null, string regime = "avg")
    {
        var body = new JsonObject
        {
            ["municipality"] = "0268",
            ["kind"] = kind,
            ["regime"] = regime,
            ["receivedOn"] = receivedOn ?? Day(),
            ["person"] = new JsonObject { ["familyName"] = "Voorbeeld", ["birthDate"] = "1999-05-04" },
            ["contact"] = "Letter box 7",
        };
        if (asks is not null) body["asks"] = new JsonArray([.. asks.Select(code => (JsonNode)code)]);
        return body;
    }

    /// <summary>The address of a new request, below <c>/v1</c>.</summary>
    public static async Task<string> Requested(this HttpClient client, JsonObject? request = null)
    {
        var posted = await client.PostAsync("subject-requests", request ?? Request(asks: ["0268", "0281"]));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        return $"subject-requests/{(string)(await posted.JsonAsync())["id"]!}";
    }

    public static JsonObject Part(string municipality, params JsonNode[] items) => new() { ["municipality"] = municipality, ["items"] = new JsonArray(items) };

    public static JsonObject Item(string kind, string id, string subject, string? ground = null)
    {
        var item = new JsonObject
        {
            ["record"] = new JsonObject { ["kind"] = kind, ["id"] = id },
            ["subjectId"] = subject,
            ["decision"] = ground is null ? "granted" : "refused",
        };
        if (ground is not null) item["ground"] = ground;
        return item;
    }

    public static async Task<JsonNode> Decided(this HttpClient client, string address, JsonObject part)
    {
        var response = await client.PostAsync($"{address}/parts", part);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    /// <summary>A signal to Nijmegen about two persons, from a citizen who gave a name.</summary>
    public static async Task<(string Id, string Subject, string Other)> SignalAboutTwo(this AppFixture app)
    {
        var officer = await app.As(People.Nijmegen);
        var body = Examples.Signal();
        body["subjects"]!.AsArray().Add(new JsonObject { ["role"] = "suspect", ["identifiers"] = new JsonObject { ["familyName"] = "Anderman" } });
        body["reporter"] = new JsonObject { ["kind"] = "citizen", ["name"] = "M. Melder", ["contact"] = "0600000000" };
        var id = (string)(await (await officer.PostAsync("signals", body)).JsonAsync())["id"]!;
        var view = await officer.Read($"signals/{id}");
        return (id, (string)view["subjects"]![0]!["id"]!, (string)view["subjects"]![1]!["id"]!);
    }

    /// <summary>Both tracks of a case of Nijmegen, each with a person.</summary>
    public static async Task<Tracks> TwoTracks(this AppFixture app)
    {
        var address = await app.StaffedCase();
        var (victims, security) = (await app.VictimTrack(address), await app.SecurityTrack(address));
        var victim = await (await app.As(CaseWork.CareCoordinator, "care")).Done(victims, "participations", rooms_apart.Person("victim"));
        var suspect = await (await app.As(CaseWork.CaseLead, "security")).Done(security, "participations", rooms_apart.Person("suspect"));
        return new(CaseWork.IdOf(victims), (string)victim["subjectId"]!, CaseWork.IdOf(security), (string)suspect["subjectId"]!);
    }

    /// <summary>That the two persons are one human being.</summary>
    public static JsonObject Link(Tracks tracks) => new()
    {
        ["municipality"] = "0268",
        ["victimTrackId"] = tracks.VictimTrack,
        ["victimSubjectId"] = tracks.Victim,
        ["securityTrackId"] = tracks.SecurityTrack,
        ["securitySubjectId"] = tracks.Suspect,
    };

    public static async Task<string> Linked(this HttpClient keeper, Tracks tracks)
    {
        var posted = await keeper.PostAsync("subject-links", Link(tracks));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        return (string)(await posted.JsonAsync())["id"]!;
    }

    /// <summary>Code of the problem, and where its faults are.</summary>
    public static async Task<(string Code, string[] Pointers)> Problem(this HttpResponseMessage response, HttpStatusCode status)
    {
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
        var problem = await response.JsonAsync();
        return (((string)problem["type"]!).Split(':')[^1], [.. (problem["errors"]?.AsArray() ?? []).Select(fault => (string)fault!["pointer"]!)]);
    }

    /// <summary>The access records of an officer's requests, the last one first.</summary>
    public static async Task<List<(string Action, int Status, Guid? Resource, Guid[] Subjects)>> RecordsOf(this AppFixture app, Officer officer)
    {
        await using var command = app.Database.CreateCommand("select action, status, resource, subjects from access.log where officer = $1 order by seq desc");
        command.Parameters.Add(new() { Value = officer.Id });
        List<(string, int, Guid?, Guid[])> found = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            found.Add((reader.GetString(0), reader.GetInt32(1), await reader.IsDBNullAsync(2) ? null : reader.GetGuid(2), reader.GetFieldValue<Guid[]>(3)));
        return found;
    }

    /// <summary>Tables of the main database, but for the vault, of which a row holds all the texts.</summary>
    public static async Task<List<string>> TablesWithRowsThatHold(this AppFixture app, params string[] texts)
    {
        List<string> tables = [];
        await using (var list = app.Database.CreateCommand(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'vault')"))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        }

        tables.Count.ShouldBeGreaterThan(20);
        List<string> found = [];
        foreach (var table in tables)
        {
            await using var look = app.Database.CreateCommand($"select exists (select from {table} t where (select bool_and(strpos(t::text, part) > 0) from unnest($1) part))");
            look.Parameters.Add(new() { Value = texts });
            if (await look.ExecuteScalarAsync() is true) found.Add(table);
        }

        return found;
    }

    public sealed record Tracks(string VictimTrack, string Victim, string SecurityTrack, string Suspect);
}

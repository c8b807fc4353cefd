using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>What can be asked for a person in a care room.</summary>
internal static class CareWork
{
    public static readonly Officer CoMensha = new(new("00000099000100007000"), "placing-officer", "partner", People.District);

    /// <summary>Every request with every member that takes text, in an order that the states allow; <c>x</c> where prose goes.</summary>
    /// <param name="change">Sends a body to what is below the track.</param>
    public static async Task EverythingAsync(Func<string, JsonObject, Task<JsonNode>> change, string person)
    {
        await change("safety-checks", Safety(person));
        await change($"participations/{person}/trafficking-assessments", Trafficking());
        await change("reflection-period", Reflection(person));
        await change("reflection-period/endings", new() { ["participationId"] = person, ["reason"] = "criminal-complaint", ["note"] = "x" });
        var proposal = await change("route-proposals", Facts(person));
        await change($"route-proposals/{proposal["id"]}/decisions", new() { ["route"] = "regular-shelter", ["deviation"] = "safety", ["note"] = "x" });
        var request = (string)(await change("shelter-requests", Shelter(person, "regular-shelter")))["id"]!;
        await change($"shelter-requests/{request}/steps", Step("offered"));
        await change("placements", placing_a_victim.Placement(person, "x"));
        await change($"shelter-requests/{request}/steps", Step("transfer"));
        await change("placements", placing_a_victim.Placement(person, "x"));
        await change($"shelter-requests/{request}/steps", Step("outflow"));
        await change("aftercare", Aftercare(person));
        await change($"shelter-requests/{request}/steps", Step("ended"));
        var basis = (string)(await change("legal-bases", new() { ["kind"] = "vital-interest", ["from"] = "2026-01-01", ["note"] = "x" }))["id"]!;
        var registration = await change("comensha-registrations", Registration(person, basis));
        await change($"comensha-registrations/{registration["id"]}/changes", new() { ["type"] = "with-shelter", ["note"] = "x" });
        await change($"participations/{person}/endings", new() { ["reason"] = "role-changed", ["nextRole"] = "witness-complainant", ["note"] = "x" });
    }

    public static JsonObject Safety(string person) => new() { ["participationId"] = person, ["level"] = "threatened", ["needs"] = new JsonArray("safe-place", "interpreter"), ["note"] = "x" };

    public static JsonObject Trafficking() => new()
    {
        ["status"] = "possible-victim",
        ["decidedBy"] = "ngo",
        ["exploitationTypes"] = new JsonArray("labour"),
        ["controlMethods"] = new JsonArray("debt-bondage", "withholds-documents"),
        ["recruitmentMethods"] = new JsonArray("work"),
        ["industry"] = "hospitality",
        ["note"] = "x",
    };

    public static JsonObject Reflection(string person, string kind = "regular") => new() { ["participationId"] = person, ["kind"] = kind };

    public static JsonObject Facts(string person) =>
        new() { ["participationId"] = person, ["ageGroup"] = "adult", ["nationality"] = "foreign", ["residence"] = "reflection-period", ["complexity"] = "unknown" };

    public static JsonObject Shelter(string person, string kind) => new() { ["participationId"] = person, ["shelter"] = kind, ["reason"] = "needs-safe-place", ["note"] = "x" };

    public static JsonObject Step(string step, string reason = "other") => new() { ["step"] = step, ["reason"] = reason, ["note"] = "x" };

    public static JsonObject Aftercare(string person) => new() { ["participationId"] = person, ["kind"] = "housing", ["note"] = "x" };

    public static JsonObject Registration(string person, string basis) => new() { ["participationId"] = person, ["type"] = "registration", ["legalBasisId"] = basis, ["note"] = "x" };

    /// <summary>A case with CoMensha in its care room too, and a person there.</summary>
    public static async Task<(string Track, string Person, string Subject)> PersonInCare(this AppFixture app)
    {
        var address = await app.StaffedCase();
        var track = await app.VictimTrack(address);
        await (await app.As(CaseWork.CaseLead)).Done(address, "members", CaseWork.Membership(CoMensha.Organisation, "care"));
        var person = await (await app.As(CaseWork.CareCoordinator, "care")).Done(track, "participations", rooms_apart.Person("victim"));
        return (track, (string)person["id"]!, (string)person["subjectId"]!);
    }

    public static async Task<(int Status, string Problem, JsonNode Body)> Refused(this HttpClient client, string track, string below, JsonObject body)
    {
        var answer = await client.Change(track, below, body);
        var problem = await answer.JsonAsync();
        return ((int)answer.StatusCode, ((string?)problem["type"] ?? "").Split(':')[^1], problem);
    }
}

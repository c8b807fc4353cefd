using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

internal sealed partial class History
{
    /// <summary>What is arranged for a person in the two care rooms, so that there is something below each of them that can be asked for.</summary>
    private async Task CareAsync(string number, string place)
    {
        var coordinator = $"{place}-care-coordinator";
        var person = (string)(await DoAsync(coordinator, Victims(number), "participations", Participation("V")))["id"]!;
        ids[$"routeProposalIdV{number}"] = (string)(await DoAsync(coordinator, Victims(number), "route-proposals", CareWork.Facts(person)))["id"]!;
        ids[$"shelterRequestIdV{number}"] = (string)(await DoAsync(coordinator, Victims(number), "shelter-requests", CareWork.Shelter(person, "regular-shelter")))["id"]!;
        var basis = (string)(await DoAsync(coordinator, Victims(number), "legal-bases", new() { ["kind"] = "legal-duty", ["from"] = "2026-01-01" }))["id"]!;
        ids[$"comenshaRegistrationIdV{number}"] = (string)(await DoAsync(coordinator, Victims(number), "comensha-registrations", CareWork.Registration(person, basis)))["id"]!;
    }

    /// <summary>Of a person who comes and goes.</summary>
    private async Task HelpGoesOnAsync()
    {
        const string Coordinator = "nijmegen-care-coordinator";
        var person = (string)(await DoAsync(Coordinator, Victims("1"), "participations", Participation("V")))["id"]!;
        await DoAsync("shelter", Victims("1"), "safety-checks", CareWork.Safety(person));
        await DoAsync("shelter", $"{Victims("1")}/participations/{person}", "trafficking-assessments", CareWork.Trafficking(), parent: Victims("1"));
        await DoAsync(Coordinator, Victims("1"), "reflection-period", CareWork.Reflection(person));
        await DoAsync("shelter", Victims("1"), "aftercare", CareWork.Aftercare(person));
        await DoAsync(Coordinator, $"{Victims("1")}/comensha-registrations/{ids["comenshaRegistrationIdV1"]}", "changes", new() { ["type"] = "with-shelter" }, parent: Victims("1"));
        await DoAsync(Coordinator, $"{Victims("1")}/participations/{person}", "endings", new() { ["reason"] = "left" }, parent: Victims("1"));
    }

    private async Task SuspicionEndsAsync()
    {
        var person = (string)(await DoAsync("nijmegen-case-lead", Security("1"), "participations", Participation("X")))["id"]!;
        await DoAsync("nijmegen-case-lead", $"{Security("1")}/participations/{person}", "endings", new() { ["reason"] = "not-involved" }, parent: Security("1"));
    }
}

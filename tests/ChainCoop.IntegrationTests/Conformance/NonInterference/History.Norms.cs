using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Prevention;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

internal sealed partial class History
{
    private static readonly Role[] Accountable = [.. GeneralRoles, Role.Auditor];

    /// <summary>What each municipality does to prevent exploitation, and shows to its council; the GGD takes part in it.</summary>
    private async Task NormsAsync()
    {
        foreach (var (place, municipality, organisation) in (IEnumerable<(string, string, Oin)>)[("nijmegen", "0268", Asker.Nijmegen), ("tiel", "0281", Asker.Tiel)])
        {
            await PreventAsync(place, place, municipality, organisation);
            await AccountAsync(place, place, municipality, organisation);
            Add("code", $"code{place}", municipality, organisation, asker => asker.IsMandatedFor(municipality));
        }

        ids["evidenceId1"] = ids["evidenceIdnijmegen"];
    }

    private IEnumerable<Happening> NextNorms() =>
    [
        new("prevention goes on", asker => IsAccountable(asker, Asker.Nijmegen) || asker.Name == "ggd", async () =>
        {
            await DoAsync("nijmegen-focal-point", $"prevention-activities/{ids["activityIdnijmegen"]}", "results", activities_and_trainings.Results());
            await PreventAsync("nijmegen", "nijmegen2", "0268", Asker.Nijmegen);
        }),
        new("another municipality prevents", asker => IsAccountable(asker, Asker.Tiel) || asker.Name == "ggd", () => PreventAsync("tiel", "tiel2", "0281", Asker.Tiel)),
        new("a signal came out of an inspection", asker => asker.Organisation == Asker.Nijmegen, () => DoAsync("nijmegen-focal-point", Signal("S10"), "origins", new JsonObject { ["inspection"] = "housing" })),
        new("a municipality shows more to its council", asker => IsAccountable(asker, Asker.Nijmegen) || asker.Name == "district-auditor", () => AccountAsync("nijmegen", "nijmegen2", "0268", Asker.Nijmegen)),
        new("another municipality takes evidence back", asker => IsAccountable(asker, Asker.Tiel) || asker.Name == "district-auditor",
            () => DoAsync("tiel-focal-point", $"municipalities/0281/evidence/{ids["evidenceIdtiel"]}", "withdrawals", new JsonObject { ["reason"] = "replaced" })),
    ];

    private static bool IsAccountable(Asker asker, Oin of) => asker.Is(of, Accountable) && asker.IsMandatedFor(MunicipalityOf(of));

    private async Task PreventAsync(string place, string name, string municipality, Oin organisation)
    {
        Add(
            "activityId", $"activityId{name}", await CreatedAsync($"{place}-focal-point", "prevention-activities", activities_and_trainings.Plan(municipality)), organisation,
            asker => IsAccountable(asker, organisation) || asker.Name == "ggd");
        Add("trainingId", $"trainingId{name}", await CreatedAsync($"{place}-focal-point", "trainings", activities_and_trainings.Training(municipality)), organisation, asker => IsAccountable(asker, organisation));
        Add("targetId", $"targetId{name}", await CreatedAsync($"{place}-focal-point", "training-targets", activities_and_trainings.Target(municipality)), organisation, asker => IsAccountable(asker, organisation));
    }

    private async Task AccountAsync(string place, string name, string municipality, Oin organisation) => Add("evidenceId", $"evidenceId{name}", await CreatedAsync(
        $"{place}-focal-point",
        $"municipalities/{municipality}/evidence",
        new JsonObject
        {
            ["element"] = name == place ? "b1-1" : "b2-2",
            ["kind"] = name == place ? "policy-decision" : "publication",
            ["documentReference"] = $"ZAAK-2026-{random.Next(10_000, 99_999)}",
            ["body"] = "council",
            ["decidedOn"] = SubjectDay(-30),
        }), organisation, asker => IsAccountable(asker, organisation));

    private static string SubjectDay(int days) => Privacy.SubjectWork.Day(days);
}

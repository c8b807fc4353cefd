using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Signals;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

internal sealed partial class History
{
    private string followUp = "";

    /// <summary>
    /// Signals of Nijmegen after their assessment: the GGD is asked about one, the police had one that was retracted and has another, and EMM was
    /// told of one.
    /// </summary>
    private async Task FollowUpsAsync()
    {
        foreach (var name in (string[])["F1", "F2", "F3"])
            await SendAsync(name, "nijmegen-focal-point", "0268", asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Name == (name == "F1" ? "emm" : "police"));
        await SendAsync("F7", "nijmegen-focal-point", "0268", asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Name == "emm");
        await SeriousAsync("F1");
        await SeriousAsync("F7");
        await DoAsync("nijmegen-focal-point", Signal("F7"), "notices", new JsonObject { ["to"] = Asker.Find("emm").Organisation.Value });
        foreach (var (number, name) in (IEnumerable<(string, string)>)[("1", "F1"), ("2", "F1"), ("3", "F7")])
            Add("enrichmentRequestId", $"enrichmentRequestId{number}", await AskAsync(name), Asker.Nijmegen, asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Name == "ggd");
        foreach (var name in (string[])["F2", "F3"])
        {
            await AssessAsync(name, "nijmegen-focal-point");
            await DoAsync("nijmegen-focal-point", Signal(name), "outcome", Examples.Outcome("referred", to: Asker.Police.Value));
        }

        foreach (var name in (string[])["F4", "F5", "F8"]) await SendAsync(name, "nijmegen-focal-point", "0268", asker => SeesGeneral(asker, Asker.Nijmegen));
        ids["mergeId1"] = await MergeAsync("F4", "F5");

        // Officers of Nijmegen have the token of an anonymous signal of theirs, and all others one that leads nowhere.
        followUp = await SendAnonymouslyAsync("A1", "nijmegen", "0268", Asker.Nijmegen);
        await SendAnonymouslyAsync("A2", "tiel", "0281", Asker.Tiel);
        foreach (var asker in Asker.All) (await ClientOf(asker)).DefaultRequestHeaders.Add("Follow-Up-Token", asker.Organisation == Asker.Nijmegen ? followUp : $"{followUp[..^4]}AAAA");

        await RetractAsync("F3");
        var retraction = (string)(await old.AskAsync($"select data -> 'retraction' ->> 'id' from chaincoop.mt_doc_signal where id = '{ids["F3"]}'"))!;
        Add("retractionId", "retractionId1", retraction, Asker.Nijmegen, asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Name == "police");
    }

    private IEnumerable<Happening> NextFollowUps() =>
    [
        new("others are asked about a signal, and told of it", asker => asker.Organisation == Asker.Nijmegen || asker.Name is "ggd" or "emm", async () =>
        {
            await AskAsync("F1");
            (await (await ClientOf(Asker.Find("nijmegen-focal-point"))).PostAsync(
                $"enrichment-requests/{await AskAsync("F1")}/withdrawals", new JsonObject { ["reason"] = "known-otherwise", ["note"] = $"Known {random.Next()}." })).EnsureSuccessStatusCode();
            var answers = $"enrichment-requests/{ids["enrichmentRequestId1"]}/answers";
            (await (await ClientOf(Asker.Find("ggd"))).PostAsync(answers, new JsonObject { ["answer"] = "given", ["information"] = $"Known {random.Next()}." })).EnsureSuccessStatusCode();
            await DoAsync("nijmegen-focal-point", Signal("F1"), "notices", new JsonObject { ["to"] = Asker.Find("emm").Organisation.Value });
            var dismissal = Examples.Outcome("dismissed");
            dismissal["note"] = "Not so.";
            await DoAsync("nijmegen-focal-point", Signal("F1"), "outcome", dismissal);
            await DoAsync("nijmegen-focal-point", Signal("F1"), "reopenings", new JsonObject { ["reason"] = "pattern" });
        }),
        new("a reporter is told what became of a signal", asker => asker.Organisation == Asker.Nijmegen, async () =>
        {
            await SendAsync("F6", "nijmegen-focal-point", "0268", asker => SeesGeneral(asker, Asker.Nijmegen));
            await AssessAsync("F6", "nijmegen-focal-point");
            await DoAsync("nijmegen-focal-point", Signal("F6"), "outcome", Examples.Outcome("dismissed"));
            await DoAsync("nijmegen-focal-point", Signal("F6"), "feedback", new JsonObject { ["told"] = "not-acted-upon", ["way"] = "telephone", ["note"] = $"Thank you {random.Next()}." });
        }),
        new("a signal is merged into another, and taken apart again", asker => asker.Organisation == Asker.Nijmegen, async () =>
        {
            await DoAsync("nijmegen-focal-point", Signal("F4"), $"merges/{ids["mergeId1"]}/reversals", []);
            await MergeAsync("F8", "F5");
        }),
        new("an anonymous reporter is asked, and answers", asker => asker.Organisation == Asker.Nijmegen, async () =>
        {
            await (await ClientOf(Asker.Find("nijmegen-focal-point"))).Asked(Signal("A1"), $"Question {random.Next()}?");
            (await App.Anybody().Answer(followUp, ids["questionIdA1"])).EnsureSuccessStatusCode();
        }),
        new("a signal is retracted", asker => asker.Organisation == Asker.Nijmegen || asker.Name == "police", () => RetractAsync("F2")),
    ];

    /// <summary>With a question.</summary>
    /// <returns>The token of who reported it.</returns>
    private async Task<string> SendAnonymouslyAsync(string name, string place, string municipality, Oin owner)
    {
        var client = await ClientOf(Asker.Find($"{place}-focal-point"));
        var (address, token) = await client.SentAnonymously(municipality);
        Add("signalId", name, CaseWork.IdOf(address), owner, asker => SeesGeneral(asker, owner) || asker.Is(owner, Role.PrivacyOfficer));
        Add("questionId", $"questionId{name}", await client.Asked(address), owner, asker => asker.Organisation == owner);
        return token;
    }

    private async Task SeriousAsync(string name)
    {
        var step = Examples.Assessment("w1", "stop");
        step["indicators"]![0]!["code"] = "violence";
        await DoAsync("nijmegen-focal-point", Signal(name), "assessments", step);
    }

    private async Task<string> AskAsync(string name)
    {
        var client = await ClientOf(Asker.Find("nijmegen-focal-point"));
        var body = new JsonObject { ["to"] = Asker.Find("ggd").Organisation.Value, ["question"] = $"Question {random.Next()}?" };
        var answer = await client.PostAsync($"{Signal(name)}/enrichment-requests", body, await client.TagOf(Signal(name)));
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.JsonAsync())["id"]!;
    }

    private async Task<string> MergeAsync(string name, string into)
    {
        var client = await ClientOf(Asker.Find("nijmegen-focal-point"));
        var answer = await client.PostAsync($"{Signal(name)}/merges", new JsonObject { ["into"] = ids[into] }, await client.TagOf(Signal(name)));
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.JsonAsync())["id"]!;
    }

    private async Task RetractAsync(string name) =>
        (await (await ClientOf(Asker.Find("nijmegen-focal-point"))).PostAsync($"{Signal(name)}/retractions", new JsonObject { ["reason"] = "false-report" })).EnsureSuccessStatusCode();
}

using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Sharing;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>One person in a signal is erased; what was disclosed of another one goes on, with its ground.</summary>
public class erasing_beside_disclosures(AppFixture app)
{
    private static readonly Officer Privacy = SharingWork.Somebody("privacy-officer") with { Scopes = "privacy.read privacy.write" };

    [Fact]
    public async Task keeps_why_another_person_was_disclosed_and_not_why_the_erased_one_was()
    {
        await app.AgreementInForce();
        var focalPoint = await app.As(SharingWork.FocalPoint);
        var body = Examples.Signal("0225");
        body["subjects"]!.AsArray().Add(new JsonObject { ["role"] = "possible-victim", ["identifiers"] = new JsonObject { ["familyName"] = "Anderman" } });
        var signal = await focalPoint.Created("signals", body);
        var subjects = (await focalPoint.Read($"signals/{signal}"))["subjects"]!.AsArray().Select(subject => (string)subject!["id"]!).ToList();
        await focalPoint.BasisFor("signalId", signal);
        var (ofErased, ofOther) = (await DisclosedAsync(SharingWork.GgdOin, subjects[0]), await DisclosedAsync(SharingWork.VeiligThuisOin, subjects[1]));

        var version = int.Parse((await focalPoint.TagOf($"signals/{signal}")).Trim('"'), CultureInfo.InvariantCulture);
        var privacy = await app.As(Privacy);
        var erasure = await privacy.Created("erasures", new()
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
            ["recordVersion"] = version,
            ["subjectId"] = subjects[0],
            ["ground"] = "unlawful",
            ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation", ["text"] = "Redacted." }),
        });
        var second = await app.As(new Officer(Privacy.Organisation, "second-privacy-officer-druten", "privacy-officer", Privacy.Municipalities) { Scopes = Privacy.Scopes });
        (await second.PostAsync($"erasures/{erasure}/approvals", "{}", await second.TagOf($"erasures/{erasure}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Wait.ForAsync(app.Database, $"select data ->> 'status' = 'carried-out' from chaincoop.mt_doc_erasure where id = '{erasure}'");

        var kept = await focalPoint.Read($"disclosures/{ofOther}");
        ((string)kept["interest"]!, (string)kept["conditions"]!).ShouldBe(("Somebody may be held there.", "For the joint inspection alone."));
        ((string)(await focalPoint.Read($"disclosures/{ofErased}"))["interest"]!).ShouldBe("[erased]");

        async Task<string> DisclosedAsync(ChainCoop.Shared.Oin receiver, string subject)
        {
            var disclosure = SharingWork.Disclosure("signalId", signal, receiver, "subjects", "identifiers");
            disclosure["subjectId"] = subject;
            return await focalPoint.Created("disclosures", disclosure);
        }
    }
}

using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Audit;

public class reading_decisions(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task ADL_01_there_is_exactly_one_per_decision_denials_too()
    {
        var officer = AuditWork.FocalPoint();
        var client = await app.As(officer, "assessment");
        var signal = await client.Signal();
        await client.Read($"signals/{signal}");
        (await client.PostAsync($"signals/{signal}/acknowledgements", "{}", "\"7\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await (await app.As(officer, "oversight")).GetAsync($"signals/{signal}", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(AuditWork.FocalPoint() with { Role = "operator" }, "oversight")).GetAsync($"signals/{signal}", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Refused before the policy: nothing was decided.
        (await client.PostAsync($"signals/{signal}/acknowledgements", "{}")).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        (await client.GetAsync($"signals/{signal}?unknown=1", token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var auditor = await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"));
        var decisions = await auditor.Items($"audit/decisions?resource={signal}");
        decisions.Select(Line).ShouldBe(
        [
            "signal.read False hide no-mandated-role-in-room", "signal.read False forbid purpose-not-allowed", "signal.acknowledge True allow", "signal.read True allow",
            "signal.receive True allow",
        ]);
        decisions.Select(decision => $"{decision["traceId"]} {decision["spanId"]}").ShouldBeUnique();
        (await auditor.Items($"audit/decisions?resource={signal}&effect=forbid")).Select(Line).ShouldBe(["signal.read False forbid purpose-not-allowed"]);
        (await auditor.Items($"audit/decisions?resource={signal}&action=signal.receive")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task they_have_the_form_of_AuthZEN()
    {
        var officer = AuditWork.FocalPoint();
        var client = await app.As(officer, "assessment");
        var signal = await client.Signal();
        var response = await client.GetAsync("signals", token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await client.Read($"signals/{signal}");

        var auditor = await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"));
        var decision = (await auditor.Items($"audit/decisions?resource={signal}&action=signal.read")).ShouldHaveSingleItem();
        ((string)decision["traceId"]!).Length.ShouldBe(32);
        ((string)decision["spanId"]!).Length.ShouldBe(16);
        ((string)decision["policyVersion"]!).ShouldBe(ChainCoop.Access.Policy.Version);
        var request = decision["request"]!;
        ((string)request["subject"]!["type"]!).ShouldBe("officer");
        ((string)request["subject"]!["id"]!).ShouldNotBe(officer.Id);
        ((string)request["subject"]!["properties"]!["organisation"]!).ShouldBe(AuditWork.WestBetuweOin.Value);
        ((string)request["subject"]!["properties"]!["roles"]![0]!).ShouldBe("focal-point");
        ((string)request["action"]!["name"]!).ShouldBe("signal.read");
        ((string)request["resource"]!["type"]!).ShouldBe("signal");
        ((string)request["resource"]!["id"]!).ShouldBe(signal);
        ((string)request["resource"]!["properties"]!["municipality"]!).ShouldBe("1960");
        ((string)request["context"]!["purpose"]!).ShouldBe("assessment");
        request["context"]!["time"].ShouldNotBeNull();
        ((bool)decision["response"]!["decision"]!).ShouldBeTrue();
        decision["response"]!["context"]!["reasons"]!.AsArray().Select(reason => (string)reason!).ShouldBe(["grant-owner", "role-focal-point"]);

        // A list is about no resource in particular.
        var list = (await auditor.Items("audit/decisions?action=signal.list")).First(item => (string)item["request"]!["subject"]!["id"]! == (string)request["subject"]!["id"]!);
        list["request"]!["resource"]!["id"].ShouldBeNull();
    }

    private static string Line(JsonNode decision)
    {
        var allowed = (bool)decision["response"]!["decision"]!;
        var context = decision["response"]!["context"]!;
        return $"{decision["request"]!["action"]!["name"]} {allowed} {context["effect"]}{(allowed ? "" : " " + string.Join(' ', context["reasons"]!.AsArray().Select(reason => (string)reason!)))}";
    }
}

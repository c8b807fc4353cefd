using System.Net;
using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>Tasks and goals are found again by the reference that an organisation's own system gave them.</summary>
public class own_references_in_cases(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task lead_to_the_case_and_stand_at_the_item_for_their_organisation_alone()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var police = await app.As(People.Police);
        var address = await OpenCaseAsync(lead);
        var (task, goal) = (Reference(), Reference());
        var taskId = (string)(await lead.Done(address, "tasks", Task(task)))["id"]!;
        var plan = await lead.Done(address, "plan", Plan(goal));

        foreach (var reference in new[] { task, goal })
        {
            (await lead.Read($"cases?externalReference={reference}"))["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(CaseWork.IdOf(address));
            (await police.Read($"cases?externalReference={reference}"))["items"]!.AsArray().ShouldBeEmpty();
        }
        (await lead.Read($"cases?externalReference={Reference()}"))["items"]!.AsArray().ShouldBeEmpty();

        var view = await lead.Read(address);
        ((string)view["tasks"]!.AsArray().Single(each => (string)each!["id"]! == taskId)!["externalReference"]!).ShouldBe(task);
        ((string)view["plan"]!["goals"]![0]!["externalReference"]!).ShouldBe(goal);
        (await police.Read(address)).ToJsonString().ShouldNotContain("externalReference");

        // A plan that replaces it keeps the reference of the goal that goes on.
        var again = Plan(null);
        again["goals"]![0]!["id"] = (string)plan["goals"]![0]!;
        await lead.Done(address, "plan", again);
        ((string)(await lead.Read(address))["plan"]!["goals"]![0]!["externalReference"]!).ShouldBe(goal);
        (await lead.Read($"cases?externalReference={goal}"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task are_for_one_task_or_goal_of_the_organisation()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var (one, other) = (await OpenCaseAsync(lead), await OpenCaseAsync(lead));
        var reference = Reference();
        var key = Guid.NewGuid().ToString();
        var tag = await lead.TagOf(one);
        var first = await lead.PostAsync($"{one}/tasks", Task(reference), tag, key);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);

        // A repetition is no second one.
        var repeated = await lead.PostAsync($"{one}/tasks", Task(reference), tag, key);
        (await repeated.Content.ReadAsStringAsync(token)).ShouldBe(await first.Content.ReadAsStringAsync(token));
        await RefusedAsync(lead.Change(one, "tasks", Task(reference)));
        await RefusedAsync(lead.Change(other, "tasks", Task(reference)));
        await RefusedAsync(lead.Change(other, "plan", Plan(reference)));
        (await lead.Read(other))["tasks"]!.AsArray().ShouldBeEmpty();

        static async Task RefusedAsync(Task<HttpResponseMessage> request)
        {
            var refused = await request;
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            var problem = await refused.JsonAsync();
            ((string)problem["type"]!).ShouldBe("urn:chaincoop:problem:item-reference-in-use");
            ((string)problem["detail"]!).ShouldContain("/v1/cases?externalReference=");
        }
    }

    [Fact]
    public async Task hold_no_number_of_a_person()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await OpenCaseAsync(lead);
        await FaultAsync(lead.Change(address, "tasks", Task("123456782")), "/externalReference");
        await FaultAsync(lead.Change(address, "plan", Plan("1999-05-04")), "/goals/0/externalReference");
        var twice = Reference();
        var plan = Plan(twice);
        plan["goals"]!.AsArray().Add(plan["goals"]![0]!.DeepClone());
        await FaultAsync(lead.Change(address, "plan", plan), "/goals");
        await FaultAsync(lead.GetAsync("cases?externalReference=0612345678", token), "query:externalReference");

        static async Task FaultAsync(Task<HttpResponseMessage> request, string pointer)
        {
            var refused = await request;
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            ((string)(await refused.JsonAsync())["errors"]!.AsArray().ShouldHaveSingleItem()!["pointer"]!).ShouldBe(pointer);
        }
    }

    [Fact]
    public async Task two_at_the_same_moment_give_one()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var cases = new[] { await OpenCaseAsync(lead), await OpenCaseAsync(lead), await OpenCaseAsync(lead) };
        var reference = Reference();
        var answers = await System.Threading.Tasks.Task.WhenAll(cases.Select(address => lead.Change(address, "tasks", Task(reference))));
        answers.Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.Conflict]);
    }

    private static async Task<string> OpenCaseAsync(HttpClient lead)
    {
        var address = await lead.ProposedCase();
        await lead.Done(address, "screenings", new JsonObject { ["conclusion"] = "accepted", ["criteria"] = new JsonArray("several-chains-needed") });
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general"));
        return address;
    }

    private static string Reference() => $"Z-{Guid.NewGuid():D}";

    private static JsonObject Task(string reference) =>
        new() { ["kind"] = "inspection", ["organisation"] = People.PoliceOin.Value, ["dueOn"] = "2050-03-20", ["externalReference"] = reference };

    private static JsonObject Plan(string? reference)
    {
        var goal = new JsonObject { ["kind"] = "victim-safe" };
        if (reference is not null) goal["externalReference"] = reference;
        return new JsonObject { ["goals"] = new JsonArray(goal) };
    }
}

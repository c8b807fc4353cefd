using System.Net;
using ChainCoop.IntegrationTests.Signals;

namespace ChainCoop.IntegrationTests.Cases;

public class a_case_that_grows_from_a_signal(AppFixture app)
{
    [Fact]
    public async Task is_proposed_by_who_has_the_signal_and_not_by_who_sent_it_or_sees_nothing_of_it()
    {
        var police = await app.As(People.Police);
        var nijmegen = await app.As(People.Nijmegen);
        var signal = await Sent(police);

        await ShouldBeInvalid(police.PostAsync("cases", CaseWork.Proposal(fromSignal: signal)));
        await ShouldBeInvalid((await app.As(People.Tiel)).PostAsync("cases", CaseWork.Proposal("0281", signal)));

        var posted = await nijmegen.PostAsync("cases", CaseWork.Proposal(fromSignal: signal));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        ((string)(await nijmegen.Read($"cases/{(await posted.JsonAsync())["id"]}"))["fromSignal"]!).ShouldBe(signal);
    }

    [Fact]
    public async Task is_of_the_municipality_of_the_signal() =>
        await ShouldBeInvalid((await app.As(People.Nijmegen)).PostAsync("cases", CaseWork.Proposal("0281", await Sent(await app.As(People.Police)))));

    [Fact]
    public async Task is_proposed_by_who_accepted_a_referral_and_not_before()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var shelter = await app.As(CaseWork.Shelter);
        var signal = await Sent(await app.As(SignalWork.Inspectorate));
        await nijmegen.Done($"signals/{signal}", "assessments", Examples.Assessment("w1", "stop"));
        await nijmegen.Done($"signals/{signal}", "outcome", Examples.Outcome("referred", CaseWork.ShelterOin.Value));

        await ShouldBeInvalid(shelter.PostAsync("cases", CaseWork.Proposal(fromSignal: signal)));
        await shelter.Done($"signals/{signal}", "referral-answers", new() { ["answer"] = "accepted" });
        (await shelter.PostAsync("cases", CaseWork.Proposal(fromSignal: signal))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task is_the_only_one()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var proposed = await Sent(await app.As(People.Police), "urgent");
        (await nijmegen.PostAsync("cases", CaseWork.Proposal(fromSignal: proposed))).StatusCode.ShouldBe(HttpStatusCode.Created);
        await ShouldConflict(nijmegen.PostAsync("cases", CaseWork.Proposal(fromSignal: proposed)), "received");
        await ShouldConflict(nijmegen.Change($"signals/{proposed}", "outcome", Examples.Outcome("escalated")), "received");

        var escalated = await Sent(await app.As(People.Police), "urgent");
        await nijmegen.Done($"signals/{escalated}", "outcome", Examples.Outcome("escalated"));
        await ShouldConflict(nijmegen.PostAsync("cases", CaseWork.Proposal(fromSignal: escalated)), "escalated");
    }

    [Fact]
    public async Task is_the_only_one_also_when_several_are_proposed_at_once()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var signal = await Sent(await app.As(People.Police), "urgent");
        var tag = await nijmegen.TagOf($"signals/{signal}");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => nijmegen.PostAsync("cases", CaseWork.Proposal(fromSignal: signal)))
                .Append(nijmegen.PostAsync($"signals/{signal}/outcome", Examples.Outcome("escalated"), tag)));

        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
        answers.Where(answer => !answer.IsSuccessStatusCode).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Conflict);
    }

    private static async Task<string> Sent(HttpClient sender, string urgency = "normal") =>
        (string)(await (await sender.PostAsync("signals", Examples.Signal(urgency: urgency))).JsonAsync())["id"]!;

    private static async Task ShouldBeInvalid(Task<HttpResponseMessage> request)
    {
        var refused = await request;
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await refused.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe("/fromSignal");
    }

    private static async Task ShouldConflict(Task<HttpResponseMessage> request, string state)
    {
        var refused = await request;
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await refused.JsonAsync();
        ((string)problem["type"]!).ShouldBe("urn:chaincoop:problem:state-forbids");
        ((string)problem["state"]!).ShouldBe(state);
    }
}

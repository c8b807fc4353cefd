using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

/// <summary>Assessments, outcomes and answers to referrals are found again by the reference that an organisation's own system gave them.</summary>
[Collection(ProtocolTests.Name)]
public class own_references_of_steps(ProtocolApp protocol)
{
    [Fact]
    public async Task lead_to_the_signal_and_stand_at_the_step_for_their_organisation_alone()
    {
        var neder = await protocol.App.As(FocalPoint);
        var inspectorate = await protocol.App.As(Inspectorate);
        var address = await neder.Sent();
        var (assessment, outcome, answer) = (Reference(), Reference(), Reference());
        await neder.Done(address, "assessments", Step("w1", "debts", "stop").With("externalReference", assessment));
        await neder.Done(address, "outcome", Referral().With("externalReference", outcome));
        await inspectorate.Done(address, "referral-answers", Accepted().With("externalReference", answer));

        foreach (var (own, other, reference) in new[] { (neder, inspectorate, assessment), (neder, inspectorate, outcome), (inspectorate, neder, answer) })
        {
            (await own.Read($"signals?externalReference={reference}"))["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(address[8..]);
            (await other.Read($"signals?externalReference={reference}"))["items"]!.AsArray().ShouldBeEmpty();
        }

        var mine = await neder.Read(address);
        ((string)mine["assessment"]![0]!["externalReference"]!).ShouldBe(assessment);
        mine["outcomes"]!.AsArray().Select(each => (string?)each!["externalReference"]).ShouldBe([outcome, null]);
        var theirs = await inspectorate.Read(address);
        theirs["assessment"]![0]!["externalReference"].ShouldBeNull();
        theirs["outcomes"]!.AsArray().Select(each => (string?)each!["externalReference"]).ShouldBe([null, answer]);
    }

    [Theory]
    [InlineData("dismissed"), InlineData("escalated"), InlineData("further-analysis"), InlineData("linked")]
    public async Task stand_at_every_kind_of_outcome(string kind)
    {
        var neder = await protocol.App.As(FocalPoint);
        var address = await neder.Sent();
        await neder.Stopped(address);
        var body = Examples.Outcome(kind);
        if (kind == "linked")
        {
            var other = await neder.Sent();
            await neder.Stopped(other);
            body["caseId"] = (string)(await neder.Done(other, "outcome", Examples.Outcome("escalated")))["caseId"]!;
        }

        var reference = Reference();
        await neder.Done(address, "outcome", body.With("externalReference", reference));

        ((string)(await neder.Read(address))["outcomes"]![0]!["externalReference"]!).ShouldBe(reference);
    }

    [Fact]
    public async Task stand_at_an_answer_that_declines()
    {
        var neder = await protocol.App.As(FocalPoint);
        var inspectorate = await protocol.App.As(Inspectorate);
        var address = await neder.Sent();
        await neder.Stopped(address);
        await neder.Done(address, "outcome", Referral());
        var reference = Reference();
        await inspectorate.Done(address, "referral-answers", Accepted().With("answer", "declined").With("reason", "task-of-partner").With("externalReference", reference));

        // Who declined sees the signal no more, and finds it no more.
        (await inspectorate.Read($"signals?externalReference={reference}"))["items"]!.AsArray().ShouldBeEmpty();
        (await neder.Read(address)).ToJsonString().ShouldNotContain(reference);
        await Refused(inspectorate.PostAsync("signals", Examples.Signal(Neder, "normal").With("externalReference", reference)), HttpStatusCode.Conflict, "reference-in-use");
    }

    [Fact]
    public async Task are_for_one_signal_or_step_of_the_organisation()
    {
        var neder = await protocol.App.As(FocalPoint);
        var inspectorate = await protocol.App.As(Inspectorate);
        var reference = Reference();
        var (one, other) = (await neder.Sent(), await neder.Sent());
        var key = Guid.NewGuid().ToString();
        var tag = await neder.TagOf(one);
        var step = Step("w1", "debts", "stop").With("externalReference", reference);
        var first = await neder.PostAsync($"{one}/assessments", step, tag, key);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);

        // A repetition is no second one.
        (await (await neder.PostAsync($"{one}/assessments", step, tag, key)).Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        await Refused(neder.Change(other, "assessments", step), HttpStatusCode.Conflict, "reference-in-use");
        await Refused(neder.Change(one, "outcome", Referral().With("externalReference", reference)), HttpStatusCode.Conflict, "reference-in-use");
        await Refused(neder.PostAsync("signals", Examples.Signal(Neder, "normal").With("externalReference", reference)), HttpStatusCode.Conflict, "reference-in-use");
        (await neder.Read(other))["assessment"]!.AsArray().ShouldBeEmpty();

        // Another organisation may call its own like that.
        await neder.Done(one, "outcome", Referral());
        await inspectorate.Done(one, "referral-answers", Accepted().With("externalReference", reference));
    }

    [Fact]
    public async Task hold_no_number_of_a_person()
    {
        var neder = await protocol.App.As(FocalPoint);
        var address = await neder.Sent();
        await Faulty(neder.Change(address, "assessments", Step("w1", "debts", "stop").With("externalReference", "123456782")), "/externalReference");
        await Faulty(neder.Change(address, "outcome", Examples.Outcome("dismissed").With("externalReference", "1999-05-04")), "/externalReference");
        await Faulty(neder.Change(address, "referral-answers", Accepted().With("externalReference", "0612345678")), "/externalReference");
    }

    private static JsonObject Referral() => Examples.Outcome("referred").With("to", InspectorateOin.Value);

    private static JsonObject Accepted() => new() { ["answer"] = "accepted" };

    private static string Reference() => $"Z-{Guid.NewGuid():D}";
}

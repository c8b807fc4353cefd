using System.Net;
using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Privacy;

public sealed partial class what_leaks
{
    /// <summary>The token is looked for as well, whatever part of it.</summary>
    private async Task FollowUpAnonymouslyAsync()
    {
        var anonymous = Examples.Signal("0225");
        anonymous["reporter"] = new JsonObject { ["kind"] = "anonymous" };
        var receipt = await (await (await AsAsync(FocalPoint)).PostAsync("/v1/signals", anonymous)).JsonAsync();
        var signal = $"/v1/signals/{receipt["id"]}";
        followUp = (string)receipt["followUpToken"]!;
        var question = (string)(await ChangeAsync($"{signal}/questions", signal, new JsonObject { ["text"] = "x" }))["id"]!;
        http.DefaultRequestHeaders.Authorization = null;
        http.DefaultRequestHeaders.Add("Follow-Up-Token", followUp);
        (await http.PostAsync("/v1/follow-up/answers", new { questionId = question, text = "x" })).EnsureSuccessStatusCode();
        ((string)(await (await http.GetAsync("/v1/follow-up", token)).JsonAsync())["questions"]![0]!["state"]!).ShouldBe("answered");
        (await http.PostAsync("/v1/follow-up/answers", new { questionId = question, text = "x" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        http.DefaultRequestHeaders.Remove("Follow-Up-Token");
    }
}

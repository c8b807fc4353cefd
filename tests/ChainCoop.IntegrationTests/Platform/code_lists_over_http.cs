using System.Net;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Platform;

public sealed class code_lists_over_http(AppFixture app)
{
    [Fact]
    public async Task anybody_reads_all_of_them()
    {
        var client = app.Host.Server.CreateClient();
        var page = await (await client.GetAsync("/v1/code-lists", TestContext.Current.CancellationToken)).JsonAsync();

        page["items"]!.AsArray().Select(list => (string)list!["id"]!).ShouldBe(CodeLists.All.Select(list => list.Name));

        var purposes = await (await client.GetAsync("/v1/code-lists/purposes", TestContext.Current.CancellationToken)).JsonAsync();
        purposes["items"]!.AsArray().Select(item => (string)item!["code"]!).ShouldContain("assessment");
        (await client.GetAsync("/v1/code-lists/nothing", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}

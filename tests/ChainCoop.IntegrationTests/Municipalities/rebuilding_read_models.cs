using ChainCoop.Municipalities;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Municipalities;

/// <summary>Alone, because nobody else may write while content is compared.</summary>
[CollectionDefinition(nameof(rebuilding_read_models), DisableParallelization = true)]
[Collection(nameof(rebuilding_read_models))]
public class rebuilding_read_models(AppFixture app)
{
    private static readonly Officer Heumen = new(new("00000099000000252000"), "focal-point-heumen", "focal-point", ["0252"]);

    [Fact]
    public async Task makes_identical_content_again_also_of_what_was_spoilt()
    {
        var heumen = await app.As(Heumen);
        var id = await app.SignalFromThePast(Heumen, days: 3);
        (await heumen.PostAsync($"signals/{id}/acknowledgements", new { }, ifMatch: "\"1\"")).EnsureSuccessStatusCode();
        await heumen.UpToNow("municipalities/0252/overview");
        var before = await HashAsync();

        await using (var spoil = app.Database.CreateCommand("delete from municipalities.deadlines; update municipalities.caseload set status = 'lost'"))
            await spoil.ExecuteNonQueryAsync();
        (await HashAsync()).ShouldNotBe(before);
        List<(long Done, long All)> steps = [];
        var rebuilt = await RunAsync((done, all) => steps.Add((done, all)));

        (await HashAsync()).ShouldBe(before);
        rebuilt.Events.ShouldBeGreaterThan(0);
        steps[^1].Done.ShouldBe(steps[^1].All);
    }

    [Fact]
    public async Task disturbs_no_server_that_goes_on()
    {
        var heumen = await app.As(Heumen);
        var rebuilds = Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++) await RunAsync((_, _) => { });
        });
        List<string> sent = [];
        do
        {
            var posted = await heumen.PostAsync("signals", Examples.Signal("0252"));
            posted.EnsureSuccessStatusCode();
            sent.Add((string)(await posted.JsonAsync())["id"]!);
        } while (!rebuilds.IsCompleted);
        await rebuilds;

        var shown = await heumen.UpToNow("municipalities/0252/overview");
        ((int)shown["rooms"]![0]!["counts"]!.AsArray().Single(count => (string)count!["status"]! == "received")!["count"]!).ShouldBeGreaterThanOrEqualTo(sent.Count);
        var before = await HashAsync();
        await RunAsync((_, _) => { });
        (await HashAsync()).ShouldBe(before);
    }

    private Task<Rebuilt> RunAsync(Action<long, long> progress) =>
        Rebuild.RunAsync(app.Host.Services.GetRequiredService<IDocumentStore>(), app.Database, progress, CancellationToken.None);

    private Task<string> HashAsync() => Rebuild.HashAsync(app.Database, CancellationToken.None);
}

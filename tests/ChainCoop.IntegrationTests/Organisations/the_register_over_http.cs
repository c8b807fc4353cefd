using System.Net;

namespace ChainCoop.IntegrationTests.Organisations;

public class the_register_over_http(AppFixture app)
{
    [Fact]
    public async Task names_the_municipalities_and_the_partners()
    {
        var police = await app.As(People.Police);

        var municipalities = (await (await police.GetAsync("municipalities")).JsonAsync())["items"]!.AsArray();
        municipalities.Select(item => (string)item!["code"]!).ShouldBe(People.District, ignoreOrder: true);
        var organisations = (await (await police.GetAsync("organisations")).JsonAsync())["items"]!.AsArray();
        organisations.Count.ShouldBe(14 + 15);

        var nijmegen = await (await police.GetAsync("municipalities/0268")).JsonAsync();
        ((string)nijmegen["oin"]!).ShouldBe(People.NijmegenOin.Value);
        ((string)(await (await police.GetAsync($"organisations/{People.NijmegenOin}")).JsonAsync())["municipality"]!).ShouldBe("0268");
    }

    [Fact]
    public async Task does_not_know_others()
    {
        var police = await app.As(People.Police);
        (await police.GetAsync("municipalities/0363")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await police.GetAsync("organisations/00000099000009999000")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}

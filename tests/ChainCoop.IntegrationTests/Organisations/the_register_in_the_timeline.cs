using ChainCoop.Organisations;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChainCoop.IntegrationTests.Organisations;

public class the_register_in_the_timeline(AppFixture app)
{
    [Fact]
    public async Task is_there_from_the_first_start_and_only_once()
    {
        var store = app.Host.Services.GetRequiredService<IDocumentStore>();
        await new SeedAtStart(store, TimeProvider.System, NullLogger<SeedAtStart>.Instance).StartAsync(TestContext.Current.CancellationToken);

        await using var session = store.QuerySession();
        var registered = await session.Events.QueryRawEventDataOnly<OrganisationRegistered>().ToListAsync(TestContext.Current.CancellationToken);
        registered.Select(e => e.Oin).ShouldBe(OrganisationRegister.Current.Organisations.Select(organisation => organisation.Oin), ignoreOrder: true);
    }
}

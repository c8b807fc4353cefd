using ChainCoop.Shared;
using JasperFx;
using Marten;
using Marten.Exceptions;

namespace ChainCoop.Organisations;

/// <summary>What the timeline knows of an organisation.</summary>
/// <param name="Until">First day on which it takes part no longer; null: no limit.</param>
public sealed record RegisteredOrganisation(OrganisationId Id, Oin Oin, DateOnly? Until)
{
    public long Version { get; init; }

    public static RegisteredOrganisation Create(OrganisationRegistered e) => new(e.OrganisationId, e.Oin, null);

    public RegisteredOrganisation Apply(OrganisationEnded e) => this with { Until = e.Until };
}

/// <summary>At start, tells the timeline what the register says and the timeline does not know yet.</summary>
internal sealed partial class SeedAtStart(IDocumentStore store, TimeProvider clock, ILogger<SeedAtStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var session = store.LightweightSession();
        var known = (await session.Query<RegisteredOrganisation>().ToListAsync(cancellationToken)).ToDictionary(organisation => organisation.Oin);
        var missing = Seed.Events(
            OrganisationRegister.Current, known.ToDictionary(pair => pair.Key, pair => pair.Value.Until), clock.GetUtcNow());
        foreach (var stream in missing.GroupBy(item => item.Stream, item => item.Event))
        {
            if (known.Values.FirstOrDefault(organisation => organisation.Id == stream.Key) is { } organisation)
                session.Events.Append(stream.Key.Value, organisation.Version + stream.Count(), stream);
            else
                session.Events.StartStream<RegisteredOrganisation>(stream.Key.Value, stream);
        }

        try
        {
            await session.SaveChangesAsync(cancellationToken);
            if (missing.Count > 0)
                Seeded(log, missing.Count);
        }
        catch (Exception lost) when (lost is ExistingStreamIdCollisionException or ConcurrencyException)
        {
            // Another node started at the same moment and was first; it had the same to say.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "The register of organisations was new in {Count} events")]
    private static partial void Seeded(ILogger log, int count);
}

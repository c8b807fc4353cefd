using ChainCoop.Access;
using ChainCoop.IntegrationTests.Access;
using ChainCoop.Privacy.Holds;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>
/// The program on a database that gets the facts of another, one after the other, as commands would commit them: at any moment it is what
/// the other was when it had no more.
/// </summary>
internal sealed class Rebuilt(AppFixture origin, AppFixture app, MovedClock clock) : IAsyncDisposable
{
    private readonly HashSet<Guid> begun = [];
    private List<(IEvent Event, string State)> rest = [];

    public AppFixture App => app;

    public MovedClock Clock => clock;

    public static async Task<Rebuilt> OfAsync(AppFixture origin, DateTimeOffset start, string keys)
    {
        var clock = new MovedClock(start);
        var app = await AppFixture.OnAsync(
            await ThrowAwayCluster.NewDatabaseAsync(), keys, more: web => web.ConfigureServices(services => services.AddSingleton<TimeProvider>(clock)));
        var rebuilt = new Rebuilt(origin, app, clock);
        await rebuilt.BeginAsync();
        return rebuilt;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Goes on to the event with this sequence, and to this instant.</summary>
    public async Task AdvanceAsync(long sequence, DateTimeOffset instant)
    {
        var next = rest.TakeWhile(one => one.Event.Sequence <= sequence).ToList();
        rest = rest[next.Count..];
        foreach (var page in next.Chunk(200))
        {
            await using var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
            foreach (var (@event, state) in page)
            {
                if (begun.Add(@event.StreamId)) session.Events.StartStream(TypeOf(state), @event.StreamId, @event.Data);
                else session.Events.Append(@event.StreamId, @event.Data);
                Grants.Fold(session, @event.Data);
                Mandates.Fold(session, @event.Data);
                LegalHolds.Fold(session, @event.Data);
            }

            await session.SaveChangesAsync();
        }

        clock.Advance(instant - clock.GetUtcNow());
        await Wait.ForAsync(app.Database, "select event_seq >= (select max(seq_id) from chaincoop.mt_events) from municipalities.progress");
    }

    private async Task BeginAsync()
    {
        await using var session = origin.Host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var events = await session.Events.QueryAllRawEvents().OrderBy(@event => @event.Sequence).ToListAsync();
        Dictionary<Guid, string> states = [];
        await using (var streams = origin.Database.CreateCommand("select id, type from chaincoop.mt_streams where type is not null"))
        {
            await using var reader = await streams.ExecuteReaderAsync();
            while (await reader.ReadAsync()) states[reader.GetGuid(0)] = reader.GetString(1);
        }

        // It began with the register of organisations as well.
        await using var own = app.Host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var registered = (await own.Events.QueryAllRawEvents().ToListAsync()).Select(@event => @event.StreamId).ToHashSet();
        rest = [.. events.Where(@event => !registered.Contains(@event.StreamId)).Select(@event => (@event, states.GetValueOrDefault(@event.StreamId) ?? throw new InvalidOperationException(@event.EventTypeName)))];

        // What is in the vault is the same.
        await using var from = await origin.Database.OpenConnectionAsync();
        await using var to = await app.Database.OpenConnectionAsync();
        await using (var payloads = await from.BeginRawBinaryCopyAsync("copy vault.payloads to stdout (format binary)"))
        await using (var copy = await to.BeginRawBinaryCopyAsync("copy vault.payloads from stdin (format binary)"))
            await payloads.CopyToAsync(copy);
    }

    private static Type TypeOf(string alias) =>
        typeof(Program).Assembly.GetTypes().Single(type => type.Name.Equals(alias.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase) && !type.IsNested && type.IsClass);
}

using ChainCoop.Reports;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Marten.Subscriptions;

namespace ChainCoop.Municipalities;

/// <summary>A page of events in strict order, with the session whose commit also moves the progress. Never serialised.</summary>
public sealed record MunicipalityPage(IReadOnlyList<IEvent> Events, IDocumentOperations Operations);

/// <summary>Its name is the key of its progress: renaming it would replay everything.</summary>
internal sealed class MunicipalityPages : BatchSubscription
{
    public MunicipalityPages() : base("municipalities")
    {
        Options.BatchSize = 1000;
        Options.MaximumHopperSize = 5000;
        Options.SubscribeFromSequence(0);
    }

    public override Task ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, IMessageBus bus, CancellationToken cancellationToken) =>
        bus.InvokeAsync(new MunicipalityPage(page.Events, operations), cancellationToken);
}

/// <summary>Keeps caseload and deadlines of the municipalities, and what is counted of them, up to the timeline.</summary>
public static class MunicipalityPageHandler
{
    public static async Task Handle(MunicipalityPage page, NpgsqlDataSource source, CancellationToken token)
    {
        if (page.Events.Count == 0) return;
        await using var connection = await source.OpenConnectionAsync(token);
        await using var read = new NpgsqlCommand("select generation from municipalities.progress", connection);
        var generation = (int)(await read.ExecuteScalarAsync(token))!;
        page.Operations.QueueSqlCommand(
            """
            update municipalities.progress
            set event_seq = ?,
                generation = case when generation = ? then generation end -- null, and so an error, when a rebuild came in between
            """,
            page.Events[^1].Sequence, generation);
        var events = page.Events.Select(@event => (@event.Data, @event.Sequence)).ToList();
        await CaseloadTables.Live.ProjectAsync(events, connection, page.Operations, token);
        await FactTables.Live.ProjectAsync(events, connection, page.Operations, token);
    }
}

using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Marten.Subscriptions;

namespace ChainCoop.Privacy.Retention;

/// <summary>A page of events in strict order, with the session whose commit also moves the progress. Never serialised.</summary>
public sealed record RetentionPage(IReadOnlyList<IEvent> Events, IDocumentOperations Operations);

/// <summary>Its name is the key of its progress: renaming it would replay everything.</summary>
internal sealed class RetentionPages : BatchSubscription
{
    public RetentionPages() : base("retention")
    {
        Options.BatchSize = 1000;
        Options.MaximumHopperSize = 5000;
        Options.SubscribeFromSequence(0);
    }

    public override Task ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, IMessageBus bus, CancellationToken cancellationToken) =>
        bus.InvokeAsync(new RetentionPage(page.Events, operations), cancellationToken);
}

/// <summary>Keeps the days of destruction up to the timeline.</summary>
public static class RetentionPageHandler
{
    public static async Task Handle(RetentionPage page, NpgsqlDataSource source, CancellationToken token)
    {
        if (page.Events.Count == 0) return;
        await using var connection = await source.OpenConnectionAsync(token);
        int generation;
        RetentionVersion rules;
        await using (var read = new NpgsqlCommand("select generation, rules from privacy.retention_progress", connection))
        await using (var reader = await read.ExecuteReaderAsync(token))
        {
            await reader.ReadAsync(token);
            generation = reader.GetInt32(0);
            rules = RetentionRules.Current.Find(reader.GetString(1));
        }
        page.Operations.QueueSqlCommand(
            """
            update privacy.retention_progress
            set event_seq = ?,
                generation = case when generation = ? then generation end -- null, and so an error, when a rebuild or other rules came in between
            """,
            page.Events[^1].Sequence, generation);
        await RetentionTables.Live.ProjectAsync(page.Events.Select(@event => @event.Data), rules, connection, page.Operations, token);
    }
}

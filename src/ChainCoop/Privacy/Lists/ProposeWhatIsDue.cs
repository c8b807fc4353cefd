using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Runtime;

namespace ChainCoop.Privacy.Lists;

/// <summary>
/// At start and once a day: proposes lists of everything that is due and on none, as nobody. Dismissed signals of a
/// municipality with a standing approval in force are approved by it at once. A transaction per list, and one node at a time.
/// </summary>
internal sealed partial class ProposeWhatIsDue(
    IDocumentStore store, IWolverineRuntime runtime, NpgsqlDataSource source, TimeProvider clock, ILogger<ProposeWhatIsDue> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var daily = new PeriodicTimer(TimeSpan.FromDays(1), clock);
        do
        {
            try
            {
                var proposed = await ProposeAsync(stoppingToken);
                if (proposed > 0) LogProposed(proposed);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogLater(failure.GetType().Name);
            }
        }
        while (await daily.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>How many lists.</returns>
    internal async Task<int> ProposeAsync(CancellationToken token)
    {
        var lists = 0;
        while (await ProposeOneAsync(token)) lists++;
        return lists;
    }

    /// <returns>False: nothing is due, or another node does it.</returns>
    private async Task<bool> ProposeOneAsync(CancellationToken token)
    {
        await using var session = store.LightweightSession();
        await session.BeginTransactionAsync(token);
        await using (var alone = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended('privacy.listed_records', 0))", session.Connection))
        {
            if (await alone.ExecuteScalarAsync(token) is not true) return false;
        }

        var now = clock.GetUtcNow();
        if (await DueRecords.NextGroupAsync(source, now, token) is not { } group) return false;
        var state = await RetentionState.ReadAsync(source, token);
        var due = await DueRecords.UnlistedAsync(source, group, DutchTime.DayOf(now), now, alsoKept: false, token);
        var decision = ProposeDestructionListEndpoint.Decide(DestructionListId.New(), group, state, due, null, now);
        if (decision.Refusal is not null) return false;
        if (group.Standing is { } standing) decision = await ApprovedAsync(session.Connection!, decision, standing, now, token);

        foreach (var start in decision.Starts)
        {
            session.Events.StartStream(start.State, start.Id, start.Events);
            foreach (var @event in start.Events)
            {
                Grants.Fold(session, @event);
                ListedRecords.Fold(session, @event);
            }
        }

        var outbox = new MartenOutbox(runtime, session);
        foreach (var timer in decision.Timers)
            await (timer.At <= now ? outbox.PublishAsync(timer.Message) : outbox.ScheduleAsync(timer.Message, timer.At));
        await session.SaveChangesAsync(token);
        return true;
    }

    private async Task<Decision> ApprovedAsync(NpgsqlConnection connection, Decision decision, StandingApprovalId standing, DateTimeOffset now, CancellationToken token)
    {
        var proposed = (DestructionListProposed)decision.Starts[0].Events[0];
        var reviewed = new DestructionListReviewed(
            proposed.ListId, [.. proposed.Items.Select(item => new ItemReview(item.Record, ListDecision.Destroy, null))], null, now);
        var list = DestructionList.Create(proposed).Apply(reviewed);

        // From here on nobody discloses of them: who did before is among the receivers.
        await CarryOutErasureHandler.LockStreamsAsync(connection, [.. proposed.Items.Select(item => item.Record.Value)], token);
        var (approved, erasures) = ApproveDestructionListEndpoint.Approve(list, await ListTargets.FindAsync(list, now, store, source, token), null, standing, now);
        return decision with
        {
            Starts = [decision.Starts[0] with { Events = [proposed, reviewed, approved] }, .. erasures.Select(erasure => erasure.Stream)],
            Timers = [.. erasures.SelectMany(erasure => erasure.Timers), new Access.Timer(new CloseDestructionList(list.Id), now)],
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Proposed {Count} lists of records whose term is over")]
    private partial void LogProposed(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Records whose term is over could not be listed, which is tried again tomorrow: {Failure}")]
    private partial void LogLater(string failure);
}

using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Emergencies;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Holds;
using ChainCoop.Privacy.Lists;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Matching;
using Npgsql;
using Wolverine.Runtime;

namespace ChainCoop.Platform;

/// <summary>
/// At start and once an hour: does what timers should have done by now, whatever became of their messages (a restored
/// backup, a table that somebody emptied), and moves open deadlines when other rules began. The handlers ask the state, so that once too often changes nothing. They are
/// called here, not sent: what fails always would otherwise pile up.
/// </summary>
internal sealed partial class MissedTimers(NpgsqlDataSource source, IWolverineRuntime runtime, DeadlineRules rules, TimeProvider clock, ILogger<MissedTimers> log) : BackgroundService
{
    /// <summary>A timer that is on its way is left alone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        do
        {
            try
            {
                var made = await MakeUpAsync(stoppingToken);
                if (made > 0) LogMade(made);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogLater(failure.GetType().Name);
            }
        }
        while (await hourly.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>How many there were.</summary>
    internal async Task<int> MakeUpAsync(CancellationToken token)
    {
        var until = clock.GetUtcNow() - Patience;
        IReadOnlyList<IDueMessage> missed =
        [
            .. await MissedMembershipEnds.FindAsync(source, until, token),
            .. await MissedAttendanceEnds.FindAsync(source, until, token),
            .. await MissedEmergencyTimers.FindAsync(source, until, token),
            .. await OutdatedSignalDeadlines.FindAsync(source, rules, until, token),
            .. await MissedDeadlines.FindAsync(source, until, token),
            .. await MissedFollowUps.FindAsync(source, rules, until, token),
            .. await MissedCaseDeadlines.FindAsync(source, rules, until, token),
            .. await MissedVictimDeadlines.FindAsync(source, rules, until, token),
            .. await MissedSecurityDeadlines.FindAsync(source, rules, until, token),
            .. await MissedRequestTerms.FindAsync(source, until, token),
            .. await MissedHoldReviews.FindAsync(source, until, token),
            .. await MissedErasures.FindAsync(source, until, token),
            .. await MissedLists.FindAsync(source, until, token),
            .. await MissedDisclosures.FindAsync(source, until, token),
            .. await MissedMatchKeys.FindAsync(source, until, token),
        ];
        foreach (var due in missed)
        {
            try
            {
                await new MessageBus(runtime).InvokeAsync(due, token);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The others must not wait for it; another node may have been first.
                LogFailed(due.GetType().Name, failure.GetType().Name);
            }
        }
        return missed.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Found {Count} timers that had not come, and did what they should have done")]
    private partial void LogMade(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Due} that had not come failed and is tried again in an hour: {Failure}")]
    private partial void LogFailed(string due, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Timers that had not come could not be looked for, which is tried again in an hour: {Failure}")]
    private partial void LogLater(string failure);
}

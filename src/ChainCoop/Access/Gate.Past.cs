using ChainCoop.Access.Replay;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Timeline.Replay;
using Marten;

namespace ChainCoop.Access;

/// <summary>Answers about the past: the state as it was, as far as the caller could see it then and may see it today.</summary>
public sealed partial class Gate
{
    /// <summary>Stands beside the reasons of the policy of today in the access record: what was shown is of the past.</summary>
    public const string AskedForPast = "as-of";

    private SealedMoment? past;

    /// <summary>The instant that an answer is about: by its clock deadlines and periods are shown.</summary>
    public DateTimeOffset Now => past?.Clock ?? clock.GetUtcNow();

    /// <summary>What is shown, and to whom; or why nothing is.</summary>
    private sealed record Look<TState>(TState? State, TState? Today, Verdict Verdict)
    {
        public Problem? Refusal { get; init; }
    }

    private async Task<Look<TState>> LookAsync<TState>(Pass pass, Guid stream, IDocumentSession session) where TState : class
    {
        if (pass.Request.Past is not { } asked)
        {
            var now = await session.Events.FetchLatest<TState>(stream, http.RequestAborted);
            return new Look<TState>(now, now, pass.Verdict);
        }

        // The moment is the same for whatever is asked for, so that this says nothing of the resource.
        var (moment, refusal) = await new SealedMoments(source, clock).FindAsync(asked, http.RequestAborted);
        if (moment is null) return new Look<TState>(null, null, pass.Verdict) { Refusal = refusal };

        past = moment;
        var facts = await new PastAccess(new StoredEvents(store, source), source).LoadAsync(pass.Actor, pass.Resource!.Value, moment, http.RequestAborted);
        var then = Policy.Decide(pass.Rule, pass.Actor, facts.Mandates, facts.Grants, pass.Request.Purpose);
        var today = await session.Events.FetchLatest<TState>(stream, http.RequestAborted);
        return new Look<TState>(await StateAtAsync<TState>(stream, moment.Sequence, session), today, PastVerdict.Of(pass.Rule, then, pass.Verdict));
    }

    /// <summary>Null: there was none yet, or its facts were destroyed since.</summary>
    private async Task<TState?> StateAtAsync<TState>(Guid stream, long sequence, IDocumentSession session) where TState : class
    {
        await using var command = source.CreateCommand(
            "select coalesce(max(version), 0), coalesce(bool_or(data = '{}'), false) from chaincoop.mt_events where stream_id = $1 and seq_id <= $2");
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = sequence });
        long version;
        await using (var reader = await command.ExecuteReaderAsync(http.RequestAborted))
        {
            await reader.ReadAsync(http.RequestAborted);
            version = reader.GetBoolean(1) ? 0 : reader.GetInt64(0);
        }

        // Of what was not there the same is asked: nobody has this id.
        return await session.Events.AggregateStreamAsync<TState>(version == 0 ? Guid.Empty : stream, Math.Max(version, 1), token: http.RequestAborted);
    }
}

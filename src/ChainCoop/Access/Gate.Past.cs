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
        return new Look<TState>(await new PastStates(store, source).AtAsync<TState>(stream, moment.Sequence, http.RequestAborted), today, PastVerdict.Of(pass.Rule, then, pass.Verdict));
    }
}

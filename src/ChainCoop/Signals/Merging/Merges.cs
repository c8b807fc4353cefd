using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals.Feedback;
using Marten;

namespace ChainCoop.Signals.Merging;

/// <summary>That a signal is a duplicate of another.</summary>
/// <param name="Before">Its status when it was merged.</param>
/// <param name="Deadlines">Of notices and answers, open when it was merged.</param>
public sealed record Merge(MergeId Id, SignalId Into, SignalStatus Before, IReadOnlyList<OpenDeadline> Deadlines);

public sealed record Duplicate(MergeId Id, SignalId SignalId);

/// <summary>
/// What happens to duplicates. What a signal was merged into is merged into nothing, and what has duplicates is not merged: so
/// nothing goes round, and an outcome goes one step.
/// </summary>
internal static class Merges
{
    /// <summary>The signals that a signal is merged with, whichever way.</summary>
    public static async Task<IReadOnlyList<Signal>> KinAsync(Signal signal, IDocumentStore store, CancellationToken token)
    {
        SignalId[] ids = [.. signal.Duplicates.Select(duplicate => duplicate.SignalId), .. signal.Merge is { } merge ? [merge.Into] : Array.Empty<SignalId>()];
        if (ids.Length == 0) return [];
        await using var session = store.QuerySession();
        List<Signal> kin = [];
        foreach (var id in ids)
            if (await session.LoadAsync<Signal>(id, token) is { } one) kin.Add(one);
        return kin;
    }

    /// <summary>
    /// What a decision about a signal means for its reporter, who is to be told of a final outcome, and for the signals it is merged
    /// with: its outcome is theirs, and so is its reopening; of a retracted signal nothing is a duplicate any more.
    /// </summary>
    /// <param name="named">Who decided, where others may see it.</param>
    public static Decision Carry(this Decision decision, Signal signal, IReadOnlyList<Signal> kin, ActorRef by, ActorRef? named, DateTimeOffset now)
    {
        List<OtherStream> others = [];
        List<Access.Timer> timers = [];
        if (decision.Events.Any(fact => fact is SignalRetracted))
        {
            foreach (var duplicate in kin.Where(one => one.Merge?.Into == signal.Id))
            {
                var unmerged = Unmerge(duplicate, named, now);
                others.Add(new OtherStream(duplicate.Id.Value, duplicate.Version, [unmerged]));
                timers.AddRange(TimersOf(unmerged));
            }
            if (signal.Merge is { } merge) others.AddRange(LeftBy(signal, merge, kin, named, now));
        }
        else if (decision.Events.Select(FollowedBy).FirstOrDefault(status => status is not null) is { } status)
        {
            List<FeedbackAsked> asked = [.. Feedbacks.AskedBy(signal, status, by, now)];
            decision = decision.And(asked);
            timers.AddRange(Feedbacks.TimersOf(asked));
            foreach (var duplicate in kin.Where(one => one.Merge?.Into == signal.Id))
            {
                List<FeedbackAsked> also = [.. Feedbacks.AskedBy(duplicate, status, by, now)];
                others.Add(new OtherStream(duplicate.Id.Value, duplicate.Version, [new OutcomeFollowed(duplicate.Id, duplicate.Merge!.Id, status, by, now), .. also]));
                timers.AddRange(Feedbacks.TimersOf(also));
            }
        }

        return others.Count + timers.Count == 0 ? decision : decision with { Others = [.. decision.Others, .. others], Timers = [.. decision.Timers, .. timers] };
    }

    /// <summary>Tells the signal that another one was a duplicate of, where something of it is left.</summary>
    public static IEnumerable<OtherStream> LeftBy(Signal duplicate, Merge merge, IEnumerable<Signal> kin, ActorRef? by, DateTimeOffset now) => kin
        .Where(one => one.Duplicates.Any(known => known.Id == merge.Id))
        .Select(one => new OtherStream(one.Id.Value, one.Version, [new DuplicateUnmerged(one.Id, merge.Id, duplicate.Id, by, now)]));

    /// <summary>Only for one that is merged. Its terms are those of the rules that hold now, counted from where they began.</summary>
    public static SignalUnmerged Unmerge(Signal signal, ActorRef? by, DateTimeOffset now)
    {
        var merge = signal.Merge!;
        List<Deadline> asked = [];
        if (!signal.Acknowledged) asked.Add(SignalDeadlines.Begin(signal, SignalDeadline.Acknowledgement, now));
        asked.Add(SignalDeadlines.Begin(signal, SignalDeadline.Assessment, now));
        // Others may have answered meanwhile.
        asked.AddRange(signal.Deadlines.Concat(merge.Deadlines).DistinctBy(deadline => deadline.Id)
            .Where(deadline => deadline.Kind != SignalDeadlines.Enrichment
                || signal.EnrichmentRequests.Any(request => request.Id.Value == deadline.Id.Value && request.Status == EnrichmentStatus.Open))
            .Select(deadline => new Deadline(deadline.Id, deadline.Kind, deadline.From, deadline.DueAt, deadline.Rules)));
        return new SignalUnmerged(signal.Id, merge.Id, merge.Before, IsOutcome(signal.Status), asked, by, now);
    }

    /// <summary>What had passed while it was merged is overdue at once.</summary>
    public static IEnumerable<Access.Timer> TimersOf(SignalUnmerged unmerged) => unmerged.Deadlines.Select(deadline => new Access.Timer(
        deadline.Id == SignalDeadlines.OfAssessment(unmerged.SignalId) ? new SignalDeadlineDue(unmerged.SignalId, SignalDeadline.Assessment)
        : deadline.Id == SignalDeadlines.OfAcknowledgement(unmerged.SignalId) ? new SignalDeadlineDue(unmerged.SignalId, SignalDeadline.Acknowledgement)
        : new SignalFollowUpDue(unmerged.SignalId, deadline.Id),
        deadline.DueAt));

    /// <summary>The outcome that a duplicate gets from the start; null: the other one has none that is final.</summary>
    public static SignalStatus? OutcomeOf(Signal into) =>
        into is { Status: SignalStatus.Linked or SignalStatus.Escalated } or { Status: SignalStatus.Referred, ReferralFinal: true } ? into.Status : null;

    private static bool IsOutcome(SignalStatus status) => status is SignalStatus.Dismissed or SignalStatus.Referred or SignalStatus.Linked or SignalStatus.Escalated;

    /// <summary>A referral is an outcome once it is accepted.</summary>
    private static SignalStatus? FollowedBy(object fact) => fact switch
    {
        SignalDismissed => SignalStatus.Dismissed,
        SignalLinked => SignalStatus.Linked,
        SignalEscalated => SignalStatus.Escalated,
        ReferralAccepted => SignalStatus.Referred,
        SignalReopened => SignalStatus.InAssessment,
        _ => null,
    };
}

using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Signals;

namespace ChainCoop.Municipalities;

/// <summary>What an event changes in the caseload: one resource in one room, and its deadlines.</summary>
internal sealed record CaseloadChange(Guid Resource)
{
    /// <summary>The resource begins with it.</summary>
    public CaseloadRow? Opens { get; init; }

    /// <summary>From the status before to the status after; null: it stays.</summary>
    public Func<string, string>? Status { get; init; }

    /// <summary>The form of exploitation was corrected.</summary>
    public ExploitationType? Corrects { get; init; }

    public IReadOnlyList<NewDeadline> Asks { get; init; } = [];

    /// <summary>Deadlines that are met.</summary>
    public IReadOnlyList<Guid> Meets { get; init; } = [];

    /// <summary>The resource came to its end: nothing is asked any more.</summary>
    public bool Ends { get; init; }

    /// <summary>Nothing of the resource is left.</summary>
    public bool Removes { get; init; }

    /// <summary>A deadline that the timeline says was missed.</summary>
    public Guid? Misses { get; init; }
}

internal sealed record NewDeadline(Guid Id, string Kind, DateTimeOffset DueAt);

internal static class CaseloadRules
{
    public const string Acknowledgement = "acknowledgement";
    public const string Assessment = "assessment";
    public const string Task = "task";

    /// <summary>The status of every track: tracks have no life cycle of their own.</summary>
    public const string TrackOpen = "open";

    public static CaseloadChange? Of(object @event) => @event switch
    {
        SignalReceived e => new(e.SignalId.Value)
        {
            Opens = new CaseloadRow(
                e.SignalId.Value, Room.General, ResourceKind.Signal, e.Municipality, Written.Received, [e.ExploitationType], e.Urgency, e.At),
            Asks =
            [
                new NewDeadline(DeadlineOf(e.SignalId, Acknowledgement), Acknowledgement, e.AcknowledgeBy),
                new NewDeadline(DeadlineOf(e.SignalId, Assessment), Assessment, e.AssessBy),
            ],
        },
        SignalAcknowledged e => new(e.SignalId.Value)
        {
            Status = status => status == Written.Received ? Written.Acknowledged : status,
            Meets = [DeadlineOf(e.SignalId, Acknowledgement)],
        },
        SignalAssessed e => new(e.SignalId.Value)
        {
            Status = status => status == Written.Received || status == Written.Acknowledged ? Written.InAssessment : status,
        },
        SignalDismissed e => Concluded(e.SignalId, SignalStatus.Dismissed),
        // Final only when that party accepts: until then the deadlines stay.
        SignalReferred e => new(e.SignalId.Value) { Status = _ => Kebab.Of(SignalStatus.Referred) },
        SignalLinked e => Concluded(e.SignalId, SignalStatus.Linked),
        SignalEscalated e => Concluded(e.SignalId, SignalStatus.Escalated),
        SignalNeedsFurtherAnalysis e => new(e.SignalId.Value) { Status = _ => Written.InAssessment },
        ReferralAccepted e => Concluded(e.SignalId, SignalStatus.Referred),
        ReferralDeclined e => new(e.SignalId.Value) { Status = _ => Written.InAssessment },
        ReferralWithdrawn e => new(e.SignalId.Value) { Status = _ => Written.InAssessment },
        SignalBecameOverdue e => new(e.SignalId.Value)
        {
            Misses = DeadlineOf(e.SignalId, e.Deadline == SignalDeadline.Acknowledgement ? Acknowledgement : Assessment),
        },
        SignalCorrected e => new(e.SignalId.Value) { Corrects = e.ExploitationType },
        SignalFactContested e => new(e.SignalId.Value),
        SignalContestDecided e => new(e.SignalId.Value),

        CaseProposed e => new(e.CaseId.Value)
        {
            Opens = new CaseloadRow(
                e.CaseId.Value, Room.General, ResourceKind.Case, e.Municipality, Kebab.Of(CaseStatus.Proposed), e.ExploitationTypes, null, e.At),
        },
        // Only membership facts know the municipality of a track; its row says nothing else of the case.
        MemberJoined { Founding: true, VictimTrackId: { } track } e => OpensTrack(track.Value, Room.Care, ResourceKind.VictimTrack, e),
        MemberJoined { Founding: true, SecurityTrackId: { } track } e => OpensTrack(track.Value, Room.Security, ResourceKind.SecurityTrack, e),
        MemberJoined e => new(e.CaseId.Value),
        MemberLeft e => new(e.CaseId.Value),
        CaseScreened e => new(e.CaseId.Value) { Status = _ => Kebab.Of(CaseStatus.Screened) },
        CaseOpened e => new(e.CaseId.Value) { Status = _ => Kebab.Of(CaseStatus.Open) },
        SignalLinkedToCase e => new(e.CaseId.Value),
        TaskAssigned e => new(e.CaseId.Value) { Asks = [new NewDeadline(e.TaskId.Value, Task, DutchTime.EndOf(e.DueOn).ToUniversalTime())] },
        TaskCompleted e => new(e.CaseId.Value) { Meets = [e.TaskId.Value] },
        ClosureProposed e => new(e.CaseId.Value),
        CaseClosed e => new(e.CaseId.Value) { Status = _ => Kebab.Of(CaseStatus.Closed), Ends = true },
        VictimParticipationStarted e => new(e.VictimTrackId.Value),
        VictimPlaced e => new(e.VictimTrackId.Value),
        VictimParticipationCorrected e => new(e.VictimTrackId.Value),
        VictimFactContested e => new(e.VictimTrackId.Value),
        VictimContestDecided e => new(e.VictimTrackId.Value),
        SecurityParticipationStarted e => new(e.SecurityTrackId.Value),
        SecurityParticipationCorrected e => new(e.SecurityTrackId.Value),
        SecurityFactContested e => new(e.SecurityTrackId.Value),
        SecurityContestDecided e => new(e.SecurityTrackId.Value),
        MeasureConsidered e => new(e.SecurityTrackId.Value),
        MeasureMoved e => new(e.SecurityTrackId.Value),
        MeasureImposed e => new(e.SecurityTrackId.Value),
        ContentErased e => new(e.Record.Value),
        RecordDestroyed { Kind: not (ResourceKind.SubjectRequest or ResourceKind.SubjectLink) } e => new(e.Record.Value) { Removes = true },
        _ => null,
    };

    private static CaseloadChange OpensTrack(Guid track, Room room, ResourceKind kind, MemberJoined e) =>
        new(track) { Opens = new CaseloadRow(track, room, kind, e.Municipality, TrackOpen, null, null, RoomDay.StartOf(e.At)) };

    private static CaseloadChange Concluded(SignalId id, SignalStatus outcome)
    {
        var status = Kebab.Of(outcome);
        return new CaseloadChange(id.Value) { Status = _ => status, Ends = true };
    }

    private static Guid DeadlineOf(SignalId id, string kind) => NewId.Named(id.Value, kind);

    private static class Written
    {
        public static readonly string Received = Kebab.Of(SignalStatus.Received);
        public static readonly string Acknowledged = Kebab.Of(SignalStatus.Acknowledged);
        public static readonly string InAssessment = Kebab.Of(SignalStatus.InAssessment);
    }
}

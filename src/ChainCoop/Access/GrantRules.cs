using ChainCoop.Audit.Unmaskings;
using ChainCoop.Cases;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Emergencies;
using ChainCoop.Cases.Handovers;
using ChainCoop.Norms;
using ChainCoop.Prevention;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Holds;
using ChainCoop.Privacy.Links;
using ChainCoop.Privacy.Lists;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Matching;
using ChainCoop.Subscriptions;
using ChainCoop.Timeline.Bundles;
using ChainCoop.Timeline.Witnesses;

namespace ChainCoop.Access;

/// <summary>One change of who may see what. Given from <see cref="From"/>, or ended at <see cref="Until"/>.</summary>
public sealed record GrantChange(
    bool Given,
    Oin Organisation,
    Room Room,
    ResourceKind Kind,
    Guid Resource,
    GrantRole Role,
    MunicipalityCode Municipality,
    DateTimeOffset From,
    DateTimeOffset? Until)
{
    /// <summary>Whose event it is. Where that is not the stream of the resource itself, it is kept beside the grants, so that a replay finds it.</summary>
    public Guid Stream { get; init; } = Resource;

    /// <summary>What of the resource is disclosed; null: all that the role sees.</summary>
    public DisclosedPart? Part { get; init; }
}

/// <summary>
/// Which events give and end access. The only source of grants: commands fold it into the table in their transaction,
/// feeds fold it again in the order of the timeline.
/// </summary>
public static class GrantRules
{
    public static IReadOnlyList<GrantChange> Of(object @event) => @event switch
    {
        SignalReceived e =>
        [
            Give(e.Owner, Room.General, ResourceKind.Signal, e.SignalId.Value, GrantRole.Owner, e.Municipality, e.At),
            // What an organisation sends to itself is no message from elsewhere, which would be seen with a mandate for any municipality.
            .. e.From == e.Owner ? Array.Empty<GrantChange>() : [Give(e.From, Room.General, ResourceKind.Signal, e.SignalId.Value, GrantRole.Reporter, e.Municipality, e.At)],
        ],
        SignalReferred e => [Give(e.To, Room.General, ResourceKind.Signal, e.SignalId.Value, GrantRole.Referred, e.Municipality, e.At)],
        ReferralDeclined e => [End(e.To, Room.General, ResourceKind.Signal, e.SignalId.Value, GrantRole.Referred, e.Municipality, e.At)],
        ReferralWithdrawn e => [End(e.To, Room.General, ResourceKind.Signal, e.SignalId.Value, GrantRole.Referred, e.Municipality, e.At)],
        NoticeGiven e => [Give(e.To, Room.General, ResourceKind.Signal, e.SignalId.Value, GrantRole.Notified, e.Municipality, e.At)],
        EnrichmentRequested e =>
        [
            Give(e.By.Organisation, Room.General, ResourceKind.EnrichmentRequest, e.EnrichmentRequestId.Value, GrantRole.Owner, e.Municipality, e.At) with { Stream = e.SignalId.Value },
            Give(e.To, Room.General, ResourceKind.EnrichmentRequest, e.EnrichmentRequestId.Value, GrantRole.Asked, e.ToMunicipality, e.At) with { Stream = e.SignalId.Value },
        ],
        EnrichmentWithdrawn e =>
            [End(e.To, Room.General, ResourceKind.EnrichmentRequest, e.EnrichmentRequestId.Value, GrantRole.Asked, e.Municipality, e.At) with { Stream = e.SignalId.Value }],
        SignalReopened { TakenFrom: { } of } e => [End(of, Room.General, ResourceKind.Signal, e.SignalId.Value, GrantRole.Referred, e.Municipality, e.At)],
        SignalRetracted e =>
        [
            .. e.ReferredTo is { } of ? [End(of, Room.General, ResourceKind.Signal, e.SignalId.Value, GrantRole.Referred, e.Municipality, e.At)] : Array.Empty<GrantChange>(),
            .. e.Notified.Select(of => End(of, Room.General, ResourceKind.Signal, e.SignalId.Value, GrantRole.Notified, e.Municipality, e.At)),
            .. e.Asked.Select(asked => End(asked.Organisation, Room.General, ResourceKind.EnrichmentRequest, asked.EnrichmentRequestId.Value, GrantRole.Asked, e.Municipality, e.At) with { Stream = e.SignalId.Value }),
        ],
        RetractionSent e =>
        [
            Give(e.Owner, Room.General, ResourceKind.Retraction, e.RetractionId.Value, GrantRole.Owner, e.Municipality, e.At) with { Stream = e.SignalId.Value },
            .. e.Receivers.Select(to => Give(to, Room.General, ResourceKind.Retraction, e.RetractionId.Value, GrantRole.Receiver, e.Municipality, e.At) with { Stream = e.SignalId.Value }),
        ],
        WitnessRegistered e => [Give(e.By.Organisation, Room.General, ResourceKind.Witness, e.WitnessId.Value, GrantRole.Owner, e.Municipality, e.At)],
        SubscriptionCreated e => [Give(e.By.Organisation, e.Room, ResourceKind.Subscription, e.SubscriptionId.Value, GrantRole.Owner, e.Municipality, e.At)],
        MemberJoined e =>
            [Give(e.Organisation, e.Room, KindOf(e.Room), RoomOf(e.CaseId, e.VictimTrackId, e.SecurityTrackId), RoleOf(e.Role), e.Municipality, e.From, e.Until) with { Stream = e.CaseId.Value }],
        MemberLeft e =>
            [End(e.Organisation, e.Room, KindOf(e.Room), RoomOf(e.CaseId, e.VictimTrackId, e.SecurityTrackId), RoleOf(e.Role), e.Municipality, e.Until) with { Stream = e.CaseId.Value }],
        HandoverRequested e => [Give(e.Receiver, Room.General, ResourceKind.Case, e.CaseId.Value, GrantRole.Offered, e.To, e.At)],
        HandoverDeclined e => [End(e.Receiver, Room.General, ResourceKind.Case, e.CaseId.Value, GrantRole.Offered, e.To, e.At)],
        HandoverWithdrawn e => [End(e.Receiver, Room.General, ResourceKind.Case, e.CaseId.Value, GrantRole.Offered, e.To, e.At)],
        HandoverAccepted e => [End(e.Receiver, Room.General, ResourceKind.Case, e.CaseId.Value, GrantRole.Offered, e.To, e.At)],
        // What begins comes first: who stays in the room in another role never leaves it.
        RoomHandedOver e =>
        [
            .. e.Begun.Concat(e.Continued).Select(member => Give(
                member.Organisation, e.Room, KindOf(e.Room), RoomOf(e.CaseId, e.VictimTrackId, e.SecurityTrackId), RoleOf(member.Role), e.Municipality, member.From, member.Until) with { Stream = e.CaseId.Value }),
            .. e.Ended.Where(member => !e.Begun.Any(begun => begun.Organisation == member.Organisation && RoleOf(begun.Role) == RoleOf(member.Role))).Select(member => End(
                member.Organisation, e.Room, KindOf(e.Room), RoomOf(e.CaseId, e.VictimTrackId, e.SecurityTrackId), RoleOf(member.Role), e.Municipality, e.At) with { Stream = e.CaseId.Value }),
        ],
        AttendeeInvited e =>
            [Give(e.Organisation, e.Room, KindOf(e.Room), RoomOf(e.CaseId, e.VictimTrackId, e.SecurityTrackId), GrantRole.Attendee, e.Municipality, e.From, e.Until) with { Stream = e.CaseId.Value }],
        AttendanceEnded e =>
            [End(e.Organisation, e.Room, KindOf(e.Room), RoomOf(e.CaseId, e.VictimTrackId, e.SecurityTrackId), GrantRole.Attendee, e.Municipality, e.Until) with { Stream = e.CaseId.Value }],
        EmergencyUseBegun e =>
        [
            Give(e.Owner, Room.General, ResourceKind.EmergencyUse, e.EmergencyUseId.Value, GrantRole.Owner, e.Municipality, e.At),
            Give(e.By.Organisation, e.Room, KindOf(e.Room), e.Record.Value, GrantRole.Emergency, e.Municipality, e.At, e.Until) with { Stream = e.EmergencyUseId.Value },
        ],
        EmergencyUseEnded e =>
            [End(e.Organisation, e.Room, KindOf(e.Room), e.Record.Value, GrantRole.Emergency, e.Municipality, e.Until) with { Stream = e.EmergencyUseId.Value }],
        ErasureProposed e => [Give(e.Owner, e.Room, ResourceKind.Erasure, e.ErasureId.Value, GrantRole.Owner, e.Municipality, e.At)],
        ErasureOrdered e => [.. e.Receivers.Select(to => Give(to, e.Room, ResourceKind.Erasure, e.ErasureId.Value, GrantRole.Receiver, e.Municipality, e.At))],
        LegalHoldPlaced e => [Give(e.Owner, Room.General, ResourceKind.LegalHold, e.HoldId.Value, GrantRole.Owner, e.Municipality, e.At)],
        DestructionListProposed e => [Give(e.Owner, Room.General, ResourceKind.DestructionList, e.ListId.Value, GrantRole.Owner, e.Municipality, e.At)],
        StandingApprovalGiven e => [Give(e.Owner, Room.General, ResourceKind.StandingApproval, e.ApprovalId.Value, GrantRole.Owner, e.Municipality, e.At)],
        SubjectRequestReceived e =>
        [
            Give(e.Contact, Room.General, ResourceKind.SubjectRequest, e.SubjectRequestId.Value, GrantRole.Owner, e.Municipality, e.At),
            .. e.Asked.Select(asked => Give(asked.Organisation, Room.General, ResourceKind.SubjectRequest, e.SubjectRequestId.Value, GrantRole.Member, asked.Municipality, e.At)),
        ],
        EvidenceBundleRequested e =>
            [.. new[] { e.By.Organisation, e.Keeper }.Distinct().Select(to => Give(to, Room.General, ResourceKind.EvidenceBundle, e.BundleId.Value, GrantRole.Owner, e.Municipality, e.At))],
        UnmaskingProposed e => [Give(e.By.Organisation, Room.General, ResourceKind.Unmasking, e.UnmaskingId.Value, GrantRole.Owner, e.Municipality, e.At)],
        SubjectsLinked e => [Give(e.Owner, Room.General, ResourceKind.SubjectLink, e.SubjectLinkId.Value, GrantRole.Owner, e.Municipality, e.At)],
        AgreementMade e => [.. e.Parties.Select(party => Give(party, Room.General, ResourceKind.Agreement, e.AgreementId.Value, GrantRole.Party, e.Municipality, e.At))],
        MatchFound e => [.. new[] { e.Asker, e.Holder }.Select(side => Give(side.Organisation, Room.General, ResourceKind.Match, e.MatchId.Value, GrantRole.Owner, side.Municipality, e.At))],
        MatchProbingAlarmed e => [.. e.Parties.Select(party => Give(party, Room.General, ResourceKind.MatchRequest, e.MatchRequestId.Value, GrantRole.Party, e.Municipality, e.At))],
        // What is recorded for a municipality is the municipality's, whoever recorded it.
        PreventionActivityPlanned e =>
        [
            .. new[] { e.Owner, e.By.Organisation }.Distinct().Select(to => Give(to, Room.General, ResourceKind.PreventionActivity, e.ActivityId.Value, GrantRole.Owner, e.Municipality, e.At)),
            .. e.Partners.Where(partner => partner != e.By.Organisation)
                .Select(partner => Give(partner, Room.General, ResourceKind.PreventionActivity, e.ActivityId.Value, GrantRole.Party, e.Municipality, e.At)),
        ],
        TrainingHeld e =>
            [.. new[] { e.Owner, e.By.Organisation }.Distinct().Select(to => Give(to, Room.General, ResourceKind.Training, e.TrainingId.Value, GrantRole.Owner, e.Municipality, e.At))],
        TrainingTargetSet e =>
            [.. new[] { e.Owner, e.By.Organisation }.Distinct().Select(to => Give(to, Room.General, ResourceKind.TrainingTarget, e.TargetId.Value, GrantRole.Owner, e.Municipality, e.At))],
        EvidenceRecorded e =>
            [.. new[] { e.Owner, e.By.Organisation }.Distinct().Select(to => Give(to, Room.General, ResourceKind.Evidence, e.EvidenceId.Value, GrantRole.Owner, e.Municipality, e.At))],
        LegalBasisRecorded e => [Give(e.By.Organisation, e.Room, ResourceKind.LegalBasis, e.LegalBasisId.Value, GrantRole.Owner, e.Municipality, e.At)],
        DisclosureMade e =>
        [
            Give(e.By.Organisation, e.Room, ResourceKind.Disclosure, e.DisclosureId.Value, GrantRole.Owner, e.Municipality, e.At),
            // Who made it may lose sight of the record; who answers for that remains.
            .. e.Owner is { } owner ? [Give(owner.Organisation, e.Room, ResourceKind.Disclosure, e.DisclosureId.Value, GrantRole.Owner, owner.Municipality, e.At)] : Array.Empty<GrantChange>(),
            Give(e.Receiver, e.Room, ResourceKind.Disclosure, e.DisclosureId.Value, GrantRole.Receiver, e.Municipality, e.At),
            Give(e.Receiver, e.Room, e.Kind, e.Record.Value, GrantRole.Disclosed, e.Municipality, e.At, e.ExpiresAt) with { Part = new(e.Fields, e.Subject, e.Purpose), Stream = e.DisclosureId.Value },
        ],
        ObjectionRaised e => [Give(e.Owner, e.Room, ResourceKind.Objection, e.ObjectionId.Value, GrantRole.Owner, e.Municipality, e.At)],
        DisclosureEnded e => [End(e.Receiver, e.Room, e.Kind, e.Record.Value, GrantRole.Disclosed, e.Municipality, e.Until) with { Stream = e.DisclosureId.Value }],
        _ => [],
    };

    private static Guid RoomOf(CaseId id, VictimTrackId? victims, SecurityTrackId? security) => victims?.Value ?? security?.Value ?? id.Value;

    /// <summary>What is in a room of a case.</summary>
    public static ResourceKind KindOf(Room room) => room switch
    {
        Room.General => ResourceKind.Case,
        Room.Care => ResourceKind.VictimTrack,
        Room.Security => ResourceKind.SecurityTrack,
        _ => throw new ArgumentOutOfRangeException(nameof(room)),
    };

    private static GrantRole RoleOf(MemberRole role) => role == MemberRoles.Lead ? GrantRole.Lead : GrantRole.Member;

    private static GrantChange Give(
        Oin to, Room room, ResourceKind kind, Guid resource, GrantRole role, MunicipalityCode municipality, DateTimeOffset from, DateTimeOffset? until = null) =>
        new(true, to, room, kind, resource, role, municipality, from, until);

    private static GrantChange End(
        Oin of, Room room, ResourceKind kind, Guid resource, GrantRole role, MunicipalityCode municipality, DateTimeOffset at) =>
        new(false, of, room, kind, resource, role, municipality, at, at);
}

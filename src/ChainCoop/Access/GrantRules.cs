using ChainCoop.Audit.Unmaskings;
using ChainCoop.Cases;
using ChainCoop.Cases.Emergencies;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Holds;
using ChainCoop.Privacy.Links;
using ChainCoop.Privacy.Lists;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Matching;

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
        MemberJoined e =>
            [Give(e.Organisation, e.Room, KindOf(e.Room), RoomOf(e.CaseId, e.VictimTrackId, e.SecurityTrackId), RoleOf(e.Role), e.Municipality, e.From, e.Until) with { Stream = e.CaseId.Value }],
        MemberLeft e =>
            [End(e.Organisation, e.Room, KindOf(e.Room), RoomOf(e.CaseId, e.VictimTrackId, e.SecurityTrackId), RoleOf(e.Role), e.Municipality, e.Until) with { Stream = e.CaseId.Value }],
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
        UnmaskingProposed e => [Give(e.By.Organisation, Room.General, ResourceKind.Unmasking, e.UnmaskingId.Value, GrantRole.Owner, e.Municipality, e.At)],
        SubjectsLinked e => [Give(e.Owner, Room.General, ResourceKind.SubjectLink, e.SubjectLinkId.Value, GrantRole.Owner, e.Municipality, e.At)],
        AgreementMade e => [.. e.Parties.Select(party => Give(party, Room.General, ResourceKind.Agreement, e.AgreementId.Value, GrantRole.Party, e.Municipality, e.At))],
        MatchFound e => [.. new[] { e.Asker, e.Holder }.Select(side => Give(side.Organisation, Room.General, ResourceKind.Match, e.MatchId.Value, GrantRole.Owner, side.Municipality, e.At))],
        MatchProbingAlarmed e => [.. e.Parties.Select(party => Give(party, Room.General, ResourceKind.MatchRequest, e.MatchRequestId.Value, GrantRole.Party, e.Municipality, e.At))],
        LegalBasisRecorded e => [Give(e.By.Organisation, e.Room, ResourceKind.LegalBasis, e.LegalBasisId.Value, GrantRole.Owner, e.Municipality, e.At)],
        DisclosureMade e =>
        [
            Give(e.By.Organisation, e.Room, ResourceKind.Disclosure, e.DisclosureId.Value, GrantRole.Owner, e.Municipality, e.At),
            Give(e.Receiver, e.Room, ResourceKind.Disclosure, e.DisclosureId.Value, GrantRole.Receiver, e.Municipality, e.At),
            Give(e.Receiver, e.Room, e.Kind, e.Record.Value, GrantRole.Disclosed, e.Municipality, e.At, e.ExpiresAt) with { Part = new(e.Fields, e.Subject, e.Purpose), Stream = e.DisclosureId.Value },
        ],
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

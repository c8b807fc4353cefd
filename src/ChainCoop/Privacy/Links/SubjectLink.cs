using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Privacy.Links;

// Stored for decades; see Requests/SubjectRequestEvents.cs. No event here names a subject or a track.

/// <summary>
/// An organisation recorded that a person in a victim track and a person in a security track are one human being. Which ones
/// stands in the vault alone.
/// </summary>
/// <param name="Mapping">The two tracks and the two persons, in the vault.</param>
public sealed record SubjectsLinked(
    SubjectLinkId SubjectLinkId, PayloadRef Mapping, MunicipalityCode Municipality, Oin Owner, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The link holds no longer: it was a mistake, or is not needed any more.</summary>
public sealed record SubjectLinkEnded(SubjectLinkId SubjectLinkId, ActorRef By, DateTimeOffset At) : IFact;

public sealed record SubjectLink(SubjectLinkId Id, PayloadRef Mapping, MunicipalityCode Municipality, Oin Owner, DateTimeOffset LinkedAt)
{
    public long Version { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public static SubjectLink Create(SubjectsLinked e) => new(e.SubjectLinkId, e.Mapping, e.Municipality, e.Owner, e.At);

    public bool Destroyed { get; init; }

    public SubjectLink Apply(SubjectLinkEnded e) => this with { EndedAt = e.At };

    /// <summary>The bodies of the events before it may be empty by now.</summary>
    public SubjectLink Apply(SubjectLinkDestroyed e) => this with
    {
        Id = SubjectLinkId.From(e.Record.Value),
        Municipality = e.Municipality,
        EndedAt = EndedAt ?? e.At,
        Destroyed = true,
    };
}

/// <summary>What a link says, in the vault.</summary>
public sealed record SubjectMapping(VictimTrackId VictimTrackId, SubjectId VictimSubjectId, SecurityTrackId SecurityTrackId, SubjectId SecuritySubjectId);

/// <summary>
/// Who may know of links: privacy officers of the organisation that answers for both tracks, and nobody else but, once a link
/// has ended, that there was one: who looks at destruction lists. The access
/// records of these routes name the link and no subjects: one line that named both would say in clear what the vault keeps.
/// </summary>
internal static class LinkRules
{
    public static readonly Purpose Purpose = new("rights-of-data-subjects");

    /// <summary>Kept until one of the two persons goes; one that was ended, for a year after that.</summary>
    public static readonly RetentionClass Retention = new("subject-link");

    public static readonly AccessRule Link = Of("subject-link.link");
    public static readonly AccessRule Search = Of("subject-link.search");
    public static readonly AccessRule Read = Of("subject-link.read", GrantRole.Owner);
    public static readonly AccessRule End = Of("subject-link.end", GrantRole.Owner);

    private static AccessRule Of(string name, params GrantRole[] grants) =>
        PrivacyRules.Of(name, ResourceKind.SubjectLink, grants, Role.PrivacyOfficer) with { EnteredBy = new HashSet<Role> { Role.PrivacyOfficer } };
}

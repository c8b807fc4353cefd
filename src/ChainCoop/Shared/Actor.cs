namespace ChainCoop.Shared;

/// <summary>Who asks, as the token says: an officer (or client) of an organisation.</summary>
/// <param name="Roles">What the token claims. A role counts only if a mandate gives it as well (policy).</param>
public sealed record Actor(Oin Organisation, OfficerId Officer, IReadOnlySet<Role> Roles, IReadOnlySet<string> Scopes)
{
    public ActorRef Ref => new(Organisation, Officer);
}

/// <summary>Who did it, in an event.</summary>
public sealed record ActorRef(Oin Organisation, OfficerId Officer);

/// <summary>What an officer or client is, to the policy. Written in lower kebab-case.</summary>
public enum Role
{
    FocalPoint,
    CareCoordinator,
    CaseLead,
    ChainDirector,
    Partner,
    Auditor,
    PrivacyOfficer,
    RecordsManager,
    Operator,
}

/// <summary>Who may not see each other's work in one case (domain, section 6). A signal lives in the general room.</summary>
public enum Room
{
    General,
    Care,
    Security,
}

using ChainCoop.Shared;

namespace ChainCoop.Access;

/// <summary>What an organisation is to a resource.</summary>
public enum GrantRole
{
    /// <summary>The municipality that is responsible.</summary>
    Owner,

    /// <summary>It sent the signal: its own contribution, the status and the feedback, nothing of the assessment.</summary>
    Reporter,

    /// <summary>The signal was referred to it.</summary>
    Referred,

    /// <summary>Member of a room of a case that directs it.</summary>
    Lead,

    /// <summary>Member of a room of a case.</summary>
    Member,

    /// <summary>It has or had data of others, of which something was erased or whose disclosure ended: it destroys what it has, and says so.</summary>
    Receiver,

    /// <summary>Somebody is in acute danger: it reads a room that it is no member of, for some hours, and does nothing else with it.</summary>
    Emergency,

    /// <summary>Some fields of a record were disclosed to it (verstrekking), until a moment: it reads these and nothing else.</summary>
    Disclosed,

    /// <summary>Party to an agreement, and to what happens under it.</summary>
    Party,

    /// <summary>The municipality that is asked to take over a case: it reads the request and answers it, and sees nothing else of the case.</summary>
    Offered,

    /// <summary>It attends a conference on a case: it reads the room while that lasts, and does nothing else with it.</summary>
    Attendee,

    /// <summary>It was told of a serious signal, in parallel: it reads it, and does nothing else with it.</summary>
    Notified,

    /// <summary>It is asked for information about a signal: it sees the question.</summary>
    Asked,
}

public enum ResourceKind
{
    Signal, Case, VictimTrack, SecurityTrack, Mandate, Organisation, Feed, Municipality, CodeList, AccessLog,
    LegalHold, SubjectRequest, SubjectLink, Erasure, DestructionList, StandingApproval, Unmasking, EmergencyUse,
    Agreement, LegalBasis, Disclosure, EnrichmentRequest, Retraction, Objection, Match, MatchRequest, Subscription,
    Timeline, Witness, EvidenceBundle, PreventionActivity, Training, TrainingTarget, Evidence,
}

/// <summary>A grant in force at the moment of the request.</summary>
/// <param name="Municipality">Of the resource; null where it belongs to none, as a mandate does: then a role counts for whichever it was given.</param>
public sealed record Grant(Room Room, GrantRole Role, MunicipalityCode? Municipality)
{
    /// <summary>How much of the resource it gives; null: as much as the role says.</summary>
    public DisclosedPart? Part { get; init; }
}

/// <summary>The part of a record that was disclosed.</summary>
/// <param name="Subject">Of the persons in it this one alone; null: all.</param>
/// <param name="Purpose">For what alone the receiver reads it (art. 5(1)(b) AVG, art. 20 Wpg).</param>
public sealed record DisclosedPart(IReadOnlyList<DisclosableField> Fields, SubjectId? Subject, Purpose Purpose);

/// <summary>A role that the actor's organisation gave to the actor, in force at the moment of the request.</summary>
public sealed record MandatedRole(Role Role, MunicipalityCode Municipality);

/// <summary>
/// What an action asks for. Rules stand next to the use case; the policy is the one function that weighs them.
/// </summary>
/// <param name="Name">Dotted, for the access record: <c>signal.read</c>.</param>
/// <param name="Grants">One of these grants on the resource. Empty: the action is not about one resource.</param>
/// <param name="Roles">One of these roles, in the token and mandated.</param>
/// <param name="Purposes">The purpose that is stated, or the default of the role, has to be one of these.</param>
public sealed record AccessRule(
    string Name, ResourceKind Kind, Room Room, IReadOnlySet<GrantRole> Grants, IReadOnlySet<Role> Roles, IReadOnlySet<string> Purposes)
{
    /// <summary>The resource can be of any room: the grant says of which, and that one has to be entered.</summary>
    public bool AnyRoom { get; init; }

    /// <summary>And of its purposes those of that room alone, beside those of keepers.</summary>
    public bool ForPurposesOfRoom { get; init; }

    /// <summary>Roles that enter beside those of the room: they take no part in the work, and answer for its data.</summary>
    public IReadOnlySet<Role> Keepers { get; init; } = new HashSet<Role>();

    /// <summary>
    /// Who may know of the resource at all, where that is not who may enter the room and the keepers: nobody else hears that it exists.
    /// </summary>
    public IReadOnlySet<Role>? EnteredBy { get; init; }

    /// <summary>Whether somebody in this role, with a grant in this room, may know of the resource.</summary>
    public bool MayEnter(Role role, Room room) => EnteredBy?.Contains(role) ?? (Keepers.Contains(role) || RoomAccess.RolesOf(room).Contains(role));

    public static AccessRule Of(
        string name, ResourceKind kind, Room room, GrantRole[] grants, Role[] roles, params string[] purposes) =>
        new(name, kind, room, grants.ToHashSet(), roles.ToHashSet(), purposes.ToHashSet(StringComparer.Ordinal));
}

/// <summary>Allow; hide: as if it did not exist (404); forbid: it may be seen, but not this (403).</summary>
public enum Effect { Allow, Hide, Forbid }

/// <param name="Reasons">Codes, for the access record; never shown to the caller.</param>
/// <param name="Grants">By what the actor may see the resource; decides how much of it is shown.</param>
public sealed record Verdict(Effect Effect, IReadOnlyList<string> Reasons, IReadOnlySet<GrantRole> Grants)
{
    /// <summary>The roles that counted, each with the grant beside which it did: in the token, and mandated as the grant asks.</summary>
    public IReadOnlyList<(GrantRole Grant, Role Role)> Pairs { get; init; } = [];

    /// <summary>The stated purpose, or the default of the role that carried the decision.</summary>
    public Purpose? Purpose { get; init; }

    /// <summary>What was disclosed of the resource, where a disclosure is among the grants that count and the purpose is its own.</summary>
    public DisclosedPart? Part { get; init; }

    public bool Has(GrantRole role) => Grants.Contains(role);

    /// <summary>
    /// The roles that count beside one of these grants. What gives something to an officer for whichever municipality does not
    /// make his other roles count where another grant asks for its own.
    /// </summary>
    public IReadOnlySet<Role> RolesWith(params IEnumerable<GrantRole> grants) =>
        Pairs.Where(pair => grants.Contains(pair.Grant)).Select(pair => pair.Role).ToHashSet();
}

/// <summary>
/// The one policy: who may do what, with reasons. Pure, so that it can be replayed over history. Default deny.
/// What you may not see does not exist; who may see a resource and not do this with it hears 403.
/// </summary>
public static class Policy
{
    /// <summary>
    /// Goes into every access record, so that a decision can be replayed with the policy of its time. It is 1 until the first release, for no record of
    /// before has to be replayed; from then on whatever changes an answer of <see cref="Decide"/> gets the next one, and the one before stays in code.
    /// </summary>
    public const string Version = "1";

    public static Verdict Decide(
        AccessRule rule, Actor actor, IReadOnlyCollection<MandatedRole> mandates, IReadOnlyCollection<Grant> grants, Purpose? purpose)
    {
        var inRoom = grants.Where(grant => rule.AnyRoom || grant.Room == rule.Room).ToList();
        var aboutResource = rule.Grants.Count > 0;
        if (aboutResource && inRoom.Count == 0) return Deny(Effect.Hide, "no-grant");

        // A role counts only if the token and a mandate give it, and on a grant only if the mandate covers it.
        var counting = mandates.Where(mandate => actor.Roles.Contains(mandate.Role)).ToList();
        var pairs = inRoom.SelectMany(grant => counting.Where(mandate => Covers(mandate, grant)).Select(mandate => (Grant: grant.Role, grant.Room, mandate.Role))).ToList();
        var entering = pairs.Where(pair => rule.MayEnter(pair.Role, pair.Room)).ToList();
        if (aboutResource && entering.Count == 0) return Deny(Effect.Hide, "no-mandated-role-in-room");

        var held = entering.Select(pair => pair.Grant).ToHashSet();
        var roles = (aboutResource ? pairs.Where(pair => rule.Grants.Contains(pair.Grant)).Select(pair => pair.Role) : counting.Select(mandate => mandate.Role)).ToHashSet();
        var grantHeld = !aboutResource || held.Overlaps(rule.Grants);
        var roleHeld = grantHeld ? roles.Overlaps(rule.Roles) : pairs.Exists(pair => rule.Roles.Contains(pair.Role));
        var applied = purpose ?? RolePurposes.DefaultOf(roles.Where(rule.Roles.Contains), rule.Purposes);
        List<string> reasons = [];
        if (!roleHeld) reasons.Add("role-not-allowed");
        if (!grantHeld) reasons.Add("grant-not-sufficient");
        var part = held.Contains(GrantRole.Disclosed) ? inRoom.First(grant => grant.Role == GrantRole.Disclosed).Part : null;
        var partServes = !aboutResource || !held.Contains(GrantRole.Disclosed) || part is not null && (applied is not { } intended || IsDisclosedFor(intended, part));

        // What was disclosed adds nothing to another grant where it is asked for something else.
        if (!partServes && held.Count > 1) return Decide(rule, actor, mandates, [.. grants.Where(grant => grant.Role != GrantRole.Disclosed)], purpose);
        if (applied is { } purposeOfRequest && !MayServe(purposeOfRequest) || grantHeld && !partServes) reasons.Add("purpose-not-allowed");
        if (reasons.Count > 0) return new Verdict(Effect.Forbid, reasons, held) { Purpose = applied };

        List<string> grounds = [.. held.Where(rule.Grants.Contains).Order().Select(role => "grant-" + Kebab.Of(role)), .. roles.Where(rule.Roles.Contains).Order().Select(role => "role-" + Kebab.Of(role))];
        return new Verdict(Effect.Allow, grounds, held)
        {
            Pairs = [.. pairs.Select(pair => (pair.Grant, pair.Role))],
            Purpose = applied,
            Part = part,
        };

        // Who answers for data and takes no part in the work does not look at it for the work's sake.
        bool MayServe(Purpose stated) =>
            rule.Purposes.Contains(stated.Value)
            && (!rule.ForPurposesOfRoom || RolePurposes.OfKeepers.Contains(stated.Value) || entering.Exists(pair => RoomAccess.PurposesOf(pair.Room).Contains(stated.Value)))
            && (RolePurposes.OfKeepers.Contains(stated.Value) || !roles.Overlaps(rule.Roles) || roles.Where(rule.Roles.Contains).Any(role => !rule.Keepers.Contains(role)));

        // Who answers for the receiver's data also reads what a data subject has a right to hear of it (art. 15 AVG).
        bool IsDisclosedFor(Purpose stated, DisclosedPart disclosed) =>
            stated == disclosed.Purpose || RolePurposes.OfKeepers.Contains(stated.Value) && roles.Overlaps(rule.Keepers);
    }

    /// <summary>
    /// Who sent a signal to another municipality has to hear what becomes of it, and who received a record or part of it what
    /// is to be destroyed of it, from officers who are mandated for their own. The lists say the same in SQL (<see cref="Access.Grants"/>).
    /// </summary>
    private static bool Covers(MandatedRole mandate, Grant grant) =>
        grant.Municipality is null || grant.Role is GrantRole.Reporter or GrantRole.Receiver or GrantRole.Disclosed or GrantRole.Party || grant.Municipality == mandate.Municipality;

    private static Verdict Deny(Effect effect, string reason) => new(effect, [reason], new HashSet<GrantRole>());
}

/// <summary>Which roles may enter which room at all. Victim and security room are separate (domain, section 6).</summary>
public static class RoomAccess
{
    private static readonly HashSet<Role> General =
        [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner];

    private static readonly HashSet<Role> Care = [Role.CareCoordinator, Role.Partner];

    private static readonly HashSet<Role> Security = [Role.CaseLead, Role.Partner];

    public static IReadOnlySet<Role> RolesOf(Room room) => room switch
    {
        Room.General => General,
        Room.Care => Care,
        Room.Security => Security,
        _ => throw new ArgumentOutOfRangeException(nameof(room)),
    };

    /// <summary>For what data of the room is processed, whichever way it is asked for: a track, a list, a count, a feed.</summary>
    public static IReadOnlyList<string> PurposesOf(Room room) => room switch
    {
        Room.General => ["assessment", "casework", "care", "security", "synchronisation"],
        Room.Care => ["care", "synchronisation"],
        Room.Security => ["security", "casework", "synchronisation"],
        _ => throw new ArgumentOutOfRangeException(nameof(room)),
    };
}

/// <summary>Why somebody in a role asks, where the request does not say it; calls that give personal data always have to.</summary>
public static class RolePurposes
{
    private static readonly Dictionary<Role, Purpose> Defaults = new()
    {
        [Role.FocalPoint] = new("assessment"),
        [Role.CareCoordinator] = new("care"),
        [Role.CaseLead] = new("casework"),
        [Role.ChainDirector] = new("casework"),
        [Role.Partner] = new("synchronisation"),
        [Role.Auditor] = new("oversight"),
        [Role.PrivacyOfficer] = new("rights-of-data-subjects"),
        [Role.RecordsManager] = new("oversight"),
        [Role.Operator] = new("oversight"),
    };

    /// <summary>For what those look who answer for data.</summary>
    public static readonly IReadOnlySet<string> OfKeepers = new HashSet<string>(["rights-of-data-subjects", "oversight"], StringComparer.Ordinal);

    public static Purpose Of(Role role) => Defaults[role];

    /// <summary>Of several roles that of the first whose purpose fits, in the order in which they are declared; null without a role.</summary>
    public static Purpose? DefaultOf(IEnumerable<Role> roles, IReadOnlySet<string> allowed) =>
        roles.OrderBy(role => allowed.Contains(Of(role).Value) ? 0 : 1).ThenBy(role => role).Select(role => (Purpose?)Of(role)).FirstOrDefault();
}

using ChainCoop.Cases;
using ChainCoop.Cases.Handovers;
using ChainCoop.Shared;

namespace ChainCoop.Access.Replay;

/// <summary>What an organisation could see of a case at an instant, and why.</summary>
/// <param name="Municipality">Of the case.</param>
/// <param name="PolicyVersion">Of the policy that decided here.</param>
/// <param name="Rooms">Those that were asked for. For an auditor of the own organisation: those that it ever had access to by then.</param>
/// <param name="Opened">What the organisation, or the officer, got of these rooms by then, the newest first. Lists and feeds name no record and are not among it.</param>
public sealed record VisibilityView(
    Oin Organisation, CaseId CaseId, DateTimeOffset AsOf, MunicipalityCode Municipality, string PolicyVersion,
    IReadOnlyList<RoomVisibility> Rooms, Page<OpenedLine> Opened);

/// <param name="Id">Of the case in the general room, of the track in the others.</param>
/// <param name="Grants">In force at the instant. Without one nobody of the organisation sees anything.</param>
/// <param name="Officers">Who had a mandate of the organisation at the instant, or the officer that was asked for.</param>
public sealed record RoomVisibility(
    Room Room, ResourceKind Kind, RecordId Id, IReadOnlyList<GrantView> Grants, IReadOnlyList<OfficerVisibility> Officers);

/// <param name="Until">Exclusive; absent: without an end that was known at the instant.</param>
/// <param name="EventId">The fact that gave it.</param>
public sealed record GrantView(GrantRole Role, DateTimeOffset From, DateTimeOffset? Until, Guid EventId);

/// <param name="Officer">The same pseudonym as in the access log: who it is takes an unmasking.</param>
/// <param name="Roles">Mandated at the instant. A token has to claim a role as well; here it is taken to claim all of these.</param>
public sealed record OfficerVisibility(Pseudonym Officer, IReadOnlyList<MandatedRole> Roles, IReadOnlyList<ActionVisibility> Actions);

/// <param name="Action">The name of a rule, as access records have it.</param>
/// <param name="Reasons">What carried it for one purpose or another, or prevented it.</param>
/// <param name="Purposes">With which it was allowed; none otherwise.</param>
public sealed record ActionVisibility(string Action, Effect Effect, IReadOnlyList<string> Reasons, IReadOnlyList<string> Purposes);

/// <summary>An answer that gave something of a room.</summary>
/// <param name="Id">Of the access record.</param>
/// <param name="Officer">A pseudonym, as above.</param>
/// <param name="Resource">Of the case or the track.</param>
/// <param name="Status">Of the answer.</param>
public sealed record OpenedLine(Guid Id, DateTimeOffset At, Pseudonym Officer, string Action, RecordId Resource, int Status);

/// <summary>A case with its rooms, as the facts of its stream name them.</summary>
public sealed record CaseRooms(MunicipalityCode Municipality, IReadOnlyList<(Room Room, ResourceKind Kind, Guid Resource)> Rooms)
{
    /// <summary>Null: there was no such case yet, or its term was over and its facts are gone.</summary>
    public static CaseRooms? Of(IReadOnlyCollection<RecordedFact> timeline, CaseId id, Moment moment)
    {
        var facts = timeline.Select(fact => fact.Data).OfType<IFact>().Where(moment.Knows).ToList();
        if (facts.OfType<CaseProposed>().FirstOrDefault(fact => fact.CaseId == id) is not { } proposed) return null;
        // Of who was responsible for it by then.
        var municipality = facts.OfType<HandoverAccepted>().LastOrDefault(fact => fact.CaseId == id)?.To ?? proposed.Municipality;
        var founding = facts.OfType<MemberJoined>().Where(fact => fact.CaseId == id && fact.Founding);
        return new CaseRooms(
            municipality, [.. founding.SelectMany(GrantRules.Of).Select(change => (change.Room, change.Kind, change.Resource)).Distinct().OrderBy(room => room.Room)]);
    }
}

/// <summary>Decides again, for a whole organisation and every action: the policy over a history.</summary>
public static class Visibility
{
    /// <param name="officer">Null: everybody whom the organisation gave a mandate.</param>
    /// <param name="nameOf">How the answer names an officer.</param>
    public static RoomVisibility Of(
        AccessHistory history, Oin organisation, Pseudonym? officer, Func<ActorRef, Pseudonym> nameOf, (Room Room, ResourceKind Kind, Guid Resource) room, Moment moment)
    {
        var inForce = history.GivenTo(organisation, room.Resource, moment).Where(grant => grant.HoldsAt(moment.Clock)).ToList();
        IEnumerable<OfficerVisibility> officers = officer is { } asked
            ? [OfficerIn(asked, Find(history, organisation, asked, nameOf, moment))]
            : history.OfficersOf(organisation, moment).Select(id => OfficerIn(nameOf(new ActorRef(organisation, id)), id));
        return new RoomVisibility(
            room.Room, room.Kind, RecordId.From(room.Resource),
            [.. inForce.OrderBy(grant => grant.Role).Select(grant => new GrantView(grant.Role, grant.From, grant.Until, grant.By))],
            [.. officers.OrderBy(one => one.Officer.Value)]);

        OfficerVisibility OfficerIn(Pseudonym name, OfficerId? id)
        {
            IEnumerable<MandatedRole> held = id is { } known ? history.MandatesOf(organisation, known, moment) : [];
            var mandated = held.Distinct().OrderBy(role => role.Role).ThenBy(role => role.Municipality.Value, StringComparer.Ordinal).ToList();

            // The policy weighs what an actor holds, not who he is.
            var actor = new Actor(organisation, id ?? default, mandated.Select(role => role.Role).ToHashSet(), new HashSet<string>());
            var grants = inForce.Select(grant => grant.Granted).ToList();
            return new OfficerVisibility(name, mandated, [.. AccessRules.About(room.Kind).Select(rule => ActionOf(rule, purpose => Policy.Decide(rule, actor, mandated, grants, purpose)))]);
        }
    }

    /// <summary>Whom a pseudonym stands for, among those whom the organisation ever gave a mandate by then; null: nobody.</summary>
    public static OfficerId? Find(AccessHistory history, Oin organisation, Pseudonym name, Func<ActorRef, Pseudonym> nameOf, Moment moment) =>
        history.EverMandated(organisation, moment).Where(id => nameOf(new ActorRef(organisation, id)) == name).Select(id => (OfficerId?)id).FirstOrDefault();

    /// <summary>Whoever may do something for one purpose could do it; without any, the refusal is that of the default purpose.</summary>
    private static ActionVisibility ActionOf(AccessRule rule, Func<Purpose?, Verdict> decide)
    {
        List<string> purposes = [.. rule.Purposes.Where(purpose => decide(new Purpose(purpose)).Effect == Effect.Allow).Order(StringComparer.Ordinal)];
        if (decide(null) is { Effect: not Effect.Allow } refused && purposes.Count == 0) return new ActionVisibility(rule.Name, refused.Effect, refused.Reasons, purposes);
        return new ActionVisibility(rule.Name, Effect.Allow, [.. purposes.SelectMany(purpose => decide(new Purpose(purpose)).Reasons).Distinct()], purposes);
    }
}

using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;

namespace ChainCoop.Access.Replay;

/// <summary>A stored event.</summary>
public sealed record RecordedFact(Guid EventId, object Data)
{
    internal static RecordedFact Of(StoredEvent stored) => new(stored.Id, stored.Data);
}

/// <summary>An instant to look at: what was recorded until then counts, and periods run by its clock.</summary>
/// <param name="Clock">Grants and mandates hold at this instant.</param>
/// <param name="RecordedUntil">Facts whose <c>At</c> is later are not known yet.</param>
public readonly record struct Moment(DateTimeOffset Clock, DateTimeOffset RecordedUntil)
{
    /// <summary>With everything that was recorded at that instant.</summary>
    public static Moment At(DateTimeOffset instant) => new(instant, instant);

    /// <summary>As a decision of that instant saw it: its own facts carry the same instant, and it was taken without them.</summary>
    public static Moment OfDecision(DateTimeOffset instant) => new(instant, instant.AddMicroseconds(-1));

    public bool Knows(IFact fact) => fact.At <= RecordedUntil;
}

/// <param name="Municipality">As in <see cref="Grant"/>.</param>
/// <param name="Until">Exclusive.</param>
/// <param name="By">The event that gave it.</param>
public sealed record HeldGrant(Room Room, GrantRole Role, MunicipalityCode? Municipality, DateTimeOffset From, DateTimeOffset? Until, Guid By)
{
    /// <summary>How much of the resource it gives, and for what; null: as much as the role says.</summary>
    public DisclosedPart? Part { get; init; }

    public Grant Granted => new(Room, Role, Municipality) { Part = Part };

    public bool HoldsAt(DateTimeOffset clock) => From <= clock && !(Until <= clock);
}

/// <summary>
/// Who held which grants and mandates at an instant, folded from events alone. The tables that requests read
/// (<see cref="Grants"/>, <see cref="Mandates"/>) are folded from the same events by the same rules; nothing here looks at them.
/// </summary>
/// <param name="timeline">In the order of the timeline: at least all events of the streams that the questions are about.</param>
public sealed class AccessHistory(IEnumerable<RecordedFact> timeline)
{
    private readonly IReadOnlyList<RecordedFact> facts = [.. timeline.Where(fact => fact.Data is IFact)];

    /// <summary>All that the organisation was given on the resource by then, in force or over.</summary>
    public IReadOnlyCollection<HeldGrant> GivenTo(Oin organisation, Guid resource, Moment moment)
    {
        Dictionary<(Room, GrantRole), HeldGrant> given = [];
        foreach (var fact in Known(moment))
        {
            // The officers who give a mandate deal with it; it belongs to no municipality, and is no grant in the table either.
            if (fact.Data is MandateGiven mandate && mandate.MandateId.Value == resource && mandate.Organisation == organisation)
                given[(Room.General, GrantRole.Owner)] = new HeldGrant(Room.General, GrantRole.Owner, null, mandate.At, null, fact.EventId);

            foreach (var change in GrantRules.Of(fact.Data).Where(change => change.Resource == resource && change.Organisation == organisation))
            {
                var key = (change.Room, change.Role);
                if (change.Given) given[key] = new HeldGrant(change.Room, change.Role, change.Municipality, change.From, change.Until, fact.EventId) { Part = change.Part };
                else if (given.TryGetValue(key, out var ended)) given[key] = ended with { Until = change.Until };
            }
        }

        return given.Values;
    }

    /// <summary>The mandates of the officer that hold, as roles for municipalities.</summary>
    public IReadOnlyList<MandatedRole> MandatesOf(Oin organisation, OfficerId officer, Moment moment) =>
    [
        .. from mandate in MandatesIn(organisation, moment)
           where mandate.Officer == officer
           from municipality in mandate.Municipalities
           select new MandatedRole(mandate.Role, municipality),
    ];

    /// <summary>Whom the organisation ever gave a mandate by then, in force or over.</summary>
    public IEnumerable<OfficerId> EverMandated(Oin organisation, Moment moment) =>
        Known(moment).Select(fact => fact.Data).OfType<MandateGiven>().Where(mandate => mandate.Organisation == organisation).Select(mandate => mandate.Officer).Distinct();

    /// <summary>Who of the organisation had a mandate.</summary>
    public IReadOnlyList<OfficerId> OfficersOf(Oin organisation, Moment moment) =>
        [.. MandatesIn(organisation, moment).Select(mandate => mandate.Officer).Distinct().OrderBy(officer => officer.Value, StringComparer.Ordinal)];

    /// <summary>The decision of the moment, taken again.</summary>
    /// <param name="resource">Null: the action was not about one resource.</param>
    public Verdict Decide(AccessRule rule, Actor actor, Guid? resource, Purpose? purpose, Moment moment) => Policy.Decide(
        rule, actor, MandatesOf(actor.Organisation, actor.Officer, moment),
        resource is not { } id ? [] :
            [.. GivenTo(actor.Organisation, id, moment).Where(grant => grant.HoldsAt(moment.Clock)).Select(grant => grant.Granted)],
        purpose);

    private IEnumerable<MandateGiven> MandatesIn(Oin organisation, Moment moment)
    {
        Dictionary<MandateId, MandateGiven> held = [];
        foreach (var fact in Known(moment))
        {
            if (fact.Data is MandateGiven given && given.Organisation == organisation) held[given.MandateId] = given;
            if (fact.Data is MandateEnded ended && held.TryGetValue(ended.MandateId, out var mandate)) held[ended.MandateId] = mandate with { Until = ended.Until };
        }

        var day = DutchTime.DayOf(moment.Clock);
        return held.Values.Where(mandate => mandate.From <= day && !(mandate.Until <= day));
    }

    private IEnumerable<RecordedFact> Known(Moment moment) => facts.Where(fact => moment.Knows((IFact)fact.Data));
}

using ChainCoop.Organisations;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Access;

/// <summary>What a decider may need of the request.</summary>
public sealed class Entry(
    Actor actor, Purpose? purpose, AccessFacts facts, AccessRule rule, DateTimeOffset now, NpgsqlDataSource source, Vault vault, List<Sealed> collected)
{
    public ActorRef By { get; } = actor.Ref;

    /// <summary>From <see cref="TimeProvider"/>; goes into events as <c>At</c>.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>The municipalities for which the caller holds a role that the action asks for.</summary>
    public IReadOnlyList<MunicipalityCode> Mandated { get; } = [.. facts.MunicipalitiesOf(actor, rule.Roles).Select(code => new MunicipalityCode(code))];

    /// <summary>The roles that the action asks for and that the caller has, by token and mandate.</summary>
    public IReadOnlyList<Role> Acting { get; } = [.. facts.Mandates.Select(mandate => mandate.Role).Where(role => actor.Roles.Contains(role) && rule.Roles.Contains(role)).Distinct().Order()];

    /// <summary>Whether the caller may work with another resource, in the general room; what he may not see does not exist, and in an emergency, and in a conference, he only reads.</summary>
    public async Task<bool> MaySee(ResourceKind kind, Guid resource) => (await GrantsOn(kind, resource)).Any(role => role is not (GrantRole.Emergency or GrantRole.Attendee));

    /// <summary>By what the caller may see another resource, in the general room.</summary>
    public async Task<IReadOnlySet<GrantRole>> GrantsOn(ResourceKind kind, Guid resource)
    {
        await using var command = source.CreateCommand($"select g.role {Grants.On("@resource")} and g.kind = @kind");
        command.Parameters.AddWithValue("organisation", By.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", facts.MunicipalitiesOf(actor, RoomAccess.RolesOf(Room.General)));
        command.Parameters.AddWithValue("now", Now.ToUniversalTime());
        command.Parameters.AddWithValue("resource", resource);
        command.Parameters.AddWithValue("kind", Kebab.Of(kind));
        HashSet<GrantRole> held = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) held.Add(Kebab.Parse<GrantRole>(reader.GetString(0)));
        return held;
    }

    /// <summary>Whether the caller has a role that enters the room, for the municipality.</summary>
    public bool Enters(Room room, MunicipalityCode municipality) => facts.MunicipalitiesOf(actor, RoomAccess.RolesOf(room)).Contains(municipality.Value);

    /// <summary>What a refusal was about, where that is not what the action creates; for the access record.</summary>
    public Weighed? Weighed { get; set; }

    /// <summary>What the policy says of the caller and another resource, and which municipality's that is.</summary>
    public async Task<(Verdict Verdict, MunicipalityCode? Municipality)> Weigh(AccessRule about, Guid resource)
    {
        var on = await AccessFacts.LoadAsync(source, actor, resource, null, Now, CancellationToken.None);
        var verdict = Policy.Decide(about, actor, on.Mandates, on.Grants, purpose);
        Weighed = new Weighed(about.Kind, resource, verdict);
        return (verdict, on.Grants.FirstOrDefault(grant => grant.Room == about.Room)?.Municipality);
    }

    /// <summary>The municipality of what the request is about, if the caller is mandated for it; else one for which he is.</summary>
    public MunicipalityCode Municipality => facts.Grants.Select(grant => grant.Municipality).OfType<MunicipalityCode>().FirstOrDefault(Mandated.Contains, Mandated[0]);

    /// <summary>The municipality of a record that the caller's organisation answers for, if his mandate covers it; else null.</summary>
    public async Task<MunicipalityCode?> AnswersFor(ResourceKind kind, Guid resource)
    {
        await using var command = source.CreateCommand(
            """
            select municipality from access.grants
            where organisation = $1 and resource = $2 and kind = $3 and role in ('owner', 'lead') and municipality = any($4)
              and valid_from <= $5 and (valid_until is null or valid_until > $5)
            limit 1
            """);
        command.Parameters.Add(new() { Value = By.Organisation.Value });
        command.Parameters.Add(new() { Value = resource });
        command.Parameters.Add(new() { Value = Kebab.Of(kind) });
        command.Parameters.Add(new() { Value = Mandated.Select(municipality => municipality.Value).ToArray() });
        command.Parameters.Add(new() { Value = Now.ToUniversalTime() });
        return await command.ExecuteScalarAsync() is string municipality ? new MunicipalityCode(municipality) : null;
    }

    /// <summary>Puts values into the vault with the commit of this request; one round trip for all of them.</summary>
    public async Task<IReadOnlyList<PayloadRef>> Seal(params IReadOnlyList<Unsealed> values)
    {
        var payloads = await vault.SealAsync(values, CancellationToken.None);
        collected.AddRange(payloads);
        return [.. payloads.Select(payload => payload.Ref)];
    }

    /// <summary>A note of a record, if there is one. It may name several persons: its key is its own.</summary>
    /// <param name="with">The record with which it is destroyed; null: the one that the request is about.</param>
    public Task<PayloadRef?> SealNote(string? note, Purpose purpose, RetentionClass retention, string eventType, RecordId? with = null) =>
        SealNote(note, KeyScope.OfProse(purpose, retention), eventType, with);

    /// <summary>A note that is about one person alone, if there is one.</summary>
    public Task<PayloadRef?> SealNoteAbout(SubjectId subject, string? note, Purpose purpose, RetentionClass retention, string eventType) =>
        SealNote(note, new KeyScope(subject.Value, purpose, retention), eventType, null);

    private async Task<PayloadRef?> SealNote(string? note, KeyScope scope, string eventType, RecordId? with) =>
        note is null ? null : (await Seal(new Unsealed(scope, eventType, new Prose(note)) { Record = with?.Value }))[0];
}

/// <summary>What a list or feed is filtered with.</summary>
/// <param name="Purpose">As stated; null: the default of a role.</param>
/// <param name="Municipalities">Those for which the actor holds a role that the rule allows.</param>
public sealed record Scope(Actor Actor, Purpose? Purpose, AccessFacts Facts, string[] Municipalities, DateTimeOffset Now, CancellationToken Token)
{
    /// <summary>For an answer that waited: what the actor may see by now; null if that is nothing.</summary>
    public required Func<Task<Scope?>> RenewAsync { get; init; }

    /// <summary>For an answer in parts: commits the record of the next part, before its bytes go out.</summary>
    public required Func<Task> RecordAsync { get; init; }

    /// <summary>Those for which the actor holds a role that may enter the room, for the stated purpose.</summary>
    public string[] MunicipalitiesIn(Room room) =>
        Purpose is { } stated && !RoomAccess.PurposesOf(room).Contains(stated.Value) ? [] : Facts.MunicipalitiesOf(Actor, RoomAccess.RolesOf(room));
}

/// <summary>Another resource than the action creates, and what was found of the caller and it.</summary>
/// <param name="Resource">As it was asked for: there may be none.</param>
/// <param name="Verdict">Null: that of the action stands.</param>
public sealed record Weighed(ResourceKind Kind, Guid Resource, Verdict? Verdict);

/// <summary>What a question names: a resource, a municipality of the district. Never what is neither.</summary>
public sealed record Matter(Guid? Resource = null, MunicipalityCode? Municipality = null)
{
    /// <summary>Null where there is no such municipality: the record holds codes only.</summary>
    public static Matter? Of(string? code) =>
        code is not null && OrganisationRegister.Current.Find(new MunicipalityCode(code)) is { } known ? new Matter(Municipality: known.Code) : null;
}

/// <summary>An answer, and whose data it gives.</summary>
public sealed record Shown(object View, params IReadOnlyList<SubjectId> Subjects)
{
    public Problem? Refusal { get; private init; }

    public static Shown Refused(Problem? problem) => new("") { Refusal = problem };

    /// <summary>To whom the answer goes on, for the access record; null when it is no disclosure.</summary>
    public Recipient? Given { get; init; }

    /// <summary>The version would count steps that the caller may not see: its ETag is made of what is shown.</summary>
    public bool HidesSteps { get; init; }
}

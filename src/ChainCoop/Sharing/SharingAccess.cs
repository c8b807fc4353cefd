using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Sharing;

/// <summary>What the rules about sharing have in common: who works with a record shares from it, and who answers for data sees what was shared.</summary>
internal static class SharingAccess
{
    /// <summary>Everybody who enters some room; with a grant of a room only its own roles count (<see cref="Policy"/>).</summary>
    public static readonly Role[] Everybody = [.. RoomAccess.RolesOf(Room.General)];

    public static readonly string[] Purposes = [.. RoomAccess.PurposesOf(Room.General)];

    /// <summary>Where a list that begins with the newest begins.</summary>
    public static readonly Cursor Newest = new(DateTimeOffset.MaxValue, Guid.Empty);

    /// <summary>From whatever room; the grant says of which.</summary>
    public static AccessRule InAnyRoom(string name, ResourceKind kind, params GrantRole[] grants) =>
        AccessRule.Of(name, kind, Room.General, grants, Everybody, Purposes) with { AnyRoom = true, ForPurposesOfRoom = grants.Length > 0 };

    /// <summary>As <see cref="InAnyRoom"/>, and for those who answer for the data of the organisation.</summary>
    public static AccessRule WithKeepers(string name, ResourceKind kind, params GrantRole[] grants) =>
        AccessRule.Of(name, kind, Room.General, grants, [.. Everybody, .. PrivacyRules.Keepers], [.. Purposes, .. RolePurposes.OfKeepers]) with
        {
            AnyRoom = true,
            ForPurposesOfRoom = grants.Length > 0,
            Keepers = PrivacyRules.Keepers,
        };

    /// <summary>As with other requests of data subjects nobody hears of an objection but privacy officers.</summary>
    public static AccessRule OfObjections(string name, params GrantRole[] grants) =>
        PrivacyRules.Of(name, ResourceKind.Objection, grants, Role.PrivacyOfficer) with { EnteredBy = new HashSet<Role> { Role.PrivacyOfficer } };

    /// <summary>Who may share from a record, and say on what basis: who leads its room; of a signal the municipality, and who sent it.</summary>
    private static readonly Dictionary<ResourceKind, AccessRule> Share =
        new[] { ResourceKind.Signal, ResourceKind.Case, ResourceKind.VictimTrack, ResourceKind.SecurityTrack }.ToDictionary(kind => kind, kind =>
        {
            var room = RecordContents.RoomOf(kind);
            return AccessRule.Of(
                $"{Kebab.Of(kind)}.share", kind, room, kind == ResourceKind.Signal ? [GrantRole.Owner, GrantRole.Reporter] : [GrantRole.Lead],
                [.. RoomAccess.RolesOf(room)], [.. RoomAccess.PurposesOf(room)]);
        });

    public static AccessRule ShareFrom(ResourceKind kind) => Share[kind];
}

/// <summary>One record, named by its own kind of id.</summary>
internal static class NamedRecord
{
    private static readonly string[] Members = ["/signalId", "/caseId", "/victimTrackId", "/securityTrackId"];

    public static (ResourceKind Kind, RecordId Id)? Of(SignalId? signal, CaseId? file, VictimTrackId? victims, SecurityTrackId? security) =>
        All(signal, file, victims, security) is [var only] ? only : null;

    public static void Check(Faults faults, SignalId? signal, CaseId? file, VictimTrackId? victims, SecurityTrackId? security) =>
        faults.Require(
            All(signal, file, victims, security).Count == 1 || Members.Any(faults.Has), "",
            "Exactly one of signalId, caseId, victimTrackId and securityTrackId is required.");

    private static List<(ResourceKind, RecordId)> All(SignalId? signal, CaseId? file, VictimTrackId? victims, SecurityTrackId? security)
    {
        List<(ResourceKind, RecordId)> named = [];
        if (signal is { } s) named.Add((ResourceKind.Signal, RecordId.From(s.Value)));
        if (file is { } c) named.Add((ResourceKind.Case, RecordId.From(c.Value)));
        if (victims is { } v) named.Add((ResourceKind.VictimTrack, RecordId.From(v.Value)));
        if (security is { } t) named.Add((ResourceKind.SecurityTrack, RecordId.From(t.Value)));
        return named;
    }
}

/// <summary>A record that is to be shared from, as the caller sees it.</summary>
public sealed record SharedMatter(Verdict Verdict, MunicipalityCode Municipality, RecordContent Content)
{
    /// <summary>Who answers for the record; null when nobody does.</summary>
    public SourceOwner? Owner { get; init; }

    /// <summary>An erasure was proposed or ordered: who receives now would not be asked to destroy.</summary>
    public bool ErasureIsOpen { get; init; }

    /// <summary>Persons in it who object to sharing, where that is open or was granted (art. 18(1)(d) and 21 AVG).</summary>
    public IReadOnlySet<SubjectId> Objecting { get; init; } = new HashSet<SubjectId>();

    /// <summary>What the record had of the person that is asked for was erased: there is nothing left to share.</summary>
    public bool PersonIsErased { get; init; }

    /// <summary>Null when there is no such record, or the caller may not see it: what is hidden is not even looked for.</summary>
    public static async Task<SharedMatter?> FindAsync(AccessRule share, RecordId id, Entry entry, IDocumentStore store, NpgsqlDataSource source, CancellationToken token)
    {
        var (verdict, municipality) = await entry.Weigh(share, id.Value);
        if (verdict.Effect == Effect.Hide) return null;
        await using var session = store.QuerySession();
        return await RecordContents.FindAsync(share.Kind, id, session, token) is { } content && municipality is { } known
            ? new SharedMatter(verdict, entry.Mandated.Contains(known) ? known : entry.Mandated[0], content)
            {
                Owner = await OwnerOfAsync(share.Kind, id, entry.Now, source, token),
                ErasureIsOpen = await IsErasureOpenAsync(id, source.CreateCommand(), token),
                Objecting = await ObjectingAsync(id, source.CreateCommand(), token),
            }
            : null;
    }

    /// <summary>The municipality that got the signal, or that led the room first.</summary>
    private static async Task<SourceOwner?> OwnerOfAsync(ResourceKind kind, RecordId id, DateTimeOffset now, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select organisation, municipality from access.grants
            where resource = $1 and kind = $2 and role in ('owner', 'lead') and valid_from <= $3 and (valid_until is null or valid_until > $3)
            order by valid_from, organisation limit 1
            """);
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = Kebab.Of(kind) });
        command.Parameters.Add(new() { Value = now.ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? new SourceOwner(new(reader.GetString(0)), new(reader.GetString(1))) : null;
    }

    /// <summary>
    /// The record is as it was seen, no erasure of it began and nobody in it objected: who orders or raises one holds the record's stream
    /// alone, so that one of the two comes first.
    /// </summary>
    public Premise Unhindered => new(Content.Id.Value, Content.Version, Problems.ChangedMeanwhile)
    {
        StillSo = async (connection, token) =>
            !await IsErasureOpenAsync(Content.Id, connection.CreateCommand(), token) && Objecting.SetEquals(await ObjectingAsync(Content.Id, connection.CreateCommand(), token)),
    };

    private static async Task<bool> IsErasureOpenAsync(RecordId id, NpgsqlCommand asking, CancellationToken token)
    {
        await using var command = asking;
        command.CommandText = "select exists (select from chaincoop.mt_doc_erasure where data ->> 'record' = $1 and data ->> 'status' in ('proposed', 'ordered'))";
        command.Parameters.Add(new() { Value = id.ToString() });
        return await command.ExecuteScalarAsync(token) is true;
    }

    private static async Task<IReadOnlySet<SubjectId>> ObjectingAsync(RecordId id, NpgsqlCommand asking, CancellationToken token)
    {
        await using var command = asking;
        command.CommandText = "select (data ->> 'subject')::uuid from chaincoop.mt_doc_objection where data -> 'record' = to_jsonb($1::text) and data ->> 'status' in ('open', 'granted')";
        command.Parameters.Add(new() { Value = id.ToString() });
        HashSet<SubjectId> objecting = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) objecting.Add(SubjectId.From(reader.GetGuid(0)));
        return objecting;
    }

    /// <summary>Null: the caller may share from it. What he may not see is absent.</summary>
    public static Problem? Refuses(SharedMatter? matter) => matter?.Verdict switch
    {
        null => Problems.NotFound,
        { Effect: Effect.Forbid } verdict => verdict.Grants.SetEquals([GrantRole.Disclosed]) ? Problems.PassingOnNotAllowed : Problems.Forbidden,
        _ when matter.Content.Destroyed => Problems.Destroyed,
        _ => null,
    };
}

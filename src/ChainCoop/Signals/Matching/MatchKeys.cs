using System.Security.Cryptography;
using System.Text;
using ChainCoop.Organisations;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Signals.Matching;

/// <summary>A version of the match key of one agreement.</summary>
/// <param name="Seq">In the order in which versions came into use.</param>
/// <param name="Agreement">All zero: the key of the district, by which counts join registrations and nobody asks.</param>
public sealed record MatchKeyVersion(long Seq, Guid Agreement, int Version)
{
    public bool IsOfDistrict => Agreement == Guid.Empty;
}

/// <param name="Payload">The identifiers, in the vault.</param>
public sealed record MatchableSubject(SubjectId Subject, SignalId Signal, Oin Owner, Oin Sender, PayloadRef Payload, Identifiers Identifiers);

/// <summary>What a commit writes of one person: which version of which key gave which HMAC.</summary>
public sealed record DerivedKeys(MatchableSubject Subject, IReadOnlyList<(long Version, byte[] Hash)> Hashes);

/// <summary>
/// Makes HMAC-SHA256 of normalised identifiers, under a key per agreement and version. That key is a data key: made at random, wrapped,
/// in the key database, and gone for good when the agreement ends. That of the district is derived from the first key-encryption key.
/// </summary>
public sealed class MatchKeys(NpgsqlDataSource source, KeyDatabase keys, Secrets secrets)
{
    /// <summary>Named as the purpose that an agreement has to name.</summary>
    public static readonly Purpose Purpose = new("matching");

    private static readonly OrganisationKind Shelter = new("shelter-organisation");

    /// <summary>Under which a person of a signal is recognised when persons are counted: what is of one person alone, so no plate and no address.</summary>
    private static readonly HashSet<MatchKind> OfOnePerson = [MatchKind.NameAndBirthDate, MatchKind.Phone, MatchKind.DocumentNumber];

    /// <summary>The versions for the signals of an organisation, and the last one that there is for anybody.</summary>
    public async Task<(IReadOnlyList<MatchKeyVersion> Versions, long Known)> VersionsForAsync(Oin owner, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select v.seq, v.agreement, v.version, (select max(seq) from signals.match_key_versions)
            from signals.match_key_versions v where v.parties is null or $1 = any(v.parties)
            """);
        command.Parameters.Add(new() { Value = owner.Value });
        List<MatchKeyVersion> versions = [];
        var known = 0L;
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            versions.Add(new MatchKeyVersion(reader.GetInt64(0), reader.GetGuid(1), reader.GetInt32(2)));
            known = reader.GetInt64(3);
        }

        return (versions, known);
    }

    /// <summary>The HMACs of one person's identifiers under each of the versions.</summary>
    public async Task<IReadOnlyList<DerivedKeys>> DeriveAsync(IReadOnlyList<MatchableSubject> subjects, IReadOnlyList<MatchKeyVersion> versions, CancellationToken token)
    {
        List<(MatchKeyVersion Version, byte[]? Key)> usable = [];
        foreach (var version in versions)
        {
            if (version.IsOfDistrict) usable.Add((version, null));
            else if (await KeyAsync(version, token) is { } key) usable.Add((version, key));
        }

        return
        [
            .. subjects.Select(subject => new DerivedKeys(subject,
            [
                .. from form in FormsOf(subject).Forms
                   from version in usable
                   where version.Key is not null || OfOnePerson.Contains(form.Kind)
                   select (version.Version.Seq, Hash(version.Key, form)),
            ])),
        ];
    }

    /// <summary>What a shelter gives as an address may be its own, which is never matched (domain, section 6).</summary>
    public static MatchForms FormsOf(Identifiers identifiers, Oin sender) =>
        MatchForms.Of(identifiers, withAddress: OrganisationRegister.Current.Find(sender)?.Kind != Shelter);

    public static MatchForms FormsOf(MatchableSubject subject) => FormsOf(subject.Identifiers, subject.Sender);

    /// <summary>Adds a person of a new signal, in its transaction.</summary>
    public static void Write(IDocumentOperations operations, DerivedKeys derived, SubjectRole role, long known)
    {
        var subject = derived.Subject;
        operations.QueueSqlCommand(
            "insert into signals.match_subjects (subject, signal, owner, sender, role, payload, known) values (?, ?, ?, ?, ?, ?, ?)",
            subject.Subject.Value, subject.Signal.Value, subject.Owner.Value, subject.Sender.Value, role.Value, subject.Payload.Id.Value, known);
        WriteHashes(operations, [derived]);
    }

    /// <summary>Adds what was derived afterwards, unless the identifiers were corrected or erased meanwhile.</summary>
    public static void Add(IDocumentOperations operations, IReadOnlyList<DerivedKeys> derived, long known)
    {
        operations.QueueSqlCommand(
            "update signals.match_subjects s set known = ? from unnest(?::uuid[], ?::uuid[]) as made (subject, payload) where s.subject = made.subject and s.payload = made.payload",
            known, derived.Select(one => one.Subject.Subject.Value).ToArray(), derived.Select(one => one.Subject.Payload.Id.Value).ToArray());
        WriteHashes(operations, derived);
    }

    /// <summary>What was corrected is matched no longer, in the transaction of the correction.</summary>
    public static void Replace(IDocumentOperations operations, DerivedKeys derived, long known)
    {
        operations.QueueSqlCommand("update signals.match_subjects set payload = ?, known = ? where subject = ?", derived.Subject.Payload.Id.Value, known, derived.Subject.Subject.Value);
        operations.QueueSqlCommand("delete from signals.match_keys where subject = ?", derived.Subject.Subject.Value);
        WriteHashes(operations, [derived]);
    }

    public static void ChangeRole(IDocumentOperations operations, SubjectId subject, SubjectRole role) =>
        operations.QueueSqlCommand("update signals.match_subjects set role = ? where subject = ?", role.Value, subject.Value);

    /// <summary>Part of an erasure, destruction or retraction: afterwards nothing can be derived again either.</summary>
    public static void Forget(IDocumentOperations operations, Guid[] subjects)
    {
        operations.QueueSqlCommand("delete from signals.match_subjects where subject = any(?)", subjects);
        operations.QueueSqlCommand("delete from signals.match_keys where subject = any(?)", subjects);
    }

    /// <summary>The key goes for good: no later version of it comes under the same name.</summary>
    public Task DestroyAsync(MatchKeyVersion version, DateTimeOffset now, CancellationToken token) =>
        keys.DestroyAsync(ScopeOf(version).Subject, version.Agreement, now, token);

    /// <summary>Only under versions that are still in use, and of a person who is still there.</summary>
    private static void WriteHashes(IDocumentOperations operations, IReadOnlyList<DerivedKeys> derived)
    {
        var made = derived.SelectMany(one => one.Hashes.Select(hash => (one.Subject, hash.Version, hash.Hash))).ToList();
        if (made.Count == 0) return;
        operations.QueueSqlCommand(
            """
            insert into signals.match_keys (hash, version, subject)
            select made.hash, v.seq, s.subject
            from unnest(?::bytea[], ?::bigint[], ?::uuid[], ?::uuid[]) as made (hash, version, subject, payload)
            join signals.match_key_versions v on v.seq = made.version
            join signals.match_subjects s on s.subject = made.subject and s.payload = made.payload
            on conflict do nothing
            """,
            made.Select(one => one.Hash).ToArray(), made.Select(one => one.Version).ToArray(), made.Select(one => one.Subject.Subject.Value).ToArray(),
            made.Select(one => one.Subject.Payload.Id.Value).ToArray());
    }

    private async Task<byte[]?> KeyAsync(MatchKeyVersion version, CancellationToken token)
    {
        try
        {
            var scope = ScopeOf(version);
            return (await keys.GetOrCreateAsync([scope], token))[scope].Key;
        }
        catch (ErasedSubjectException)
        {
            return null; // the agreement ended a moment ago
        }
    }

    private static KeyScope ScopeOf(MatchKeyVersion version) =>
        new(NewId.Named(version.Agreement, FormattableString.Invariant($"match-key {version.Version}")), Purpose, new RetentionClass("match-key")); // no data has it: the key goes with the agreement

    private byte[] Hash(byte[]? key, MatchForm form)
    {
        var text = Encoding.UTF8.GetBytes($"{Kebab.Of(form.Kind)}|{form.Form}");
        return key is null ? secrets.Hash("overlap", text) : HMACSHA256.HashData(key, text);
    }
}

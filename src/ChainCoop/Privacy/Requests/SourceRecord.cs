using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Npgsql;

namespace ChainCoop.Privacy.Requests;

/// <summary>What can hold data of a person.</summary>
public enum SourceKind { Signal, VictimTrack, SecurityTrack }

/// <param name="Id">Of the signal or track.</param>
public sealed record SourceRecord(SourceKind Kind, Guid Id);

/// <summary>What a record has of one person.</summary>
/// <param name="Role">The present one, or the last; null for the reporter of a signal.</param>
/// <param name="Identifiers">Name and contact in the case of a reporter; null while nobody knows who it is.</param>
/// <param name="Since">The day in the Netherlands, in whichever role.</param>
/// <param name="Retention">By its present state; that of its kind where it has none yet.</param>
internal sealed record Presence(SubjectRole? Role, PayloadRef? Identifiers, DateOnly Since, RetentionClass Retention)
{
    public bool AsReporter => Role is null;

    /// <summary>Null if the record has nothing of the person. Asked of the stored states, for they belong to other modules.</summary>
    public static async Task<Presence?> FindAsync(SourceRecord record, SubjectId subject, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select found.role, found.identifiers ->> 'id', found.identifiers ->> 'commitment', min(found.since::timestamptz) over (), kept.class
            from (
                select 'signal' as kind, s.id, person ->> 'role' as role, person -> 'identifiers' as identifiers, s.data ->> 'receivedAt' as since, null as until, 'signal' as keeps
                from chaincoop.mt_doc_signal s cross join lateral jsonb_array_elements(s.data -> 'subjects') person
                where s.id = @id and person ->> 'subjectId' = @subject
                union all
                select 'signal', s.id, null, nullif(s.data -> 'reporter', 'null'), s.data ->> 'receivedAt', null, 'reporter'
                from chaincoop.mt_doc_signal s where s.id = @id and s.data ->> 'reporterSubject' = @subject
                union all
                select 'victim-track', t.id, person ->> 'role', nullif(person -> 'identifiers', 'null'), person ->> 'from', person ->> 'until', 'victim-track'
                from chaincoop.mt_doc_victimtrack t cross join lateral jsonb_array_elements(t.data -> 'participations') person
                where t.id = @id and person ->> 'subjectId' = @subject
                union all
                select 'security-track', t.id, person ->> 'role', nullif(person -> 'identifiers', 'null'), person ->> 'from', person ->> 'until', 'security-track'
                from chaincoop.mt_doc_securitytrack t cross join lateral jsonb_array_elements(t.data -> 'participations') person
                where t.id = @id and person ->> 'subjectId' = @subject) found
            left join privacy.retention kept on kept.id = found.id and kept.kind = found.keeps
            where found.kind = @kind
            order by found.until desc nulls first
            limit 1
            """);
        command.Parameters.AddWithValue("id", record.Id);
        command.Parameters.AddWithValue("subject", subject.ToString());
        command.Parameters.AddWithValue("kind", Kebab.Of(record.Kind));
        await using var reader = await command.ExecuteReaderAsync(token);
        if (!await reader.ReadAsync(token)) return null;
        SubjectRole? role = await reader.IsDBNullAsync(0, token) ? null : new SubjectRole(reader.GetString(0));
        return new Presence(
            role,
            await reader.IsDBNullAsync(1, token) ? null : new PayloadRef(PayloadId.From(Guid.Parse(reader.GetString(1))), new Commitment(reader.GetString(2))),
            DutchTime.DayOf(reader.GetFieldValue<DateTimeOffset>(3)),
            await reader.IsDBNullAsync(4, token) ? RetentionOf(record.Kind, role) : new RetentionClass(reader.GetString(4)));
    }

    private static RetentionClass RetentionOf(SourceKind kind, SubjectRole? role) => kind switch
    {
        SourceKind.Signal => role is null ? SignalData.ContactRetention : SignalData.Retention,
        SourceKind.VictimTrack => VictimAccess.Retention,
        _ => SecurityAccess.Retention,
    };
}

internal static class SourceKinds
{
    public static ResourceKind ResourceOf(SourceKind kind) => kind switch
    {
        SourceKind.Signal => ResourceKind.Signal,
        SourceKind.VictimTrack => ResourceKind.VictimTrack,
        _ => ResourceKind.SecurityTrack,
    };

    public static Purpose PurposeOf(SourceKind kind) => kind switch
    {
        SourceKind.Signal => SignalData.Purpose,
        SourceKind.VictimTrack => VictimAccess.Purpose,
        _ => SecurityAccess.Purpose,
    };
}

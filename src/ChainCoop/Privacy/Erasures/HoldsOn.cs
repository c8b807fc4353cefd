using ChainCoop.Privacy.Holds;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Erasures;

/// <summary>Whether a legal hold stands in the way: on the record, on the case that it is of, or on somebody whose data would go.</summary>
internal static class HoldsOn
{
    /// <summary>Of a text that is redacted the original goes, and it may be about everybody in the record. Null: everybody's.</summary>
    public static SubjectId? WhoseDataGoes(SubjectId? subject, bool redacts) => redacts ? null : subject;

    /// <summary>For a decision. Who then destroys asks again, with the locks.</summary>
    public static async Task<bool> AnyAsync(NpgsqlDataSource source, SubjectId? subject, RecordContent content, CancellationToken token) =>
        (await LegalHolds.FindAsync(source, await TargetsAsync(source, subject, content, token), token)).Count > 0;

    /// <summary>Keeps new holds off until the end of the transaction.</summary>
    public static async Task<bool> LockAsync(NpgsqlConnection connection, NpgsqlDataSource source, SubjectId? subject, RecordContent content, CancellationToken token) =>
        (await LegalHolds.LockAndFindAsync(connection, await TargetsAsync(source, subject, content, token), token)).Count > 0;

    private static async Task<IReadOnlyCollection<Guid>> TargetsAsync(NpgsqlDataSource source, SubjectId? subject, RecordContent content, CancellationToken token) =>
    [
        .. await LegalHolds.TargetsOfAsync(source, content.Id.Value, token),
        .. subject is { } one ? [one.Value] : content.Subjects.Select(person => person.Value),
    ];
}

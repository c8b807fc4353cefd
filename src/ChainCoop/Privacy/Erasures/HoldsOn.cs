using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Erasures;

internal static class HoldsOn
{
    public static Task<bool> LockAndLookAsync(NpgsqlConnection connection, Guid record, SubjectId? subject, RecordContent content, CancellationToken token) => Task.FromResult(false);

    public static Task<bool> LookAsync(NpgsqlDataSource source, Guid record, SubjectId? subject, RecordContent content, CancellationToken token) => Task.FromResult(false);
}

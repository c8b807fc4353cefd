using Npgsql;

namespace ChainCoop.IntegrationTests;

/// <summary>Somebody who can do anything in the database: no trigger refuses what it does here.</summary>
internal static class Superuser
{
    /// <summary>Before a statement of the same transaction.</summary>
    public const string PastTriggers = "set local session_replication_role = replica;";

    public static async Task DoAsync(NpgsqlDataSource source, string sql, CancellationToken token)
    {
        await using var command = source.CreateCommand($"begin; {PastTriggers} {sql}; commit");
        await command.ExecuteNonQueryAsync(token);
    }
}

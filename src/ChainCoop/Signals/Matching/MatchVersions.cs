using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Signals.Matching;

/// <summary>Which versions of match keys are in use. Their numbers follow the order of the commits: each of these locks the table against the others.</summary>
internal static class MatchVersions
{
    /// <summary>The first version of an agreement; nothing where there is one.</summary>
    public static async Task BeginAsync(MatchAgreement agreement, NpgsqlDataSource source, CancellationToken token)
    {
        await using var add = new NpgsqlCommand(
            """
            insert into signals.match_key_versions (agreement, version, parties)
            select $1, 1, $2 where not exists (select from signals.match_key_versions where agreement = $1)
            """)
        {
            Parameters = { new() { Value = agreement.Id.Value }, new() { Value = agreement.Parties.Select(party => party.Value).ToArray() } },
        };
        await AddAsync(add, source, token);
    }

    /// <summary>A further version beside the one in use; nothing where there are two already, or none.</summary>
    public static async Task AddAsync(AgreementId agreement, NpgsqlDataSource source, CancellationToken token)
    {
        await using var add = new NpgsqlCommand(
            """
            insert into signals.match_key_versions (agreement, version, parties)
            select agreement, max(version) + 1, parties from signals.match_key_versions where agreement = $1 group by agreement, parties having count(*) = 1
            """)
        {
            Parameters = { new() { Value = agreement.Value } },
        };
        await AddAsync(add, source, token);
    }

    /// <summary>One at a time, so that a number which is seen means that all smaller ones are.</summary>
    private static async Task AddAsync(NpgsqlCommand add, NpgsqlDataSource source, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using (var alone = new NpgsqlCommand("lock table signals.match_key_versions in share row exclusive mode", connection)) await alone.ExecuteNonQueryAsync(token);
        add.Connection = connection;
        await add.ExecuteNonQueryAsync(token);
        await transaction.CommitAsync(token);
    }

    /// <summary>The oldest first.</summary>
    public static async Task<IReadOnlyList<MatchKeyVersion>> OfAsync(AgreementId agreement, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select seq, version from signals.match_key_versions where agreement = $1 order by seq");
        command.Parameters.Add(new() { Value = agreement.Value });
        List<MatchKeyVersion> versions = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) versions.Add(new MatchKeyVersion(reader.GetInt64(0), agreement.Value, reader.GetInt32(1)));
        return versions;
    }

    /// <summary>The agreement is over: its keys go, and then what they made.</summary>
    public static async Task EndAsync(AgreementId agreement, NpgsqlDataSource source, MatchKeys keys, DateTimeOffset now, CancellationToken token)
    {
        foreach (var version in await OfAsync(agreement, source, token)) await RetireAsync(version, source, keys, now, token);
    }

    /// <summary>The key first: killed in between, nothing can be matched under it, and it is done again.</summary>
    public static async Task RetireAsync(MatchKeyVersion version, NpgsqlDataSource source, MatchKeys keys, DateTimeOffset now, CancellationToken token)
    {
        await keys.DestroyAsync(version, now, token);
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from signals.match_keys where version = $1") { Parameters = { new() { Value = version.Seq } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from signals.match_key_versions where seq = $1") { Parameters = { new() { Value = version.Seq } } });
        await batch.ExecuteNonQueryAsync(token);
    }
}

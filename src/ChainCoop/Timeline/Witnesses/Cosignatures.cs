using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Timeline.Witnesses;

/// <summary>What witnesses signed.</summary>
internal static class Cosignatures
{
    /// <summary>Signature lines of a head, without line ends.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(NpgsqlDataSource source, SealedLog log, long size, CancellationToken token)
    {
        await using var command = source.CreateCommand("select line from timeline.cosignatures where log = $1 and size = $2 order by at, witness");
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = size });
        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) lines.Add(reader.GetString(0));
        return lines;
    }

    /// <summary>The size of the newest head that is witnessed; null: none is.</summary>
    public static async Task<long?> WitnessedAsync(NpgsqlDataSource source, SealedLog log, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select size from timeline.cosignatures where log = $1
            group by size having count(distinct organisation) >= $2 order by size desc limit 1
            """);
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = (long)WitnessPolicy.Current.Quorum });
        return await command.ExecuteScalarAsync(token) as long?;
    }

    /// <summary>The largest head that the witness signed; 0: none.</summary>
    public static async Task<long> LastAsync(NpgsqlDataSource source, SealedLog log, WitnessId witness, CancellationToken token)
    {
        await using var command = source.CreateCommand("select coalesce(max(size), 0) from timeline.cosignatures where log = $1 and witness = $2");
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = witness.Value });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    /// <summary>Signed twice, it is kept once.</summary>
    public static async Task AddAsync(NpgsqlDataSource source, SealedLog log, long size, Witness witness, DateTimeOffset at, string line, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "insert into timeline.cosignatures (log, size, witness, organisation, at, line) values ($1, $2, $3, $4, $5, $6) on conflict do nothing");
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = size });
        command.Parameters.Add(new() { Value = witness.Id.Value });
        command.Parameters.Add(new() { Value = witness.Organisation.Value });
        command.Parameters.Add(new() { Value = at.ToUniversalTime() });
        command.Parameters.Add(new() { Value = line });
        await command.ExecuteNonQueryAsync(token);
    }

    public static async Task<int> OrganisationsAsync(NpgsqlDataSource source, SealedLog log, long size, CancellationToken token)
    {
        await using var command = source.CreateCommand("select count(distinct organisation)::int from timeline.cosignatures where log = $1 and size = $2");
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = size });
        return (int)(await command.ExecuteScalarAsync(token))!;
    }
}

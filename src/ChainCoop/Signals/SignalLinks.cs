using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Signals;

/// <summary>What another module may ask before something grows from a signal.</summary>
public static class SignalLinks
{
    /// <summary>In whose stream a request for information or a retraction is; null when there is none.</summary>
    internal static async Task<Guid?> StreamOfAsync(Guid part, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select stream from access.grant_streams where resource = $1");
        command.Parameters.Add(new() { Value = part });
        return await command.ExecuteScalarAsync(token) as Guid?;
    }

    /// <summary>Null when there is no such signal. Whether the caller may see it is not asked here.</summary>
    public static async Task<LinkedSignal?> FindAsync(SignalId id, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            """
            select d.data ->> 'municipality', d.data ->> 'status', (d.data ->> 'referralFinal')::boolean, d.data ->> 'merge' is not null, s.version
            from chaincoop.mt_doc_signal d join chaincoop.mt_streams s on s.id = d.id where d.id = $1
            """);
        command.Parameters.Add(new() { Value = id.Value });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new LinkedSignal(new(reader.GetString(0)), Kebab.Parse<SignalStatus>(reader.GetString(1)), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetInt64(4))
            : null;
    }
}

/// <param name="ReferralAccepted">The organisation that it was referred to took it.</param>
/// <param name="Merged">It is a duplicate of another.</param>
/// <param name="Version">Of its stream.</param>
public sealed record LinkedSignal(MunicipalityCode Municipality, SignalStatus Status, bool ReferralAccepted, bool Merged, long Version);

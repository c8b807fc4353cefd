using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Prevention;

/// <summary>What another module may ask before something comes out of an activity.</summary>
public static class PreventionLinks
{
    /// <summary>Null when there is no such activity. Whether the caller may see it is not asked here.</summary>
    public static async Task<LinkableActivity?> FindAsync(PreventionActivityId id, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select data ->> 'municipality', data ->> 'status' from chaincoop.mt_doc_preventionactivity where id = $1");
        command.Parameters.Add(new() { Value = id.Value });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? new LinkableActivity(new(reader.GetString(0)), Kebab.Parse<ActivityStatus>(reader.GetString(1))) : null;
    }
}

public sealed record LinkableActivity(MunicipalityCode Municipality, ActivityStatus Status);

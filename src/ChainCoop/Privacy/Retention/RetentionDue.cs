using System.Globalization;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Retention;

/// <summary>How many records of a class and municipality may be destroyed on a day.</summary>
internal sealed record RetentionDue(RetentionClass Class, MunicipalityCode Municipality, long Records)
{
    public static async Task<IReadOnlyList<RetentionDue>> ReadAsync(NpgsqlDataSource source, DateOnly on, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select class, municipality, count(*) from privacy.retention where destroy_after <= $1 group by class, municipality order by class, municipality");
        command.Parameters.Add(new() { Value = on });
        List<RetentionDue> due = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) due.Add(new(new(reader.GetString(0)), new(reader.GetString(1)), reader.GetInt64(2)));
        return due;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class.Value,-18} {Municipality} {Records,9:N0}");
}

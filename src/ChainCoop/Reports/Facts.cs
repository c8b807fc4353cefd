using ChainCoop.Reports.Statistics;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Reports;

/// <summary>Reads what is counted.</summary>
public static class Facts
{
    /// <summary>In the order in which they were recorded; those of destroyed records at the start of their month.</summary>
    /// <param name="municipalities">Whose facts.</param>
    /// <param name="from">First instant.</param>
    /// <param name="until">First instant after.</param>
    public static async Task<IReadOnlyList<Fact>> ReadAsync(
        NpgsqlDataSource source, IReadOnlyCollection<MunicipalityCode> municipalities, DateTimeOffset from, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select kind, municipality, at, code, value, subject from reports.facts
            where municipality = any($1) and at >= $2 and at < $3 order by at, event_seq nulls first, ordinal, kind, code, value
            """);
        command.Parameters.Add(new() { Value = municipalities.Select(municipality => municipality.Value).ToArray() });
        command.Parameters.Add(new() { Value = from.ToUniversalTime() });
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        List<Fact> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            found.Add(new Fact(
                Kebab.Parse<FactKind>(reader.GetString(0)), new MunicipalityCode(reader.GetString(1)), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3), reader.GetInt32(4),
                reader.IsDBNull(5) ? null : reader.GetGuid(5)));
        }

        return found;
    }

    /// <summary>How many of each there are per year, in a period of whole days in the Netherlands.</summary>
    internal static async Task<IReadOnlyList<FactCount>> CountAsync(
        NpgsqlDataSource source, IReadOnlyCollection<MunicipalityCode> municipalities, DateOnly from, DateOnly to, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select kind, municipality, code, value, extract(year from at at time zone 'Europe/Amsterdam')::int as year, count(*)::int from reports.facts
            where municipality = any($1) and at >= $2 and at < $3 group by kind, municipality, code, value, year
            """);
        command.Parameters.Add(new() { Value = municipalities.Select(municipality => municipality.Value).ToArray() });
        command.Parameters.Add(new() { Value = DutchTime.StartOf(from).ToUniversalTime() });
        command.Parameters.Add(new() { Value = DutchTime.EndOf(to).ToUniversalTime() });
        List<FactCount> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            found.Add(new FactCount(
                Kebab.Parse<FactKind>(reader.GetString(0)), new MunicipalityCode(reader.GetString(1)), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(5))
            { Year = reader.GetInt32(4) });
        }

        return found;
    }
}

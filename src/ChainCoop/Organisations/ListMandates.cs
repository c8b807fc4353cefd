using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Organisations;

public static class ListMandatesEndpoint
{
    /// <summary>Lists the mandates of the own organisation that hold today or later, all on one page, in the order in which they were given.</summary>
    [WolverineGet("/mandates"), Scope("organisations.read")]
    [ProducesResponseType<Page<MandateView>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(Gate gate, NpgsqlDataSource source) =>
        gate.Ask(OrganisationRules.List, async scope => new Shown(await ReadAsync(scope, source)));

    private static async Task<Page<MandateView>> ReadAsync(Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            """
            select mandate, officer, role, array_agg(municipality order by municipality), valid_from, valid_until
            from access.mandates
            where organisation = $1 and (valid_until is null or valid_until > $2)
            group by mandate, officer, role, valid_from, valid_until order by mandate
            """);
        command.Parameters.Add(new() { Value = scope.Actor.Organisation.Value });
        command.Parameters.Add(new() { Value = DutchTime.DayOf(scope.Now) });
        List<MandateView> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            if (!Kebab.TryParse<Role>(reader.GetString(2), out var role)) throw new InvalidDataException("Unknown role in access.mandates.");
            found.Add(new MandateView(
                new(reader.GetGuid(0)), scope.Actor.Organisation, new(reader.GetString(1)), role,
                [.. reader.GetFieldValue<string[]>(3).Select(code => new MunicipalityCode(code))],
                reader.GetFieldValue<DateOnly>(4), await reader.IsDBNullAsync(5, scope.Token) ? null : reader.GetFieldValue<DateOnly>(5)));
        }

        return new Page<MandateView>(found);
    }
}

using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Municipalities;

/// <summary>How much a municipality has at hand, as far as the caller's organisation may see it.</summary>
/// <param name="AsOf">Everything recorded before this instant is counted.</param>
/// <param name="Rooms">The rooms that the caller may enter, for the stated purpose.</param>
public sealed record MunicipalityOverview(MunicipalityCode Municipality, DateTimeOffset AsOf, IReadOnlyList<RoomOverview> Rooms);

/// <param name="Overdue">Open deadlines that passed.</param>
public sealed record RoomOverview(Room Room, IReadOnlyList<CaseloadCount> Counts, long Overdue);

public sealed record CaseloadCount(CaseloadKind Kind, CaseloadStatus Status, long Count);

public static class ReadOverviewEndpoint
{
    /// <summary>Counts signals, cases and tracks per room, kind and status.</summary>
    [WolverineGet("/municipalities/{code}/overview"), Scope("municipalities.read"), ReadsWrites(ReadSide.Municipalities)]
    [ProducesResponseType<MunicipalityOverview>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string code, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(MunicipalityAccess.Overview, async scope => scope.Municipalities.Contains(code)
            ? new Shown(await CountAsync(code, scope, source))
            : Shown.Refused(Problems.NotFound), Matter.Of(code));

    private static async Task<MunicipalityOverview> CountAsync(string code, Scope scope, NpgsqlDataSource source)
    {
        var rooms = Enum.GetValues<Room>().Where(room => scope.MunicipalitiesIn(room).Contains(code)).ToArray();
        await using var command = source.CreateCommand(
            $"""
            select {MunicipalityAccess.AsOf}, c.*
            from municipalities.progress p
            left join lateral (
                select c.room, c.kind, c.status, count(*)
                from municipalities.caseload c
                where c.municipality = @municipality and c.room = any(@rooms) and c.status <> 'merged' and {Grants.Visible("c.id", "c.room")}
                group by c.room, c.kind, c.status
                union all
                select d.room, null, null, count(*)
                from municipalities.deadlines d
                where d.municipality = @municipality and d.room = any(@rooms) and d.met_at is null and d.due_at <= @now
                  and {Grants.VisibleInFull("d.resource", "d.room")}
                group by d.room) c on true
            order by c.kind, c.status
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("municipality", code);
        command.Parameters.AddWithValue("municipalities", new[] { code });
        command.Parameters.AddWithValue("rooms", rooms.Select(Kebab.Of).ToArray());
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());

        var asOf = default(DateTimeOffset);
        var counts = rooms.ToDictionary(Kebab.Of, _ => new List<CaseloadCount>());
        var overdue = new Dictionary<string, long>();
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            asOf = reader.GetFieldValue<DateTimeOffset>(0);
            if (reader.IsDBNull(1)) continue;
            if (reader.IsDBNull(2)) overdue[reader.GetString(1)] = reader.GetInt64(4);
            else counts[reader.GetString(1)].Add(new CaseloadCount(Kebab.Parse<CaseloadKind>(reader.GetString(2)), Kebab.Parse<CaseloadStatus>(reader.GetString(3)), reader.GetInt64(4)));
        }

        return new MunicipalityOverview(
            new MunicipalityCode(code), asOf, [.. rooms.Select(room => new RoomOverview(room, counts[Kebab.Of(room)], overdue.GetValueOrDefault(Kebab.Of(room))))]);
    }
}
